/** All that going on with deletions reads and writes, put together. */
import type { DeletionStepDeps } from '../edition/plan/deletion-step.ts';
import type { DeletionBook } from '../mail/sweep-deletions.ts';
import { auditLog } from './audit.ts';
import { getRows, type Table } from './client.ts';
import { closingBook } from './closing-book.ts';
import { endedLetterId } from './former-readers.ts';
import { newsletterStore } from './newsletters.ts';
import { notedOf } from './notice-row.ts';
import { noteLetter } from './notices.ts';
import { ownedPlaces } from './owned-places.ts';
import { peopleStore } from './people.ts';
import { readEach } from './row.ts';
import { keys } from './table.ts';

/** The book of deleting newsletters in this table, step by step. */
export function deletionBook(table: Table, now: () => number): DeletionBook {
  const { load, replace, remove } = newsletterStore(table);
  return {
    closing: closingBook(table, now),
    newsletters: { load, replace, remove },
    places: ownedPlaces(table, now),
    people: peopleStore(table),
    letters: {
      idOf: endedLetterId,
      note: (letter, lookAgainAt) => noteLetter(table, letter, lookAgainAt),
      areUnderWay: areUnderWay(table),
    },
    audit: auditLog(table),
  };
}

function areUnderWay(table: Table): DeletionStepDeps['letters']['areUnderWay'] {
  return async (readers) => {
    const rows = await getRows(
      table,
      readers.map((id) => keys.notice(endedLetterId(id))),
    );
    const letters = readEach(table, rows, notedOf);
    return letters.some(({ progress: { state } }) => state === 'queued' || state === 'claimed');
  };
}

/** What all files of an import say together: the worst of each address, and what columns hold. */
import { toUnsubscribed, withChanges } from '../moves.ts';
import { type Standing, standings, worse } from './consent-cell.ts';
import type { Mark } from './export-format.ts';
import {
  type ListCounts,
  type OpenedList,
  openListCounts,
  standingOf,
  type Worst,
} from './opened-list.ts';
import type { Reading } from './reader-arrival.ts';
import { openSeen } from './seen-addresses.ts';

/** What is known once every row was read. */
export interface Survey {
  readonly counts: ReadonlyMap<OpenedList, ListCounts>;
  /** How many rows each has. */
  readonly lengths: ReadonlyMap<OpenedList, number>;
  /** Reads a row in the light of all others. */
  readonly withWorst: (list: OpenedList, cells: readonly string[]) => Reading | Mark;
}

/** Reads every row of every list once. */
export async function surveyOf(lists: readonly OpenedList[], now: number): Promise<Survey> {
  const seen = openSeen();
  const worst: Worst = (addressKey) => standings[seen.get(addressKey) ?? standings.length];
  const all = new Map<OpenedList, ListCounts>();
  const lengths = new Map<OpenedList, number>();
  for (const list of lists) {
    const { counts, note } = openListCounts(list);
    for await (const { cells } of list.rows()) {
      lengths.set(list, (lengths.get(list) ?? 0) + 1);
      const found = standingOf(list.read(cells));
      note(cells, found?.standing);
      if (found === undefined) continue;
      const { addressKey, standing } = found;
      const known = worst(addressKey);
      const together = known === undefined ? standing : worse(known, standing);
      seen.set(addressKey, standings.indexOf(together));
    }
    all.set(list, counts);
  }
  const withWorst: Survey['withWorst'] = (list, cells) => own(list.read(cells, worst), worst, now);
  return { counts: all, lengths, withWorst };
}

const barring: readonly Standing[] = ['complained', 'bounced', 'left', 'not-agreed', 'unconfirmed'];

/** A reader of an export of ours, of whom another file of the same run says worse. */
function own(reading: Reading | Mark, worst: Worst, now: number): Reading | Mark {
  if (reading.kind !== 'own') return reading;
  const { subscriber } = reading;
  const standing = worst(subscriber.addressKey);
  if (standing === undefined || !barring.includes(standing)) return reading;
  const isOwn = standingOf(reading)?.standing === standing || reading.suppression !== undefined;
  const move = isOwn ? undefined : toUnsubscribed(subscriber, 'import', now);
  return move === undefined
    ? reading
    : { ...reading, subscriber: withChanges(subscriber, move.changes) };
}

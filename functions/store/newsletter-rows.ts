/**
 * Every row that belongs to a newsletter, for taking them away: what is listed goes place by place, and
 * then the table is walked, as an owner may and no door does, for what is in no list.
 */
import { paginateScan } from '@aws-sdk/lib-dynamodb';
import type { DeletingDeps } from '../edition/plan/delete.ts';
import type { OwnedKind } from '../edition/plan/owned.ts';
import type { PostLetterDeps } from '../subscriber/reader-letter.ts';
import { type Key, queryRows, type Row, type Table } from './client.ts';
import { closingBook } from './closing-book.ts';
import {
  endedLetterId,
  type FormerReader,
  formerReaderFields,
  formerReaderOf,
  partWithReader,
} from './former-readers.ts';
import { removeRows } from './many-rows.ts';
import { newsletterStore } from './newsletters.ts';
import { loadNotice } from './notices.ts';
import { ownedPlaces } from './owned-places.ts';
import { rowsAPage, walkSubscribers } from './subscriber-walk.ts';
import { keys } from './table.ts';

/** A row of a newsletter, with what taking it away needs. */
export interface OwnedRow extends Key {
  readonly kind: OwnedKind;
  /** Of a reader: what is to be remembered. */
  readonly reader?: FormerReader;
}

const rowsAtOnce = 20;

/** What deleting needs besides the table. */
interface DeletingWorld
  extends PostLetterDeps,
    Pick<DeletingDeps<OwnedRow>['ending'], 'withdrawRoles'> {
  readonly now: () => number;
}

/** The book of deleting in this table. */
export function deletingBook(
  table: Table,
  { postLetter, now, withdrawRoles }: DeletingWorld,
): DeletingDeps<OwnedRow> {
  const { remove } = newsletterStore(table);
  return {
    closing: closingBook(table, now),
    letters: {
      tell: async (newsletterId) => {
        for await (const id of toldReaders(newsletterId)) {
          const letter = {
            id: endedLetterId(id),
            kind: 'ended',
            newsletterId,
            subscriberId: id,
          } as const;
          await postLetter({ ...letter, at: now() });
        }
      },
      underWay: async (newsletterId) => {
        let letters = 0;
        for await (const id of toldReaders(newsletterId)) {
          const letter = await loadNotice(table, { noticeId: endedLetterId(id) });
          const { state } = letter?.progress ?? {};
          if (state === 'queued' || state === 'claimed') letters += 1;
        }
        return letters;
      },
    },
    places: ownedPlaces(table, now),
    owned: (newsletterId) => ownedRows(table, newsletterId),
    remove: async (rows) => {
      for (let start = 0; start < rows.length; start += rowsAtOnce) {
        await Promise.all(rows.slice(start, start + rowsAtOnce).map(removeWhatHangsOn));
      }
      await removeRows(table, rows);
    },
    ending: { withdrawRoles, removeNewsletter: remove },
  };

  async function* toldReaders(newsletterId: string): AsyncGenerator<string> {
    for await (const reader of walkSubscribers(table, now())) {
      const isTold = reader.newsletterId === newsletterId && reader.state === 'confirmed';
      if (isTold && !reader.suppressed) yield reader.id;
    }
  }

  /** Before the row itself, by which this is found again after a death. */
  async function removeWhatHangsOn(row: OwnedRow): Promise<void> {
    if (hasCompany(row)) await removeCompany(table, row);
    if (row.reader !== undefined) await partWithReader(table, row.reader, now());
  }
}

async function* ownedRows(table: Table, newsletterId: string): AsyncGenerator<OwnedRow[]> {
  const pages = paginateScan(
    { client: table.client, pageSize: rowsAPage },
    {
      TableName: table.name,
      FilterExpression:
        'pk IN (:own, :archive, :editions, :counts, :leavings) OR begins_with(pk, :moves)' +
        ' OR begins_with(pk, :items) OR begins_with(pk, :texts) OR begins_with(pk, :seen)' +
        ' OR begins_with(pk, :held) OR sk = :address' +
        ' OR newsletterId = :id OR #notice.newsletterId = :id',
      ...formerReaderFields,
      ExpressionAttributeNames: {
        ...formerReaderFields.ExpressionAttributeNames,
        '#notice': 'notice',
      },
      ExpressionAttributeValues: {
        ':id': newsletterId,
        ':own': keys.newsletterPartition(newsletterId),
        ':archive': keys.archivePartition(newsletterId),
        ':editions': keys.listedEdition(newsletterId, 0, '').pk,
        ':counts': keys.countsPartition(newsletterId),
        ':leavings': keys.leavingsPartition(newsletterId),
        ':moves': `MOVES#${newsletterId}#`,
        ':items': `ITEMS#${newsletterId}#`,
        ':texts': `TEXTS#${newsletterId}#`,
        ':seen': keys.seen(newsletterId, '', '').pk,
        ':held': keys.heldItems(newsletterId, ''),
        ':address': keys.address('', newsletterId).sk,
      },
      ConsistentRead: true,
    },
  );
  for await (const { Items = [] } of pages) {
    yield Items.filter((row) => !takesOwnLeave(row)).map((row) => ownedRow(row, newsletterId));
  }
}

/**
 * A subscription to a hub finds its feed gone with the next poll, leaves the hub, and goes. That it was
 * to be deleted ends with the next sweep, and is told for a while.
 */
function takesOwnLeave({ pk, sk }: Row): boolean {
  return pk === keys.deletion('').pk || String(sk).startsWith(keys.websub('', '').sk);
}

function ownedRow(row: Row, newsletterId: string): OwnedRow {
  const [pk, sk] = [String(row.pk), String(row.sk)];
  const kind = kindOf(pk, sk);
  const reader = kind === 'reader' ? { reader: formerReaderOf(row, newsletterId) } : {};
  return { pk, sk, kind, ...reader };
}

function kindOf(pk: string, sk: string): OwnedKind {
  if (sk === 'SUBSCRIBER') return 'reader';
  if (sk === 'EDITION') return 'edition';
  if (sk === 'CONTENT' || sk === 'ARCHIVE') return 'page';
  if (sk.startsWith('FEED#')) return 'feed';
  if (pk.startsWith('ITEMS#')) return 'item';
  return pk.startsWith('ARCHIVE#') ? 'published' : 'rest';
}

/** Beside it stand rows that do not name the newsletter: stragglers, parts of a long list. */
function hasCompany({ sk }: OwnedRow): boolean {
  return sk === 'EDITION' || sk === 'CONTENT';
}

async function removeCompany(table: Table, { pk, sk }: OwnedRow): Promise<void> {
  const rows = await queryRows(table, {
    KeyConditionExpression: 'pk = :pk',
    ExpressionAttributeValues: { ':pk': pk },
    ProjectionExpression: 'pk, sk',
    ConsistentRead: true,
  });
  const beside = rows.map((row) => ({ pk, sk: String(row.sk) })).filter((key) => key.sk !== sk);
  await removeRows(table, beside);
}

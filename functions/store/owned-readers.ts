/**
 * All readers of a newsletter in every state, without a scan: the index of addresses has them by the
 * first two characters, and of these there are so many.
 */
import type { Doomed } from '../edition/plan/owned-places.ts';
import { isIndexMissing } from './address-index.ts';
import { getRows, type Row, type Table } from './client.ts';
import {
  endedLetterId,
  formerReaderFields,
  formerReaderOf,
  partWithReader,
} from './former-readers.ts';
import { findIndex, findPlace } from './indexes.ts';
import { removeRows } from './many-rows.ts';
import { keyOf, pageOf, type Removed } from './owned-page.ts';
import { isMailed } from './reader-moves.ts';
import { keys } from './table.ts';

const letters = 'abcdefghijklmnopqrstuvwxyz0123456789';
/** What an address may hold before its @, in lower case (functions/subscriber/address.ts). */
const firstChars = [...`${letters}!#$%&'*+/=?^_\`{|}~-`];
/** The second one may be the @ itself. */
const secondChars = [...firstChars, '.', '@'];

/** How the addresses of readers begin. */
export const addressBeginnings: readonly string[] = firstChars.flatMap((first) =>
  secondChars.map((second) => first + second),
);

const readersAPage = 100;
/** In each of the places that are worked on at once. */
const partedAtOnce = 5;

interface Found {
  readonly addresses: readonly Row[];
  /** Their rows that are there. */
  readonly readers: readonly Row[];
  /** Behind which address there may be more. */
  readonly next: string | undefined;
}

async function readersAt(
  table: Table,
  newsletterId: string,
  beginning: string,
  after: string | undefined,
): Promise<Found> {
  const { findIn, findKey } = findPlace(newsletterId, beginning);
  const from = after && { ...keys.address(after, newsletterId), ...findPlace(newsletterId, after) };
  const page = pageOf(
    table,
    {
      IndexName: findIndex,
      KeyConditionExpression: 'findIn = :in AND begins_with(findKey, :beginning)',
      ExpressionAttributeValues: { ':in': findIn, ':beginning': findKey },
      ...(from && { ExclusiveStartKey: from }),
    },
    readersAPage,
  );
  // A table of an earlier release that was not upgraded: the command walks it, the desk says so.
  const { rows, last } = await page.catch((error: unknown) => {
    if (isIndexMissing(error)) return { rows: [], last: undefined };
    throw error;
  });
  const ids = rows.map(({ subscriber }) => String(subscriber));
  const found = await getRows(table, ids.map(keys.subscriber), formerReaderFields);
  return {
    addresses: rows,
    readers: found.filter((row) => row.newsletterId === newsletterId),
    next: last === undefined ? undefined : String(last.findKey),
  };
}

/** Readers whose address begins so and who are mailed. */
export async function mailedAt(
  table: Table,
  newsletterId: string,
  beginning: string,
  after: string | undefined,
): Promise<{ readonly readers: readonly string[]; readonly next: string | undefined }> {
  const { readers, next } = await readersAt(table, newsletterId, beginning, after);
  const mailed = readers.filter(({ state, suppressed }) =>
    isMailed({ state, suppressed } as Parameters<typeof isMailed>[0]),
  );
  return { readers: mailed.map((row) => formerReaderOf(row, newsletterId).id), next };
}

/** Takes away readers whose address begins so; the rows of their addresses last, by which they are found. */
export async function removeReadersAt(
  table: Table,
  { newsletterId, tellsReaders }: Pick<Doomed, 'newsletterId' | 'tellsReaders'>,
  place: { readonly beginning: string; readonly after: string | undefined },
  at: number,
): Promise<Removed & { readonly next: string | undefined }> {
  const { beginning, after } = place;
  const found = await readersAt(table, newsletterId, beginning, after);
  const { addresses, readers, next } = found;
  const former = readers.map((row) => formerReaderOf(row, newsletterId));
  for (let start = 0; start < former.length; start += partedAtOnce) {
    const some = former.slice(start, start + partedAtOnce);
    await Promise.all(some.map((reader) => partWithReader(table, reader, at)));
  }
  const letterKeys = tellsReaders ? former.map(({ id }) => keys.notice(endedLetterId(id))) : [];
  await removeRows(table, [...letterKeys, ...readers.map(keyOf)]);
  await removeRows(table, addresses.map(keyOf));
  return { gone: readers.map(() => 'reader'), isMore: next !== undefined, next };
}

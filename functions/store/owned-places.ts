/**
 * Everything that belongs to a newsletter, found by the keys and indexes that there are, for taking it
 * away in the background: no door scans. What is listed by nothing leaves by its own expiry; the test
 * of deleting names these kinds.
 */
import { recordKeptMs } from '../config/retention.ts';
import { dayMs } from '../config/time.ts';
import { itemKeptMs } from '../config/waits.ts';
import type { OwnedKind } from '../edition/plan/owned.ts';
import type { Doomed, OwnedPlace, OwnedPlaces } from '../edition/plan/owned-places.ts';
import { type Key, queryRows, type Row, type Table } from './client.ts';
import { removeRows } from './many-rows.ts';
import { allOf, keyOf, pageOf, type Removed, removePage, together } from './owned-page.ts';
import { addressBeginnings, mailedAt, removeReadersAt } from './owned-readers.ts';
import { keys } from './table.ts';

/** Where something may be; the work on a place takes a bounded part of it. */
interface Look {
  readonly table: Table;
  readonly doomed: Doomed;
  readonly now: number;
  /** Of readers: behind which address. */
  readonly after?: string | undefined;
}

type Step = (look: Look) => Promise<Removed & { readonly next?: string | undefined }>;

const dayRowsKeptMs = Math.max(itemKeptMs, recordKeptMs);
/** Rows of a day may linger behind their expiry, and a day may begin while this goes on. */
const lingeringMs = 30 * dayMs;
const aheadMs = 7 * dayMs;
/** So many places at once; most are empty. */
const placesAtOnce = 16;
const feedsAtOnce = 5;
const importsAtOnce = 5;
const editionsAtOnce = 2;

/** What is worked on by itself goes first, so that nobody goes on with it; its own rows come last. */
function stepsOf({ newsletterId: id, removingSince }: Doomed): readonly Step[] {
  const from = removingSince - dayRowsKeptMs - lingeringMs;
  const days = Math.ceil((dayRowsKeptMs + lingeringMs + aheadMs) / dayMs);
  const instants = Array.from({ length: days }, (_, n) => from + n * dayMs);
  return [
    removeImports,
    ...instants.flatMap((at): readonly Step[] => [
      ({ table }) => removePage(table, keys.itemDay(id, at), () => 'item'),
      ({ table }) => removePage(table, keys.itemTexts(id, at, '', '').pk),
      ({ table }) => removePage(table, keys.moveDay(id, at)),
    ]),
    ...readerSteps,
    removeFeeds,
    removeEditions,
    removeCalls,
    removeArchive,
    ({ table }) => removePage(table, keys.mark(id, 0, '').pk),
    ({ table }) => removePage(table, keys.countsPartition(id)),
    ({ table }) => removePage(table, keys.leavingsPartition(id)),
    ({ table }) => removePage(table, keys.audit(id, 0, '').pk),
    removeTokens,
    removeOwn,
  ];
}

const readerSteps = addressBeginnings.map(
  (beginning): Step =>
    ({ table, doomed, now, after }) =>
      removeReadersAt(table, doomed, { beginning, after }, now),
);

/** The places of a newsletter in this table. */
export function ownedPlaces(table: Table, now: () => number): OwnedPlaces {
  return {
    removeSome: async (doomed, { index, after }) => {
      const all = stepsOf(doomed);
      const steps = all.slice(index, index + placesAtOnce);
      const look = { table, doomed, now: now() };
      const done = await Promise.all(
        steps.map((step, n) => step({ ...look, after: n === 0 ? after : undefined })),
      );
      const gone = done.flatMap((one) => one.gone);
      return { gone, next: nextAfter(index, done, all.length) };
    },
    mailedFrom: async (newsletterId, { index, after }) => {
      const beginnings = addressBeginnings.slice(index, index + placesAtOnce);
      const done = await Promise.all(
        beginnings.map((beginning, n) =>
          mailedAt(table, newsletterId, beginning, n === 0 ? after : undefined),
        ),
      );
      const pages = done.map(({ next }) => ({ isMore: next !== undefined, next }));
      const next = nextAfter(index, pages, addressBeginnings.length);
      // What is behind the first place that has more comes again.
      const counted = next === undefined ? done : done.slice(0, next.index - index + 1);
      return { readers: counted.flatMap((one) => one.readers), next };
    },
  };
}

/** The first place that has more, or the one behind all of these. */
function nextAfter(
  index: number,
  done: readonly { readonly isMore: boolean; readonly next?: string | undefined }[],
  places: number,
): OwnedPlace | undefined {
  const open = done.findIndex(({ isMore }) => isMore);
  if (open < 0) return index + done.length < places ? { index: index + done.length } : undefined;
  const after = done[open]?.next;
  return { index: index + open, ...(after === undefined ? {} : { after }) };
}

async function removeImports({ table, doomed }: Look): Promise<Removed> {
  const { pk } = keys.import(doomed.newsletterId, '');
  const { rows, last } = await pageOf(table, allOf(pk, 'importId'), importsAtOnce);
  const parts = await Promise.all(
    rows.map(({ importId }) => removePage(table, keys.importPart(String(importId), '').pk)),
  );
  return endOf(table, { rows, last, parts });
}

/** What was seen of a feed, and what waits at its gate, is found by the feed. */
async function removeFeeds({ table, doomed }: Look): Promise<Removed> {
  const { newsletterId } = doomed;
  const pk = keys.newsletterPartition(newsletterId);
  const query = {
    ...allOf(pk),
    KeyConditionExpression: 'pk = :pk AND begins_with(sk, :feeds)',
    ExpressionAttributeValues: { ':pk': pk, ':feeds': feedsStart },
  };
  const { rows, last } = await pageOf(table, query, feedsAtOnce);
  const parts = await Promise.all(
    rows.map(async (row) => {
      const feedId = String(row.sk).replace(/^[^#]*#/, '');
      const held = removePage(table, keys.heldItems(newsletterId, feedId));
      const seen = removePage(table, keys.seen(newsletterId, feedId, '').pk);
      return together(await Promise.all([held, seen]));
    }),
  );
  const kindOf = ({ sk }: Key): OwnedKind =>
    sk.startsWith(keys.feed(newsletterId, '').sk) ? 'feed' : 'rest';
  return endOf(table, { rows, last, parts, kindOf });
}

/** Of feeds, and of those that there were. */
const feedsStart = 'FEED';

/** Its line in the list goes last: by that it is found. */
async function removeEditions({ table, doomed }: Look): Promise<Removed> {
  const { pk } = keys.listedEdition(doomed.newsletterId, 0, '');
  const { rows, last } = await pageOf(table, allOf(pk, 'edition'), editionsAtOnce);
  const parts = await Promise.all(
    rows.map(({ edition }) => removeEdition(table, String(edition), doomed.keepsArchive)),
  );
  return endOf(table, { rows, last, parts });
}

async function removeEdition(table: Table, id: string, keepsContents: boolean): Promise<Removed> {
  const places = [keys.edition(id).pk, ...keys.batchPartitions(id)];
  const pages = await Promise.all(places.map((pk) => pageOf(table, allOf(pk, 'contentKey'))));
  const rows = pages.flatMap((page) => page.rows);
  // By its batches a content is found: they go when it has gone.
  const contents = keepsContents ? nothing : await removeContents(table, rows.map(contentKeyOf));
  if (contents.isMore) return contents;
  await removeRows(table, rows.map(keyOf));
  const gone = rows.map(({ sk }): OwnedKind => (sk === keys.edition('').sk ? 'edition' : 'rest'));
  return together([contents, { gone, isMore: pages.some((page) => page.last !== undefined) }]);
}

const nothing: Removed = { gone: [], isMore: false };

function contentKeyOf({ contentKey }: Row): string | undefined {
  return typeof contentKey === 'string' ? contentKey : undefined;
}

async function removeContents(
  table: Table,
  contentKeys: readonly (string | undefined)[],
): Promise<Removed> {
  const unique = [...new Set(contentKeys)].filter((key) => key !== undefined);
  const { sk } = keys.content('');
  const kindOf = (key: Key): OwnedKind => (key.sk === sk ? 'page' : 'rest');
  return together(
    await Promise.all(unique.map((key) => removePage(table, keys.content(key).pk, kindOf))),
  );
}

/** What was shown for a last call may be printed in no edition. */
async function removeCalls({ table, doomed }: Look): Promise<Removed> {
  const { rows, last } = await pageOf(table, allOf(keys.call(doomed.newsletterId, 0).pk, 'shown'));
  const shown = rows.map((row) => contentKeyOf((row.shown ?? {}) as Row));
  const contents = doomed.keepsArchive ? nothing : await removeContents(table, shown);
  return endOf(table, { rows, last, parts: [contents] });
}

async function removeArchive({ table, doomed }: Look): Promise<Removed> {
  if (doomed.keepsArchive) return nothing;
  const pk = keys.archivePartition(doomed.newsletterId);
  const { rows, last } = await pageOf(table, { ...allOf(pk, '#key'), ...named });
  const parts = [
    await removeContents(
      table,
      rows.map(({ key }) => String(key)),
    ),
  ];
  return endOf(table, { rows, last, parts, kindOf: () => 'published' });
}

/** A word of DynamoDB's own. */
const named = { ExpressionAttributeNames: { '#key': 'key' } };

/** Those of programs for this newsletter alone: a desk has few, in one place. */
async function removeTokens({ table, doomed }: Look): Promise<Removed> {
  const rows = await queryRows(table, allOf(keys.token('').pk, 'newsletterId'));
  const own = rows.filter(({ newsletterId }) => newsletterId === doomed.newsletterId);
  return endOf(table, { rows: own, last: undefined, parts: [] });
}

/**
 * A subscription to a hub finds its feed gone with the next poll, leaves the hub, and goes. Feeds go
 * with what is found by them.
 */
async function removeOwn({ table, doomed }: Look): Promise<Removed> {
  const { newsletterId, keepsArchive } = doomed;
  const archive = keys.archive(newsletterId).sk;
  const { pk, sk: hubs } = keys.websub(newsletterId, '');
  const { rows, last } = await pageOf(table, {
    ...allOf(pk),
    KeyConditionExpression: 'pk = :pk AND sk < :hubs',
    ExpressionAttributeValues: { ':pk': pk, ':hubs': hubs },
  });
  const own = rows
    .map(keyOf)
    .filter(({ sk }) => !sk.startsWith(feedsStart) && !(keepsArchive && sk === archive));
  await removeRows(table, own);
  const gone = own.map(({ sk }): OwnedKind => (sk === archive ? 'page' : 'rest'));
  return { gone, isMore: last !== undefined };
}

interface Ending {
  readonly rows: readonly Row[];
  readonly last: Row | undefined;
  /** What went that is found by these rows. */
  readonly parts: readonly Removed[];
  readonly kindOf?: (key: Key) => OwnedKind;
}

/** Rows by which others are found go when all of those have gone. */
async function endOf(
  table: Table,
  { rows, last, parts, kindOf = () => 'rest' }: Ending,
): Promise<Removed> {
  const { gone, isMore } = together(parts);
  if (isMore) return { gone, isMore };
  const found = rows.map(keyOf);
  await removeRows(table, found);
  return { gone: [...gone, ...found.map(kindOf)], isMore: last !== undefined };
}

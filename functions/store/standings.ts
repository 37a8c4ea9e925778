/** Where items are on their way: one by its place, those of a feed, and all that wait. */
import { QueryCommand } from '@aws-sdk/lib-dynamodb';
import type { Feed, FeedKey } from '../feed/feed.ts';
import type { Standing } from '../feed/gate/desk.ts';
import type { Item } from '../feed/item.ts';
import type { ItemPlace } from '../feed/keep/refresh-deps.ts';
import { getRow, getRows, type Key, queryFirst, type Row, type Table } from './client.ts';
import { dueKeys } from './due.ts';
import { readGateRow } from './gate.ts';
import { heldItemKey, itemOf } from './item-row.ts';
import { itemStore } from './items.ts';
import { readEach } from './row.ts';
import { keys } from './table.ts';

/** The texts of items are not read: a list has no room for them. */
const listed = {
  ProjectionExpression: [
    ...['pk', 'sk', '#key', 'newsletterId', '#source', 'firstSeenAt', 'id', 'title', 'link'],
    ...['publishedAt', 'categories', 'enclosures', 'admittedBy', 'keptOut'],
    ...['why', 'changedAt', 'excluded', 'excludedAt', '#rule', 'leftAt'],
  ].join(', '),
  ExpressionAttributeNames: { '#key': 'key', '#source': 'source', '#rule': 'rule' },
} as const;

/** Where the item is now that was found, or stamped, there; undefined when it is gone. */
export async function standingAt(table: Table, place: ItemPlace): Promise<Standing | undefined> {
  const { whole } = itemStore(table);
  const [behind] = await whole(place.newsletterId, [place]);
  if (behind !== undefined) return behindGate(behind);
  const row = await getRow(table, heldItemKey(place));
  if (row === undefined) return undefined;
  if (typeof row.leftAt !== 'number') return atGate(row)[0];
  const [there] = await whole(place.newsletterId, [{ ...place, firstSeenAt: row.leftAt }]);
  return there && behindGate(there);
}

/** What stands at the gate of a feed, the latest found first; not whole where there is more. */
export interface GateLook {
  readonly standings: readonly Standing[];
  readonly isWhole: boolean;
}

/** What waits at the gate of a feed, or was kept out there: as much as one query gives. */
export async function lookAtGate(
  table: Table,
  { newsletterId, feedId }: FeedKey,
): Promise<GateLook> {
  const answer = await table.client.send(
    new QueryCommand({
      TableName: table.name,
      KeyConditionExpression: 'pk = :pk',
      FilterExpression: 'attribute_not_exists(leftAt)',
      ExpressionAttributeValues: { ':pk': keys.heldItems(newsletterId, feedId) },
      ScanIndexForward: false,
      ConsistentRead: true,
      ...listed,
    }),
  );
  const standings = readEach(table, answer.Items ?? [], atGate).flat();
  return { standings, isWhole: answer.LastEvaluatedKey === undefined };
}

const farMs = 8_640_000_000_000_000;
/** Feeds that are found at once; a newsletter with more has a gate that nobody looks after. */
const gateFeedsMax = 1_000;

/** The feeds of a newsletter of which something waits. */
export async function feedsAtGate(table: Table, newsletterId: string): Promise<string[]> {
  const { pk, sk: prefix } = keys.feed(newsletterId, '');
  const found = await dueKeys(table, 'gate', farMs, gateFeedsMax);
  return found.filter((key) => key.pk === pk).map(({ sk }) => sk.slice(prefix.length));
}

/** The items that a feed brought last, as far as it still shows them, the latest first. */
export async function itemsOfFeed(table: Table, feed: Feed): Promise<readonly Standing[]> {
  const { newsletterId, id: feedId, lately = [] } = feed;
  const seen = await itemStore(table).seen({ newsletterId, feedId }, lately);
  const places = [...seen].map(([identity, { at, item }]) => {
    return { newsletterId, feedId, firstSeenAt: at, key: item ?? identity };
  });
  const rows = await getRows(table, places.flatMap(bothKeys), listed);
  const signs = rows.flatMap(({ leftAt, sk }) => {
    const key = String(sk).replace(/^\d+#/, '');
    return typeof leftAt === 'number' ? [keys.item(newsletterId, leftAt, feedId, key)] : [];
  });
  const moved = await getRows(table, signs, listed);
  const standing = [...rows, ...moved].filter(({ leftAt }) => leftAt === undefined);
  return readEach(table, standing, anywhere)
    .flat()
    .sort((a, b) => b.item.firstSeenAt - a.item.firstSeenAt);
}

function bothKeys(place: ItemPlace): Key[] {
  const { newsletterId, firstSeenAt, feedId, key } = place;
  return [keys.item(newsletterId, firstSeenAt, feedId, key), heldItemKey(place)];
}

const [heldStart] = keys.heldItems('', '').split('#', 1) as [string];

function anywhere(row: Row): Standing[] {
  return String(row.pk).startsWith(heldStart) ? atGate(row) : [behindGate(itemOf(row))];
}

function atGate(row: Row): Standing[] {
  const { waiting, out } = readGateRow(row);
  if (waiting !== undefined) return [{ kind: 'waiting', item: waiting.item, why: waiting.why }];
  return out === undefined ? [] : [{ kind: 'keptOut', ...out, isAtGate: true }];
}

function behindGate(item: Item): Standing {
  const { keptOut } = item;
  return keptOut === undefined
    ? { kind: 'out', item }
    : { kind: 'keptOut', item, keptOut, isAtGate: false };
}

/** Items that left the gate, the latest first. */
export interface LatestLook {
  readonly standings: readonly Standing[];
  /** Where to look on; undefined when nothing older is kept. */
  readonly next?: string;
}

/** What is looked for. */
export interface LatestWish {
  /** Where an earlier look ended. */
  readonly before?: string | undefined;
  /** The oldest that may be meant, in milliseconds. */
  readonly since: number;
  readonly now: number;
  readonly limit: number;
  readonly isMeant: (standing: Standing) => boolean;
}

const latestQueriesMax = 10;
const rowsAtOnce = 250;

/** Looks back through what left the gate, day by day, until so many were found or so much was read. */
export async function latestItems(
  table: Table,
  newsletterId: string,
  wish: LatestWish,
): Promise<LatestLook> {
  const found: Standing[] = [];
  let before = wish.before ?? keys.itemsFrom(wish.now + 1);
  for (let query = 1; query <= latestQueriesMax; query += 1) {
    const at = latestBefore(before);
    if (!(at >= wish.since)) return { standings: found };
    const rows = await someOfDay(table, newsletterId, { at, before });
    const read = readEach(table, rows, (row) => ({
      sk: String(row.sk),
      standing: anywhere(row)[0],
    }));
    for (const { sk, standing } of read) {
      if (standing === undefined || !wish.isMeant(standing)) continue;
      found.push(standing);
      if (found.length === wish.limit) return { standings: found, next: sk };
    }
    before = rows.length < rowsAtOnce ? keys.itemsFrom(dayStart(at)) : String(rows.at(-1)?.sk);
  }
  return { standings: found, next: before };
}

/** The latest instant that may stand before this place: a place without an item is no instant. */
function latestBefore(before: string): number {
  return Number.parseInt(before, 10) - (before.includes('#') ? 0 : 1);
}

async function someOfDay(
  table: Table,
  newsletterId: string,
  { at, before }: { readonly at: number; readonly before: string },
): Promise<Row[]> {
  return await queryFirst(table, {
    KeyConditionExpression: 'pk = :pk AND sk < :before',
    ExpressionAttributeValues: { ':pk': keys.itemDay(newsletterId, at), ':before': before },
    ScanIndexForward: false,
    ConsistentRead: true,
    Limit: rowsAtOnce,
    ...listed,
  });
}

function dayStart(at: number): number {
  return Date.parse(new Date(at).toISOString().slice(0, 10));
}

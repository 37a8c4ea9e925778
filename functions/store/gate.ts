/** What waits at the gate, where no edition looks; and what was kept out, there or behind it. */
import * as v from 'valibot';
import { recordKeptMs } from '../config/retention.ts';
import type { FeedKey } from '../feed/feed.ts';
import type { DecideDeps } from '../feed/gate/decide.ts';
import type { KeptOutItem } from '../feed/gate/desk.ts';
import type { Waiting, WaitReason } from '../feed/gate/waiting.ts';
import type { Item } from '../feed/item.ts';
import type { GateBook, GateEntry } from '../feed/keep/refresh-deps.ts';
import type { KeepingRule, KeptOut } from '../feed/kept-out.ts';
import { bringBack, putBack } from './bring-back.ts';
import { getRow, queryRows, type Row, type Table, transact, ttl, updateRow } from './client.ts';
import { heldItemKey, heldItemRow, identityRows, itemOf, itemRows } from './item-row.ts';
import { risingStamps } from './new-items.ts';
import { nameIn, readEach, readRow, shapeOf } from './row.ts';
import { keys } from './table.ts';

/** The gate. */
export interface GateRows extends GateBook, Omit<DecideDeps, 'now'> {
  /** What was kept out while it waited, the latest last. */
  readonly excluded: (feed: FeedKey) => Promise<readonly KeptOutItem[]>;
  /** What was kept out at the gate waits for nothing any more, and goes; false when it is gone. */
  readonly readmit: (item: Item) => Promise<boolean>;
  /** Undoes that an item was kept out behind the gate, by whichever rule. */
  readonly putBack: (item: Item) => Promise<boolean>;
}

/** The gate in this table. `prompt`: the same without repeats, as a stamp must not land late. */
export function gateRows(table: Table, prompt: Table, now: () => number): GateRows {
  const stamp = risingStamps(now);
  const letOut = (item: Item, byOwner: boolean, condition: string) =>
    leave(prompt, { item, byOwner, condition }, stamp);
  return {
    hold: (entry) => hold(table, entry),
    list: async (feed) => (await atGate(table, feed)).flatMap(({ waiting }) => waiting ?? []),
    excluded: async (feed) => (await atGate(table, feed)).flatMap(({ out }) => out ?? []),
    release: (item, { byOwner }) => letOut(item, byOwner, isWaiting),
    readmit: (item) => letOut(item, true, isExcluded),
    exclude: (item, keptOut) => exclude(table, item, keptOut),
    setReasons: (item, why) => setReasons(table, item, why),
    keepOut: (place, keptOut) => keepOut(table, place, keptOut),
    bringBack: (place) => bringBack(prompt, place, stamp),
    putBack: (item) => putBack(prompt, item, { stamp }),
    end: (feed) => end(table, feed),
  };
}

const waitingShape = shapeOf<Omit<Waiting, 'item'>>()(
  v.looseObject({
    why: v.optional(v.array(nameIn<WaitReason>()), () => ['surge' as const]),
    changedAt: v.number(),
  }),
);

const keptOutShape = shapeOf<KeptOut>()(
  v.looseObject({
    rule: v.optional(nameIn<KeepingRule>(), () => 'dropped' as const),
    reason: v.string(),
    at: v.number(),
  }),
);

/** The row waits, was kept out, or is only the sign of one that went. */
const isWaiting =
  'attribute_exists(pk) AND attribute_not_exists(excluded) AND attribute_not_exists(leftAt)';
const isExcluded = 'attribute_exists(excluded) AND attribute_not_exists(leftAt)';

/** What else than the item such a row holds. */
export function gateFactsOf({ why, changedAt }: Row): Row {
  return {
    ...(why === undefined ? {} : { why }),
    ...(changedAt === undefined ? {} : { changedAt }),
  };
}

/** The item of a row at the gate. Throws `MalformedRow`. */
export function waitingItemOf({ why: _, changedAt: __, ...row }: Row): Item {
  return itemOf(row);
}

async function hold(table: Table, entry: GateEntry): Promise<'stored' | 'seen'> {
  const TableName = table.name;
  const { item, identityKeys, words, why, keptOut } = entry;
  const [first, ...others] = identityRows({ item, identityKeys, words }, item.firstSeenAt);
  const row = { ...heldItemRow(item), why, ...(keptOut === undefined ? {} : outFields(keptOut)) };
  const written = await transact(table, [
    { Put: { TableName, Item: first, ConditionExpression: 'attribute_not_exists(pk)' } },
    ...[row, ...others].map((Item) => ({ Put: { TableName, Item } })),
  ]);
  return written === 'written' ? 'stored' : 'seen';
}

function outFields({ rule, reason, at }: KeptOut): Row {
  return { excluded: reason, excludedAt: at, rule, expiresAt: ttl(at + recordKeptMs) };
}

/** What a row at the gate holds: one that waits, or one that was kept out. */
interface AtGate {
  readonly waiting?: Waiting;
  readonly out?: KeptOutItem;
}

async function atGate(table: Table, { newsletterId, feedId }: FeedKey): Promise<AtGate[]> {
  const rows = await queryRows(table, {
    KeyConditionExpression: 'pk = :pk',
    FilterExpression: 'attribute_not_exists(leftAt)',
    ExpressionAttributeValues: { ':pk': keys.heldItems(newsletterId, feedId) },
    ConsistentRead: true,
  });
  return readEach(table, rows, readGateRow);
}

/** Reads a row at the gate that is no sign. Throws `MalformedRow`. */
export function readGateRow(row: Row): AtGate {
  const { why, changedAt, excluded, excludedAt, rule, ...fields } = row;
  const item = itemOf(fields);
  if (excluded !== undefined) {
    const keptOut = { rule, reason: excluded, at: excludedAt };
    return { out: { item, keptOut: readRow(keptOutShape, row, keptOut) } };
  }
  const facts = { why, changedAt: changedAt ?? item.firstSeenAt };
  return { waiting: { item, ...readRow(waitingShape, row, facts) } };
}

interface Leaving {
  readonly item: Item;
  readonly byOwner: boolean;
  readonly condition: string;
}

/**
 * Out of the gate and among the items of now, in one: whoever comes second finds it gone. A sign
 * stays where it waited, by which what is known of it there finds it still.
 */
async function leave(
  table: Table,
  { item, byOwner, condition: ConditionExpression }: Leaving,
  stamp: () => number,
): Promise<boolean> {
  const TableName = table.name;
  const written = await transact(table, () => {
    const firstSeenAt = stamp();
    const leaving = { ...item, firstSeenAt, ...(byOwner ? { admittedBy: 'owner' as const } : {}) };
    const rows = itemRows(leaving);
    const sign = { ...heldItemKey(item), leftAt: firstSeenAt, expiresAt: rows[0]?.expiresAt };
    return [
      { Put: { TableName, Item: sign, ConditionExpression } },
      ...rows.map((Item) => ({ Put: { TableName, Item } })),
    ];
  });
  return written === 'written';
}

async function exclude(table: Table, item: Item, keptOut: KeptOut): Promise<boolean> {
  const fields = outFields(keptOut);
  const result = await updateRow(table, heldItemKey(item), {
    UpdateExpression:
      'SET excluded = :reason, excludedAt = :at, #rule = :rule, expiresAt = :expires',
    ConditionExpression: isWaiting,
    ExpressionAttributeNames: { '#rule': 'rule' },
    ExpressionAttributeValues: {
      ':reason': fields.excluded,
      ':at': fields.excludedAt,
      ':rule': fields.rule,
      ':expires': fields.expiresAt,
    },
  });
  return result.kind === 'updated';
}

async function setReasons(table: Table, item: Item, why: readonly WaitReason[]): Promise<boolean> {
  const result = await updateRow(table, heldItemKey(item), {
    UpdateExpression: 'SET why = :why',
    ConditionExpression: isWaiting,
    ExpressionAttributeValues: { ':why': why },
  });
  return result.kind === 'updated';
}

type Place = Parameters<GateBook['keepOut']>[0];

/** Where the item is that was found then: among the items of its stamp, or at the gate. */
async function keepOut(table: Table, place: Place, keptOut: KeptOut): Promise<boolean> {
  if (await markOut(table, place, keptOut)) return true;
  const sign = await getRow(table, heldItemKey(place));
  if (typeof sign?.leftAt === 'number') {
    return markOut(table, { ...place, firstSeenAt: sign.leftAt }, keptOut);
  }
  return exclude(table, place as Item, keptOut);
}

async function markOut(table: Table, place: Place, keptOut: KeptOut): Promise<boolean> {
  const { newsletterId, firstSeenAt, feedId, key } = place;
  const result = await updateRow(table, keys.item(newsletterId, firstSeenAt, feedId, key), {
    UpdateExpression: 'SET keptOut = :out',
    ConditionExpression: 'attribute_exists(pk) AND attribute_not_exists(keptOut)',
    ExpressionAttributeValues: { ':out': keptOut },
  });
  return result.kind === 'updated';
}

async function end(table: Table, { newsletterId, feedId }: FeedKey): Promise<boolean> {
  const result = await updateRow(table, keys.feed(newsletterId, feedId), {
    UpdateExpression: 'REMOVE #hold',
    ConditionExpression: 'attribute_exists(pk) AND attribute_not_exists(#hold.filling)',
    ExpressionAttributeNames: { '#hold': 'hold' },
  });
  return result.kind === 'updated';
}

/** Readers that a restore writes: each with the address, under the conditions that make it harmless. */
import { isDeepStrictEqual } from 'node:util';
import type { SegmentChoice, Subscriber } from '../subscriber/subscriber.ts';
import { addressRow, givingAddress, notSuppressed } from './address-row.ts';
import { type Row, type Table, transact } from './client.ts';
import { goneKey, leftKey } from './hidden-address.ts';
import { putIfAbsent } from './put-if-absent.ts';
import type { RestoreWrite, RestoreWritten } from './restore-counts.ts';
import { consentAt } from './restore-reader.ts';
import { toRow } from './subscriber-row.ts';

/** A reader who is written. */
export type PersonWrite = Extract<
  RestoreWrite,
  { readonly subscriber: Subscriber; readonly row: Row }
>;

type Parts = Exclude<Parameters<typeof transact>[1], (...none: never) => unknown>;

/** What writing readers needs. */
export interface PeopleMoves {
  /** Makes sure that the segment of this choice exists; returns its id. */
  readonly openSegment: (choice: SegmentChoice) => Promise<string>;
  readonly now: () => number;
}

/** So many in one transaction, which has room for a hundred writes and checks: six are of a reader. */
export const peopleAtOnce = 16;

const isAbsent = { ConditionExpression: 'attribute_not_exists(pk)' };

/**
 * Writes them all or none; `changed`: one of them is there, or has left, or may not be mailed, and
 * they are to be looked at one by one.
 */
export async function writePeople(
  table: Table,
  people: readonly PersonWrite[],
  moves: PeopleMoves,
): Promise<RestoreWritten> {
  const parts = (await Promise.all(people.map((one) => partsOf(table, one, moves)))).flat();
  const own = onceEach(parts);
  if (own === undefined) return 'changed';
  return (await transact(table, own)) === 'written' ? 'written' : 'changed';
}

function partsOf(table: Table, write: PersonWrite, moves: PeopleMoves): Promise<Parts> {
  switch (write.kind) {
    case 'reader':
      return readerParts(table, write, moves);
    case 'standing':
      return Promise.resolve(standingParts(table, write));
    case 'pending':
      return pendingParts(table, write, moves.now());
  }
}

/** Alone: the row is kept also where somebody else has the address by now. */
export async function keepStanding(table: Table, write: PersonWrite): Promise<RestoreWritten> {
  const [address, row] = standingParts(table, write).map(({ Put }) => Put?.Item ?? {});
  await putIfAbsent(table, address ?? {});
  return putIfAbsent(table, row ?? {});
}

/** A transaction has each row once: the same check of two readers is one. Undefined: it cannot be. */
function onceEach(parts: Parts): Parts | undefined {
  const own = new Map<string, Parts[number]>();
  for (const part of parts) {
    const { pk, sk } = part.Put?.Item ?? part.ConditionCheck?.Key ?? {};
    const name = `${pk} ${sk}`;
    const other = own.get(name);
    if (other !== undefined && !isSameCheck(other, part)) return undefined;
    own.set(name, part);
  }
  return [...own.values()];
}

function isSameCheck(one: Parts[number], other: Parts[number]): boolean {
  return other.ConditionCheck !== undefined && isDeepStrictEqual(one, other);
}

/** Reader and address together, and only if nothing has come to be known against it. */
async function readerParts(
  table: Table,
  { subscriber, row: { dueKind, dueAt } }: PersonWrite,
  { openSegment, now }: PeopleMoves,
): Promise<Parts> {
  const { newsletterId, schedule, sections, language } = subscriber;
  const own = language === undefined ? {} : { language };
  const segmentId = await openSegment({ newsletterId, schedule, sections, ...own });
  const left = await leftKey(table, subscriber);
  const gone = await goneKey(table, subscriber.id);
  const TableName = table.name;
  // What of them is kept how long is looked at when it would have been.
  const due = dueKind === 'retention' ? { dueKind, dueAt } : {};
  const Item = { ...toRow({ ...subscriber, segmentId }), ...due };
  return [
    givingAddress(TableName, subscriber, now()),
    { Put: { TableName, Item, ...isAbsent } },
    ...(left === undefined ? [] : [stillIn(TableName, left, consentAt(subscriber))]),
    ...(gone === undefined
      ? []
      : [{ ConditionCheck: { TableName, Key: { ...gone }, ...isAbsent } }]),
    ...(await notSuppressed(table, subscriber.addressKey)),
  ];
}

/** With the address; what was under way is over, and retention goes on. */
function standingParts(
  { name: TableName }: Table,
  { subscriber, row: { dueKind, dueAt, segmentShard: _, ...row } }: PersonWrite,
): Parts {
  const { addressKey, newsletterId, id } = subscriber;
  const due = dueKind === 'retention' ? { dueKind, dueAt } : {};
  const address = addressRow({ id, newsletterId, addressKey });
  return [
    { Put: { TableName, Item: address, ...isAbsent } },
    { Put: { TableName, Item: { ...row, ...due }, ...isAbsent } },
  ];
}

/** As the row is, with what is noted of the confirmation; who returns passes the suppression. */
async function pendingParts(
  table: Table,
  { subscriber, row: Item }: PersonWrite,
  now: number,
): Promise<Parts> {
  const TableName = table.name;
  const { addressKey, comebackId } = subscriber;
  return [
    givingAddress(TableName, subscriber, now),
    { Put: { TableName, Item, ...isAbsent } },
    ...(comebackId === undefined ? await notSuppressed(table, addressKey) : []),
  ];
}

/** Part of a transaction: they have not left since they consented. */
function stillIn(TableName: string, key: object, consented: number) {
  return {
    ConditionCheck: {
      TableName,
      Key: { ...key },
      ConditionExpression: 'attribute_not_exists(pk) OR #at < :consented',
      ExpressionAttributeNames: { '#at': 'at' },
      ExpressionAttributeValues: { ':consented': consented },
    },
  };
}

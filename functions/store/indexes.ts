/** The table as it is made: its keys, its indexes, what they hold of which rows, and under what. */
import type { CreateTableCommandInput } from '@aws-sdk/client-dynamodb';

/** Rows that something must look at, by kind and instant. */
export const dueIndex = 'due';
/** Readers who are mailed, by segment and shard; and all of a newsletter, by their id. */
export const segmentIndex = 'segment';
/** Feeds, by slot. */
export const pollIndex = 'poll';
/** Readers of a newsletter, by the beginning of their address; and its items, in their order. */
export const findIndex = 'find';

/** Readers of one segment are spread over so many key ranges. */
export const segmentShards = 8;

/** Expired rows may linger (TTL is best effort): whoever reads them compares with the clock. */
export const timeToLiveAttribute = 'expiresAt';

/** The table as both the engine of the stage and the cloud template make it. */
export const tableDescription = {
  AttributeDefinitions: [
    { AttributeName: 'pk', AttributeType: 'S' },
    { AttributeName: 'sk', AttributeType: 'S' },
    { AttributeName: 'dueKind', AttributeType: 'S' },
    { AttributeName: 'dueAt', AttributeType: 'N' },
    { AttributeName: 'segmentShard', AttributeType: 'S' },
    { AttributeName: 'subscriberId', AttributeType: 'S' },
    { AttributeName: 'pollSlot', AttributeType: 'S' },
    { AttributeName: 'feedId', AttributeType: 'S' },
    { AttributeName: 'findIn', AttributeType: 'S' },
    { AttributeName: 'findKey', AttributeType: 'S' },
  ],
  KeySchema: [
    { AttributeName: 'pk', KeyType: 'HASH' },
    { AttributeName: 'sk', KeyType: 'RANGE' },
  ],
  GlobalSecondaryIndexes: [
    {
      IndexName: dueIndex,
      KeySchema: [
        { AttributeName: 'dueKind', KeyType: 'HASH' },
        { AttributeName: 'dueAt', KeyType: 'RANGE' },
      ],
      Projection: { ProjectionType: 'KEYS_ONLY' },
    },
    {
      IndexName: segmentIndex,
      KeySchema: [
        { AttributeName: 'segmentShard', KeyType: 'HASH' },
        { AttributeName: 'subscriberId', KeyType: 'RANGE' },
      ],
      Projection: {
        ProjectionType: 'INCLUDE',
        NonKeyAttributes: ['receivedThrough', 'receivesSince', 'pausedUntil'],
      },
    },
    {
      IndexName: pollIndex,
      KeySchema: [
        { AttributeName: 'pollSlot', KeyType: 'HASH' },
        { AttributeName: 'feedId', KeyType: 'RANGE' },
      ],
      Projection: {
        ProjectionType: 'INCLUDE',
        NonKeyAttributes: ['url', 'notBefore', 'newsletterId'],
      },
    },
    {
      IndexName: findIndex,
      KeySchema: [
        { AttributeName: 'findIn', KeyType: 'HASH' },
        { AttributeName: 'findKey', KeyType: 'RANGE' },
      ],
      Projection: { ProjectionType: 'INCLUDE', NonKeyAttributes: ['subscriber'] },
    },
  ],
  BillingMode: 'PAY_PER_REQUEST',
} satisfies Omit<CreateTableCommandInput, 'TableName'>;

/** So many characters an address is found by at the least: they tell the key range. */
const findCharsMin = 2;

/** Where the `find` index has an address, or addresses that begin so: at least `findCharsMin` characters. */
export function findPlace(newsletterId: string, addressKey: string) {
  return { findIn: `${newsletterId}#${addressKey.slice(0, findCharsMin)}`, findKey: addressKey };
}

/** Where the `find` index has the items of a newsletter, by the sort key of their rows. */
export function itemPlace(newsletterId: string, sk: string) {
  return { findIn: `ITEMS#${newsletterId}`, findKey: sk };
}

/** The key range of a segment that holds this reader. */
export function segmentShard(segmentId: string, shard: number): string {
  return `${segmentId}#${shard}`;
}

/** All readers of a newsletter are spread over so many key ranges, whatever they chose. */
export const readerRanges = 4;

/** A key range of the `segment` index with readers of a newsletter, by their address rows. */
export function readerRange(newsletterId: string, range: number): string {
  return `NEWSLETTER#${newsletterId}#${range}`;
}

/** Where the `segment` index has the address row of a reader. */
export function readerPlace(newsletterId: string, subscriberId: string) {
  const range = shardOf(subscriberId) % readerRanges;
  return { segmentShard: readerRange(newsletterId, range), subscriberId };
}

/** Which of the key ranges a reader sits in: spread by their random id. */
export function shardOf(subscriberId: string): number {
  let sum = 0;
  for (let i = 0; i < subscriberId.length; i++) sum = (sum * 31 + subscriberId.charCodeAt(i)) >>> 0;
  return sum % segmentShards;
}

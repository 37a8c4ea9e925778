/** The table as it is made: its keys, and what its indexes hold of which rows. */
import type { CreateTableCommandInput } from '@aws-sdk/client-dynamodb';
import { dueIndex, findIndex, pollIndex, segmentIndex } from './table.ts';

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

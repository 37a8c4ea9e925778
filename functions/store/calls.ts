/** Last calls: what owners were shown before it goes, and what they said. */
import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import { PutCommand } from '@aws-sdk/lib-dynamodb';
import * as v from 'valibot';
import { recordKeptMs } from '../config/retention.ts';
import type { Call } from '../edition/call.ts';
import type { CallStore } from '../edition/plan/calls.ts';
import { getRow, queryRows, type Row, type Table, ttl, updateRow } from './client.ts';
import { deleteIf } from './delete-if.ts';
import { dueKeys } from './due.ts';
import { readEach, readRow, shapeOf } from './row.ts';
import { keys } from './table.ts';

const callShape = shapeOf<Call>()(
  v.looseObject({
    newsletterId: v.string(),
    scheduledAt: v.number(),
    cutoff: v.number(),
    calledAt: v.number(),
    goesAt: v.exactOptional(v.number()),
    state: v.picklist(['waiting', 'stopped', 'going', 'skipped']),
    decidedAt: v.exactOptional(v.number()),
    shown: v.exactOptional(
      v.looseObject({
        contentKey: v.string(),
        items: v.array(v.looseObject({ feedId: v.string(), key: v.string(), title: v.string() })),
      }),
    ),
  }),
);

/** The call that a row holds. Throws `MalformedRow`. */
export const callOf = (row: Row): Call => readRow(callShape, row);
const keyOf = ({ newsletterId, scheduledAt }: Pick<Call, 'newsletterId' | 'scheduledAt'>) =>
  keys.call(newsletterId, scheduledAt);

/** The calls in this table. */
export function callStore(table: Table, now: () => number): CallStore {
  return {
    load: async (newsletterId, scheduledAt) => {
      const row = await getRow(table, keys.call(newsletterId, scheduledAt));
      return row && callOf(row);
    },
    open: (call) => open(table, call),
    list: async (newsletterId, since) => {
      const { pk, sk } = keys.call(newsletterId, since);
      const rows = await queryRows(table, {
        KeyConditionExpression: 'pk = :pk AND sk >= :since',
        ExpressionAttributeValues: { ':pk': pk, ':since': sk },
        ConsistentRead: true,
      });
      return readEach(table, rows, callOf);
    },
    due: (at) => dueOf(table, at),
    decide: (call, state) => decide(table, call, state, now()),
    skip: async (call) => {
      const result = await updateRow(table, keyOf(call), {
        UpdateExpression: 'SET #state = :skipped, decidedAt = :at REMOVE dueKind, dueAt',
        ConditionExpression: '#state IN (:waiting, :stopped)',
        ExpressionAttributeNames: { '#state': 'state' },
        ExpressionAttributeValues: {
          ...{ ':skipped': 'skipped', ':waiting': 'waiting', ':stopped': 'stopped' },
          ':at': now(),
        },
      });
      return result.kind === 'updated';
    },
    forget: (call) =>
      deleteIf(table, keyOf(call), {
        ConditionExpression: '#state = :state',
        ExpressionAttributeNames: { '#state': 'state' },
        ExpressionAttributeValues: { ':state': call.state },
      }),
    noteShown: async (call, shown) => {
      const set = shown === undefined ? '' : 'SET shown = :shown ';
      const again = call.goesAt === undefined ? 'REMOVE dueKind, dueAt' : '';
      const due = call.goesAt === undefined ? '' : `${set === '' ? 'SET' : ','} dueAt = :goes`;
      await updateRow(table, keyOf(call), {
        UpdateExpression: `${set}${due} ${again}`.trim(),
        ConditionExpression: '#state = :waiting',
        ExpressionAttributeNames: { '#state': 'state' },
        ExpressionAttributeValues: {
          ':waiting': 'waiting',
          ...(shown === undefined ? {} : { ':shown': shown }),
          ...(call.goesAt === undefined ? {} : { ':goes': call.goesAt }),
        },
      });
    },
    wake: async ({ newsletterId, scheduledAt }, at) => {
      await updateRow(table, keys.call(newsletterId, scheduledAt), {
        UpdateExpression: 'SET dueKind = :kind, dueAt = :at',
        ConditionExpression: 'attribute_exists(pk)',
        ExpressionAttributeValues: { ':kind': 'call', ':at': at },
      });
    },
    close: async (call) => {
      await updateRow(table, keyOf(call), {
        UpdateExpression: 'REMOVE dueKind, dueAt',
        ConditionExpression: '#state = :state',
        ExpressionAttributeNames: { '#state': 'state' },
        ExpressionAttributeValues: { ':state': call.state },
      });
    },
    lookNextAt: async (newsletterId, at) => {
      await updateRow(table, keys.nextCall(newsletterId), {
        UpdateExpression: at === undefined ? 'REMOVE dueKind, dueAt' : 'SET dueAt = :at',
        ConditionExpression: 'attribute_exists(pk)',
        ...(at === undefined ? {} : { ExpressionAttributeValues: { ':at': at } }),
      });
    },
  };
}

/** Both are in one index, so that a tick with nothing to do asks once. */
async function dueOf(table: Table, at: number) {
  const due = await dueKeys(table, 'call', at);
  const { sk } = keys.nextCall('');
  const rows = await Promise.all(
    due.filter((key) => key.sk !== sk).map((key) => getRow(table, key)),
  );
  const found = rows.filter((row) => row !== undefined);
  const start = keys.newsletterPartition('').length;
  return {
    calls: readEach(table, found, callOf),
    newsletters: due.filter((key) => key.sk === sk).map(({ pk }) => pk.slice(start)),
  };
}

/** Keeps it unless there is one for that instant, and returns the one that counts. */
async function open(table: Table, call: Call): Promise<Call> {
  const Item = {
    ...keyOf(call),
    ...call,
    dueKind: 'call',
    dueAt: call.calledAt,
    expiresAt: ttl(call.scheduledAt + recordKeptMs),
  };
  try {
    await table.client.send(
      new PutCommand({
        TableName: table.name,
        Item,
        ConditionExpression: 'attribute_not_exists(pk)',
      }),
    );
    return call;
  } catch (error) {
    if (!(error instanceof ConditionalCheckFailedException)) throw error;
    const row = await getRow(table, keyOf(call));
    return row === undefined ? call : callOf(row);
  }
}

/** The next tick does what follows from it, also one of this very second. */
async function decide(
  table: Table,
  call: Call,
  state: 'stopped' | 'going',
  at: number,
): Promise<Call> {
  const result = await updateRow(table, keyOf(call), {
    UpdateExpression: 'SET #state = :to, decidedAt = :at, dueKind = :kind, dueAt = :at',
    ConditionExpression: 'attribute_exists(pk)',
    ExpressionAttributeNames: { '#state': 'state' },
    ExpressionAttributeValues: { ':to': state, ':at': at, ':kind': 'call' },
    ReturnValues: 'ALL_NEW',
  });
  return result.kind === 'updated' ? callOf(result.row) : call;
}

/** Bounces and complaints by the hour, for a rolling day. */
import * as v from 'valibot';
import { dayMs, hourMs } from '../config/time.ts';
import type { DayOfSending, Trouble } from '../mail/reputation.ts';
import { queryRows, type Row, type Table, ttl, updateRow } from './client.ts';
import { loadPace } from './pace.ts';
import { readEach, readRow } from './row.ts';
import { keys } from './table.ts';

const hourShape = v.looseObject({
  bounces: v.optional(v.number(), 0),
  complaints: v.optional(v.number(), 0),
} satisfies Record<Trouble, unknown>);

/** Counts one more in its hour. */
export async function countTrouble(table: Table, trouble: Trouble, at: number): Promise<void> {
  const hour = at - (at % hourMs);
  await updateRow(table, keys.reputation(hour), {
    UpdateExpression: 'ADD #trouble :one SET expiresAt = :expires',
    ExpressionAttributeNames: { '#trouble': trouble },
    ExpressionAttributeValues: { ':one': 1, ':expires': ttl(hour + 3 * dayMs) },
  });
}

/** The 24 hours up to `at`; what was sent is what SES said last, and what was taken since. */
export async function dayOfSending(table: Table, at: number): Promise<DayOfSending> {
  const [pace, rows] = await Promise.all([loadPace(table), hoursUpTo(table, at)]);
  const hours = readEach(table, rows, (row) => readRow(hourShape, row));
  const sum = (trouble: Trouble) => hours.reduce((all, hour) => all + hour[trouble], 0);
  return {
    sent: pace === undefined ? 0 : pace.quota.sentLast24Hours + pace.takenSince,
    bounces: sum('bounces'),
    complaints: sum('complaints'),
  };
}

function hoursUpTo(table: Table, at: number): Promise<Row[]> {
  return queryRows(table, {
    KeyConditionExpression: 'pk = :pk AND sk BETWEEN :from AND :to',
    ExpressionAttributeValues: {
      ':pk': keys.reputation(at).pk,
      ':from': keys.reputation(at - dayMs).sk,
      ':to': keys.reputation(at).sk,
    },
  });
}

/** Bounces and complaints by the hour, for a rolling day. */
import type { DayOfSending, Trouble } from '../mail/reputation.ts';
import { getRow, queryRows, type Table, ttl, updateRow } from './client.ts';
import { keys } from './table.ts';

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;

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
  const [row, hours] = await Promise.all([
    getRow(table, keys.pace),
    queryRows(table, {
      KeyConditionExpression: 'pk = :pk AND sk BETWEEN :from AND :to',
      ExpressionAttributeValues: {
        ':pk': keys.reputation(at).pk,
        ':from': keys.reputation(at - dayMs).sk,
        ':to': keys.reputation(at).sk,
      },
    }),
  ]);
  const pace = row?.pace as
    | { readonly quota: { readonly sentLast24Hours: number }; readonly takenSince: number }
    | undefined;
  const sum = (trouble: Trouble) =>
    hours.reduce((all, hour) => all + Number(hour[trouble] ?? 0), 0);
  return {
    sent: pace === undefined ? 0 : pace.quota.sentLast24Hours + pace.takenSince,
    bounces: sum('bounces'),
    complaints: sum('complaints'),
  };
}

/** Windows: counts that run for a while, one conditional update each. */
import type { Taking, Window, Windows } from '../subscriber/windows.ts';
import { type Table, ttl, updateRow } from './client.ts';
import { keys } from './table.ts';

/**
 * The windows in this table. The row of a window that is over is never asked for again, whether or
 * not TTL has taken it away: its instant is in the key.
 */
export function windowStore(table: Table, now: () => number): Windows {
  return { take: (window, amount) => take(table, window, amount, now()) };
}

async function take(table: Table, window: Window, amount: 0 | 1, now: number): Promise<Taking> {
  const { kind, name, lengthMs, max, isRolling } = window;
  if (isRolling) return takeRolling(table, window, amount, now);
  const startsAt = Math.floor(now / lengthMs) * lengthMs;
  const result = await updateRow(table, keys.window(kind, name, startsAt), {
    UpdateExpression: 'SET expiresAt = :expires ADD used :amount',
    ConditionExpression: 'attribute_not_exists(used) OR used < :max',
    ExpressionAttributeValues: {
      ':expires': ttl(startsAt + 2 * lengthMs),
      ':amount': amount,
      ':max': max,
    },
    ReturnValues: 'UPDATED_NEW',
  });
  return result.kind === 'refused'
    ? { kind: 'full' }
    : { kind: 'taken', used: Number(result.row.used) };
}

/** One row for good, which says until when its window is taken; looking only prolongs the row. */
async function takeRolling(
  table: Table,
  { kind, name, lengthMs }: Window,
  amount: 0 | 1,
  now: number,
): Promise<Taking> {
  const until = now + lengthMs;
  const result = await updateRow(table, keys.window(kind, name, 0), {
    UpdateExpression: `SET expiresAt = :expires${amount === 1 ? ', takenUntil = :until' : ''}`,
    ConditionExpression: 'attribute_not_exists(takenUntil) OR takenUntil <= :now',
    ExpressionAttributeValues: {
      ':expires': ttl(until + lengthMs),
      ':now': now,
      ...(amount === 1 ? { ':until': until } : {}),
    },
    ReturnValues: 'UPDATED_NEW',
  });
  return result.kind === 'refused' ? { kind: 'full' } : { kind: 'taken', used: amount };
}

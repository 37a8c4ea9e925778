/** Addresses that must not be mailed, by any newsletter. */
import type { SuppressionReason } from '../mail/settle-event.ts';
import { queryRows, type Table, updateRow } from './client.ts';
import { keys } from './table.ts';

/**
 * Suppresses an address: the address first, so that nobody can sign up with it any more, then each
 * of its readers, so that the next claim is refused. Doing it again changes nothing.
 */
export async function suppressAddress(
  table: Table,
  addressKey: string,
  reason: SuppressionReason,
  at: number,
): Promise<void> {
  await updateRow(table, keys.suppression(addressKey), {
    UpdateExpression: 'SET reason = if_not_exists(reason, :reason), #at = if_not_exists(#at, :at)',
    ExpressionAttributeNames: { '#at': 'at' },
    ExpressionAttributeValues: { ':reason': reason, ':at': at },
  });
  const rows = await queryRows(table, {
    KeyConditionExpression: 'pk = :pk AND begins_with(sk, :prefix)',
    ExpressionAttributeValues: {
      ':pk': keys.addressPartition(addressKey),
      ':prefix': 'NEWSLETTER#',
    },
    ConsistentRead: true,
  });
  for (const row of rows) await suppressReader(table, String(row.subscriber));
}

async function suppressReader(table: Table, subscriberId: string): Promise<void> {
  await updateRow(table, keys.subscriber(subscriberId), {
    UpdateExpression: 'SET suppressed = :true REMOVE segmentShard, dueKind, dueAt',
    ConditionExpression: 'attribute_exists(pk)',
    ExpressionAttributeValues: { ':true': true },
  });
}

/** Addresses that must not be mailed, by any newsletter. */
import type { SuppressionReason } from '../mail/settle-event.ts';
import { queryRows, type Table, updateRow } from './client.ts';
import { keys } from './table.ts';

/**
 * Suppresses an address: the address first, so that nobody can sign up with it any more, then each
 * of its readers, so that the next claim is refused. Doing it again changes nothing. Returns the
 * newsletters concerned when it was not suppressed before.
 */
export async function suppressAddress(
  table: Table,
  addressKey: string,
  reason: SuppressionReason,
  at: number,
): Promise<string[]> {
  const marked = await updateRow(table, keys.suppression(addressKey), {
    UpdateExpression: 'SET reason = :reason, #at = :at',
    ConditionExpression: 'attribute_not_exists(pk)',
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
  const newsletters = rows.map((row) => String(row.sk).slice('NEWSLETTER#'.length));
  return marked.kind === 'updated' ? newsletters : [];
}

async function suppressReader(table: Table, subscriberId: string): Promise<void> {
  await updateRow(table, keys.subscriber(subscriberId), {
    UpdateExpression: 'SET suppressed = :true REMOVE segmentShard, dueKind, dueAt',
    ConditionExpression: 'attribute_exists(pk)',
    ExpressionAttributeValues: { ':true': true },
  });
}

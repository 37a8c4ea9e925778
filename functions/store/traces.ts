/** What SES reported about a reader's messages, other than that all went well. */
import type { SesEvent } from '../mail/event.ts';
import { contentOf, queryRows, type Table, ttl, updateRow } from './client.ts';
import { editionKeptMs } from './editions.ts';
import { keys } from './table.ts';

export interface Trace {
  readonly at: number;
  readonly messageId: string;
  readonly report: SesEvent['report'];
}

/** Keeps a report; the same one again is the same row. */
export async function keepTrace(
  table: Table,
  subscriberId: string,
  { messageId, report }: SesEvent,
  at: number,
): Promise<void> {
  await updateRow(table, keys.trace(subscriberId, `${messageId}#${report.kind}`), {
    UpdateExpression:
      'SET #at = if_not_exists(#at, :at), messageId = :message, report = :report, expiresAt = :ttl',
    ExpressionAttributeNames: { '#at': 'at' },
    ExpressionAttributeValues: {
      ':at': at,
      ':message': messageId,
      ':report': report,
      ':ttl': ttl(at + editionKeptMs),
    },
  });
}

/** Everything reported about this reader's messages, the oldest first. */
export async function tracesOf(table: Table, subscriberId: string): Promise<Trace[]> {
  const rows = await queryRows(table, {
    KeyConditionExpression: 'pk = :pk',
    ExpressionAttributeValues: { ':pk': keys.trace(subscriberId, '').pk },
  });
  return rows.map((row) => contentOf(row) as unknown as Trace).sort((a, b) => a.at - b.at);
}

/** What SES reported about a reader's messages, other than that all went well, and owners' acts. */
import { DeleteCommand } from '@aws-sdk/lib-dynamodb';
import { recordKeptMs } from '../config/retention.ts';
import type { SesEvent } from '../mail/event.ts';
import { queryRows, type Row, type Table, ttl, updateRow } from './client.ts';
import { readEach } from './row.ts';
import { keys } from './table.ts';
import { type OwnerAct, type Trace, traceOf } from './trace-row.ts';

/**
 * Keeps a report; the same one again is the same row. Addresses are left out: the reader's row has
 * them, and when that is erased nobody else may.
 */
export async function keepTrace(
  table: Table,
  subscriberId: string,
  { messageId, report }: SesEvent,
  at: number,
): Promise<void> {
  const { recipients: _, ...facts } = { recipients: [], ...report };
  await updateRow(table, keys.trace(subscriberId, `${messageId}#${report.kind}`), {
    UpdateExpression:
      'SET #at = if_not_exists(#at, :at), messageId = :message, report = :report, expiresAt = :ttl',
    ExpressionAttributeNames: { '#at': 'at' },
    ExpressionAttributeValues: {
      ':at': at,
      ':message': messageId,
      ':report': facts,
      ':ttl': ttl(at + recordKeptMs),
    },
  });
}

/** Keeps what the owner did about a reader, in the owner's words, as long as what SES reports. */
export async function keepOwnerAct(
  table: Table,
  subscriberId: string,
  { act, reason, at }: { readonly act: OwnerAct; readonly reason?: string; readonly at: number },
): Promise<void> {
  await updateRow(table, keys.trace(subscriberId, `owner#${act}#${at}`), {
    UpdateExpression: 'SET #at = :at, messageId = :owner, report = :report, expiresAt = :ttl',
    ExpressionAttributeNames: { '#at': 'at' },
    ExpressionAttributeValues: {
      ':at': at,
      ':owner': 'owner',
      ':report': { kind: act, ...(reason === undefined ? {} : { reason }) },
      ':ttl': ttl(at + recordKeptMs),
    },
  });
}

/** Everything reported about this reader's messages, the oldest first. */
export async function tracesOf(table: Table, subscriberId: string): Promise<Trace[]> {
  const rows = await rowsOf(table, subscriberId);
  return readEach(table, rows, traceOf).sort((a, b) => a.at - b.at);
}

/** Takes away what was reported about an erased reader. */
export async function forgetTraces(table: Table, subscriberId: string): Promise<void> {
  for (const { pk, sk } of await rowsOf(table, subscriberId)) {
    await table.client.send(new DeleteCommand({ TableName: table.name, Key: { pk, sk } }));
  }
}

function rowsOf(table: Table, subscriberId: string): Promise<Row[]> {
  return queryRows(table, {
    KeyConditionExpression: 'pk = :pk',
    ExpressionAttributeValues: { ':pk': keys.trace(subscriberId, '').pk },
  });
}

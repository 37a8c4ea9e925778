/** Readers of a newsletter that is deleted: what hangs on their rows goes first, and what must be known stays. */
import { PutCommand } from '@aws-sdk/lib-dynamodb';
import type { Row, Table } from './client.ts';
import { goneRow, type Place, rememberLeaving } from './hidden-address.ts';
import { keys } from './table.ts';
import { forgetTraces } from './traces.ts';

/** What is to be remembered of a reader whose row goes. */
export interface FormerReader {
  readonly id: string;
  /** Of one who has left: where from, so that no import brings them back. */
  readonly left?: Place;
  /** Of one who is mailed no more: no restored table brings them back. */
  readonly isGone?: true;
}

/** What of a reader's row tells that. */
export const formerReaderFields = {
  ProjectionExpression: 'pk, sk, addressKey, #state, suppressed, newsletterId',
  ExpressionAttributeNames: { '#state': 'state' },
} as const;

/** Pure: what is to be remembered of the reader in this row. */
export function formerReaderOf(row: Row, newsletterId: string): FormerReader {
  const hasLeft = row.state === 'unsubscribed';
  const left = { newsletterId, addressKey: String(row.addressKey) };
  const isGone = hasLeft || row.suppressed === true;
  return {
    id: String(row.pk).slice(keys.subscriber('').pk.length),
    ...(hasLeft ? { left } : {}),
    ...(isGone ? { isGone } : {}),
  };
}

/** Before the row itself, by which this is found again after a death. */
export async function partWithReader(
  table: Table,
  { id, left, isGone }: FormerReader,
  at: number,
): Promise<void> {
  await forgetTraces(table, id);
  if (left !== undefined) await rememberLeaving(table, left, at);
  if (isGone !== true) return;
  const Item = await goneRow(table, id, at);
  await table.client.send(new PutCommand({ TableName: table.name, Item }));
}

/** The letter that tells a reader that their newsletter has ended. */
export const endedLetterId = (readerId: string) => `ended-${readerId}`;

/** A subscriber as a row, and back. */
import type { Subscriber } from '../subscriber/subscriber.ts';
import { contentOf, type Row, ttl } from './client.ts';
import { keys, segmentShard, shardOf } from './table.ts';

/**
 * The whole row, with its key range in the segment when the reader may be mailed. Writes are paid by
 * the kilobyte, and with a claim on it the row of an ordinary reader is just below one.
 */
export function toRow(subscriber: Subscriber): Row {
  const { id, ...fields } = subscriber;
  const { expiresAt, state, suppressed, segmentId } = fields;
  const isMailed = state === 'confirmed' && !suppressed;
  return {
    ...keys.subscriber(id),
    ...fields,
    subscriberId: id,
    ...(expiresAt === undefined ? {} : { expiresAt: ttl(expiresAt) }),
    ...(isMailed ? { segmentShard: segmentShard(segmentId, shardOf(id)) } : {}),
  };
}

/** Reads a row; one that is no subscriber is a bug or damage, and throws. */
export function fromRow(row: Row): Subscriber {
  if (typeof row.subscriberId !== 'string' || typeof row.receivedThrough !== 'number') {
    throw new Error(`The row ${String(row.pk)} is not a subscriber.`);
  }
  const subscriber = { ...contentOf(row), id: row.subscriberId } as unknown as Subscriber;
  const expiresAt = typeof row.expiresAt === 'number' ? { expiresAt: row.expiresAt * 1000 } : {};
  return { ...subscriber, ...expiresAt };
}

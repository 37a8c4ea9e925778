/** A subscriber as a row, and back. */
import type { Subscriber } from '../subscriber/subscriber.ts';
import { contentOf, type Row, ttl } from './client.ts';
import { keys, segmentShard, shardOf } from './table.ts';

/** The whole row: with its key range in the segment when the reader may be mailed. */
export function toRow(subscriber: Subscriber): Row {
  const { id, expiresAt, state, suppressed, segmentId } = subscriber;
  const isMailed = state === 'confirmed' && !suppressed;
  return {
    ...keys.subscriber(id),
    ...subscriber,
    subscriberId: id,
    ...(expiresAt === undefined ? {} : { expiresAt: ttl(expiresAt) }),
    ...(isMailed ? { segmentShard: segmentShard(segmentId, shardOf(id)) } : {}),
  };
}

/** Reads a row; one that is no subscriber is a bug or damage, and throws. */
export function fromRow(row: Row): Subscriber {
  if (typeof row.id !== 'string' || typeof row.receivedThrough !== 'number') {
    throw new Error(`The row ${String(row.pk)} is not a subscriber.`);
  }
  const subscriber = contentOf(row) as unknown as Subscriber;
  const expiresAt = typeof row.expiresAt === 'number' ? { expiresAt: row.expiresAt * 1000 } : {};
  return { ...subscriber, ...expiresAt };
}

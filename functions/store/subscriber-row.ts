/** A subscriber as a row, and back. */
import * as v from 'valibot';
import type { Claim, Consent, Subscriber } from '../subscriber/subscriber.ts';
import { contentOf, type Row, ttl } from './client.ts';
import { segmentShard, shardOf } from './indexes.ts';
import { readRow, shapeOf } from './row.ts';
import { scheduleShape, sectionsShape } from './schedule-row.ts';
import { keys } from './table.ts';

const claimShape = shapeOf<Claim>()(
  v.looseObject({
    editionId: v.string(),
    batchId: v.string(),
    owner: v.string(),
    at: v.number(),
    cutoff: v.number(),
    attempt: v.number(),
  }),
);

const consentShape = shapeOf<Consent>()(
  v.looseObject({
    requestedAt: v.number(),
    requestedFrom: v.string(),
    wordsVersion: v.string(),
    confirmedAt: v.exactOptional(v.number()),
    confirmedFrom: v.exactOptional(v.string()),
    confirmationId: v.exactOptional(v.string()),
    withdrawnAt: v.exactOptional(v.number()),
    withdrawnBy: v.exactOptional(
      v.picklist(['one-click', 'page', 'mail', 'owner', 'import', 'complaint']),
    ),
    withdrawnReason: v.exactOptional(
      v.picklist(['too-many', 'not-for-me', 'never-asked', 'other']),
    ),
    restoredAt: v.exactOptional(v.number()),
    restoredFrom: v.exactOptional(v.string()),
    addressChangedAt: v.exactOptional(v.number()),
    addressChangedFrom: v.exactOptional(v.string()),
    addressChangeId: v.exactOptional(v.string()),
    importedAt: v.exactOptional(v.number()),
    importedFrom: v.exactOptional(v.string()),
    importedState: v.exactOptional(v.string()),
    importedProof: v.exactOptional(v.string()),
  }),
);

const confirmationShape = v.looseObject({
  id: v.string(),
  state: v.picklist(['queued', 'claimed', 'submitted', 'refused']),
  at: v.number(),
  attempt: v.number(),
  owner: v.exactOptional(v.string()),
  messageId: v.exactOptional(v.string()),
  reason: v.exactOptional(v.string()),
});

const addressChangeShape = v.looseObject({
  id: v.string(),
  address: v.string(),
  addressKey: v.string(),
  at: v.number(),
});

const passOverShape = v.variant('reason', [
  v.looseObject({ batchId: v.string(), reason: v.literal('refused'), words: v.string() }),
  v.looseObject({
    batchId: v.string(),
    reason: v.picklist(['not-confirmed', 'suppressed', 'paused', 'moved', 'no-answer', 'dropped']),
  }),
]);

/** What a reader was last mailed. */
export const submissionShape = v.looseObject({
  editionId: v.string(),
  batchId: v.string(),
  messageId: v.string(),
  at: v.number(),
  late: v.exactOptional(v.literal(true)),
});

const subscriberShape = shapeOf<Subscriber>()(
  v.looseObject({
    id: v.string(),
    newsletterId: v.string(),
    address: v.string(),
    addressKey: v.string(),
    state: v.picklist(['pending', 'confirmed', 'unsubscribed']),
    suppressed: v.boolean(),
    schedule: scheduleShape,
    sections: sectionsShape,
    usual: v.exactOptional(v.literal(true)),
    pausedUntil: v.exactOptional(v.number()),
    language: v.exactOptional(v.string()),
    receivedThrough: v.number(),
    receivesSince: v.exactOptional(v.number()),
    segmentId: v.string(),
    consent: consentShape,
    pastConsents: v.exactOptional(v.array(consentShape)),
    confirmation: v.exactOptional(confirmationShape),
    addressChange: v.exactOptional(addressChangeShape),
    formerAddress: v.exactOptional(addressChangeShape),
    comebackId: v.exactOptional(v.string()),
    confirmationsAsked: v.exactOptional(v.number()),
    expiresAt: v.exactOptional(v.number()),
    claim: v.exactOptional(claimShape),
    passedOver: v.exactOptional(passOverShape),
    lastSubmitted: v.exactOptional(submissionShape),
    bouncesAt: v.exactOptional(v.array(v.number())),
    createdAt: v.number(),
  }),
);

/**
 * The whole row, with its key range in the segment when the reader may be mailed. Writes are paid by
 * the kilobyte, and with a claim on it the row of an ordinary reader is just below one.
 */
export function toRow(subscriber: Subscriber): Row {
  const { id, ...fields } = subscriber;
  const { bouncesAt = [], expiresAt, state, suppressed, segmentId } = fields;
  const isMailed = state === 'confirmed' && !suppressed;
  return {
    ...keys.subscriber(id),
    ...fields,
    subscriberId: id,
    // A set has at least one member.
    bouncesAt: bouncesAt.length === 0 ? undefined : new Set(bouncesAt),
    ...(expiresAt === undefined ? {} : { expiresAt: ttl(expiresAt) }),
    ...(isMailed ? { segmentShard: segmentShard(segmentId, shardOf(id)) } : {}),
  };
}

/** The subscriber that a row holds. Throws `MalformedRow`. */
export function fromRow(row: Row): Subscriber {
  const { subscriberId, expiresAt, bouncesAt } = row;
  const until = typeof expiresAt === 'number' ? expiresAt * 1000 : expiresAt;
  return readRow(subscriberShape, row, {
    ...contentOf(row),
    ...(subscriberId === undefined ? {} : { id: subscriberId }),
    ...(until === undefined ? {} : { expiresAt: until }),
    ...(bouncesAt instanceof Set ? { bouncesAt: [...bouncesAt].toSorted((a, b) => a - b) } : {}),
  });
}

/** Whether TTL should have taken the row away by `now` (ms): it may linger. */
export function isExpired({ expiresAt }: Row, now: number): boolean {
  return typeof expiresAt === 'number' && expiresAt <= now / 1000;
}

/** The subscriber that a row holds, unless there is none or it has expired. Throws `MalformedRow`. */
export function livingOf(row: Row | undefined, now: number): Subscriber | undefined {
  return row === undefined || isExpired(row, now) ? undefined : fromRow(row);
}

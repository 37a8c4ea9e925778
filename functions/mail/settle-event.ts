/** What an SES event changes: an open outcome, the suppression of an address, a bounce count. */
import type { Batch, BatchKey } from '../edition/batch.ts';
import { parseAddress } from '../subscriber/address.ts';
import type { Confirmation, Subscriber, Suppression } from '../subscriber/subscriber.ts';
import type { Report, SesEvent } from './event.ts';
import type { BatchResults, ClaimBook, LateClaims } from './ledger.ts';

/** Why an address gets no mail any more. */
export type SuppressionReason = Suppression['reason'];

/** What an event of SES reads and writes. */
export interface SettleEventDeps {
  /** The row as it is, or, for a report that mostly changes nothing, as it was a moment ago. */
  readonly subscriber: (id: string, when: 'now' | 'lately') => Promise<Subscriber | undefined>;
  readonly claims: Pick<ClaimBook, 'settle'> & LateClaims;
  readonly batches: {
    readonly load: (key: BatchKey) => Promise<Batch | undefined>;
    readonly record: (batch: Batch, results: BatchResults) => Promise<'done' | 'open'>;
  };
  /** Replaces the confirmation if it is still the one that was read; nothing of it is due then. */
  readonly saveConfirmation: (
    subscriber: Subscriber,
    confirmation: Confirmation,
  ) => Promise<unknown>;
  readonly addresses: {
    /** Stops all mail to the address, in every newsletter, at once. */
    readonly suppress: (addressKey: string, reason: SuppressionReason, at: number) => Promise<void>;
    /** Keeps what SES reported about a reader's message, for whoever asks later. */
    readonly trace: (subscriberId: string, event: SesEvent) => Promise<void>;
    /** Counts a transient bounce of this message, once; returns the count since the last delivery. */
    readonly countBounce: (subscriberId: string, messageId: string) => Promise<number>;
    readonly clearBounces: (subscriberId: string) => Promise<void>;
  };
  readonly now: () => number;
}

/** So many bounces that may pass, without a delivery between, suppress an address. */
const transientBouncesMax = 5;

/** Applies one event. Twice, late or out of order it changes nothing more. */
export async function settleEvent(event: SesEvent, deps: SettleEventDeps): Promise<void> {
  const subscriber = await readerOf(event, deps).catch(async (error: unknown) => {
    // Of a reader whose row is malformed, the address is stopped all the same.
    await applyReport(event, undefined, deps);
    throw error;
  });
  await settleOutcome(event, subscriber, deps);
  if (
    subscriber !== undefined &&
    event.report.kind !== 'sent' &&
    event.report.kind !== 'delivered'
  ) {
    await deps.addresses.trace(subscriber.id, event);
  }
  await applyReport(event, subscriber, deps);
}

async function readerOf(
  { key, report }: SesEvent,
  deps: SettleEventDeps,
): Promise<Subscriber | undefined> {
  if (key === undefined) return undefined;
  return deps.subscriber(key.subscriberId, report.kind === 'delivered' ? 'lately' : 'now');
}

/** Any event about a message proves that SES accepted it; Reject proves that it will not be sent. */
async function settleOutcome(
  { key, messageId, report }: SesEvent,
  subscriber: Subscriber | undefined,
  deps: SettleEventDeps,
): Promise<void> {
  if (key === undefined || subscriber === undefined) return;
  if (key.kind === 'confirmation') {
    return settleConfirmation(subscriber, key.confirmationId, messageId, deps);
  }
  const claim = subscriber.claim;
  const { editionId, batchId } = key;
  if (claim?.editionId !== editionId || claim.batchId !== batchId) {
    if (report.kind === 'delivered' || report.kind === 'rejected') return;
    return settleLate({ editionId, batchId }, messageId, subscriber, deps);
  }
  const batch = await deps.batches.load({ editionId, batchId });
  if (batch === undefined) return;
  const at = deps.now();
  await deps.claims.settle(subscriber.id, claim, messageId);
  const outcome =
    report.kind === 'rejected'
      ? ({ kind: 'refused', reason: report.reason, at } as const)
      : ({ kind: 'submitted', messageId, at } as const);
  await deps.batches.record(batch, { outcomes: { [subscriber.id]: outcome }, stragglers: [] });
}

/** Marks the confirmation as submitted if its claim is still open. */
async function settleConfirmation(
  subscriber: Subscriber,
  confirmationId: string,
  messageId: string,
  deps: SettleEventDeps,
): Promise<void> {
  const { confirmation } = subscriber;
  if (confirmation?.id !== confirmationId || confirmation.state !== 'claimed') return;
  await deps.saveConfirmation(subscriber, { ...confirmation, state: 'submitted', messageId });
}

/** Nobody waits for this answer any more: it came when its reader had been given up, or passed over. */
async function settleLate(
  key: BatchKey,
  messageId: string,
  { id, lastSubmitted }: Subscriber,
  deps: SettleEventDeps,
): Promise<void> {
  const isLast =
    lastSubmitted?.editionId === key.editionId && lastSubmitted.batchId === key.batchId;
  if (isLast && !lastSubmitted.late) return;
  const batch = await deps.batches.load(key);
  const known = batch?.outcomes[id];
  if (batch === undefined || (known !== undefined && known.kind !== 'skipped')) return;
  const submission = { messageId, at: deps.now() };
  await deps.claims.settleLate(id, batch, submission);
  const outcome = { kind: 'submitted', ...submission } as const;
  await deps.batches.record(batch, { outcomes: { [id]: outcome }, stragglers: [] });
}

async function applyReport(
  { messageId, report }: SesEvent,
  subscriber: Subscriber | undefined,
  deps: SettleEventDeps,
): Promise<void> {
  switch (report.kind) {
    case 'sent':
    case 'delayed':
    case 'rejected':
      return;
    case 'delivered':
      if (subscriber === undefined || subscriber.transientBounces === 0) return;
      return deps.addresses.clearBounces(subscriber.id);
    case 'complained':
      if (!report.isComplaint) return;
      return suppress(report.recipients, subscriber, 'complaint', deps);
    case 'bounced':
      return applyBounce(report, messageId, subscriber, deps);
  }
}

async function applyBounce(
  report: Extract<Report, { kind: 'bounced' }>,
  messageId: string,
  subscriber: Subscriber | undefined,
  deps: SettleEventDeps,
): Promise<void> {
  if (report.says === 'address') return suppress(report.recipients, subscriber, 'bounce', deps);
  if (report.says === 'nothing' || subscriber === undefined) return;
  const bounces = await deps.addresses.countBounce(subscriber.id, messageId);
  if (bounces < transientBouncesMax) return;
  await deps.addresses.suppress(subscriber.addressKey, 'repeated-bounce', deps.now());
}

/** By our own key where the message is ours: providers blank out who complained. */
async function suppress(
  recipients: readonly string[],
  subscriber: Subscriber | undefined,
  reason: SuppressionReason,
  deps: SettleEventDeps,
): Promise<void> {
  const keys = subscriber === undefined ? keysOf(recipients) : [subscriber.addressKey];
  for (const key of keys) await deps.addresses.suppress(key, reason, deps.now());
}

function keysOf(recipients: readonly string[]): string[] {
  return recipients.flatMap((recipient) => {
    const parsed = parseAddress(recipient);
    return parsed.kind === 'ok' ? [parsed.key] : [];
  });
}

/** What an SES event changes: an open outcome, the suppression of an address, a bounce count. */
import type { Batch, BatchKey } from '../edition/batch.ts';
import { parseAddress } from '../subscriber/address.ts';
import type { Submission, Subscriber, Suppression } from '../subscriber/subscriber.ts';
import { bounceFadesMs, passingBouncesMax } from './bounce.ts';
import type { MessageKey, Report, SesEvent } from './event.ts';
import type { BatchResults, ClaimBook, LateClaims } from './ledger.ts';
import type { LetterBook } from './noted-letter.ts';
import { settleLetter } from './settle-letter.ts';
import { isTrial } from './trial.ts';

/** Why an address gets no mail any more. */
export type SuppressionReason = Suppression['reason'];

/** What an event of SES reads and writes. */
export interface SettleEventDeps {
  readonly subscriber: (id: string) => Promise<Subscriber | undefined>;
  readonly claims: Pick<ClaimBook, 'settle'> & LateClaims;
  readonly batches: {
    readonly load: (key: BatchKey) => Promise<Batch | undefined>;
    readonly record: (batch: Batch, results: BatchResults) => Promise<'done' | 'open'>;
  };
  readonly letters: LetterBook;
  /** Notes what was reported of a mail that tries the way of reports. */
  readonly noteTrial: (noticeId: string, report: Report['kind']) => Promise<void>;
  readonly addresses: {
    /** Stops all mail to the address, in every newsletter, at once. */
    readonly suppress: (addressKey: string, reason: SuppressionReason, at: number) => Promise<void>;
    /** Puts a keyed hash in the place of a suppressed address at which nobody reads. */
    readonly hide: (addressKey: string) => Promise<void>;
    /** Keeps what SES reported about a reader's message, for whoever asks later. */
    readonly trace: (subscriberId: string, event: SesEvent) => Promise<void>;
    /**
     * Notes that the message mailed at this instant (ms) bounced for now, once; returns how many of
     * those mailed since the other have.
     */
    readonly countBounce: (
      reader: Pick<Subscriber, 'id' | 'addressKey'>,
      mailedAt: number,
      since: number,
    ) => Promise<number>;
  };
  readonly now: () => number;
}

/** Applies one event. Twice, late or out of order it changes nothing more. */
export async function settleEvent(event: SesEvent, deps: SettleEventDeps): Promise<void> {
  const { key, report } = event;
  if (key?.kind === 'notice' && isTrial(key.noticeId)) {
    await deps.noteTrial(key.noticeId, report.kind);
    return settleLetter(key, event, deps.letters);
  }
  const subscriber = await readerOf(event, deps).catch(async (error: unknown) => {
    // Of a reader whose row is malformed, the address is stopped all the same.
    await applyReport(event, undefined, deps);
    throw error;
  });
  await settleMessage(event, subscriber, deps);
  if (subscriber !== undefined && event.report.kind !== 'sent') {
    await deps.addresses.trace(subscriber.id, event);
  }
  await applyReport(event, subscriber, deps);
}

async function readerOf({ key }: SesEvent, deps: SettleEventDeps): Promise<Subscriber | undefined> {
  if (key === undefined || key.kind === 'notice') return undefined;
  return deps.subscriber(key.subscriberId);
}

async function settleMessage(
  event: SesEvent,
  subscriber: Subscriber | undefined,
  deps: SettleEventDeps,
): Promise<void> {
  const { key } = event;
  if (key === undefined) return;
  if (key.kind !== 'edition') return settleLetter(key, event, deps.letters);
  if (subscriber !== undefined) await settleOutcome(key, event, subscriber, deps);
}

/** Any event about a message proves that SES accepted it; Reject proves that it will not be sent. */
async function settleOutcome(
  { editionId, batchId }: Extract<MessageKey, { kind: 'edition' }>,
  { messageId, report }: SesEvent,
  subscriber: Subscriber,
  deps: SettleEventDeps,
): Promise<void> {
  const claim = subscriber.claim;
  if (claim?.editionId !== editionId || claim.batchId !== batchId) {
    if (report.kind === 'rejected') return;
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

/** Whether this is the batch that the reader was last mailed, and that batch has it or will have it. */
export function isWrittenDown(key: BatchKey, last: Submission | undefined): boolean {
  return last?.editionId === key.editionId && last.batchId === key.batchId && last.late !== true;
}

/** Nobody waits for this answer any more: it came when its reader had been given up, or passed over. */
async function settleLate(
  key: BatchKey,
  messageId: string,
  { id, lastSubmitted }: Subscriber,
  deps: SettleEventDeps,
): Promise<void> {
  if (isWrittenDown(key, lastSubmitted)) return;
  const batch = await deps.batches.load(key);
  const known = batch?.outcomes[id];
  if (batch === undefined || (known !== undefined && known.kind !== 'skipped')) return;
  const submission = { messageId, at: deps.now() };
  await deps.claims.settleLate(id, batch, submission);
  const outcome = { kind: 'submitted', ...submission } as const;
  await deps.batches.record(batch, { outcomes: { [id]: outcome }, stragglers: [] });
}

async function applyReport(
  event: SesEvent,
  subscriber: Subscriber | undefined,
  deps: SettleEventDeps,
): Promise<void> {
  const { report } = event;
  switch (report.kind) {
    case 'sent':
    case 'delayed':
    case 'rejected':
      return;
    case 'complained':
      if (!report.isComplaint) return;
      return suppress(event, mailedKeys(event, report.recipients, subscriber), 'complaint', {
        subscriber,
        deps,
      });
    case 'bounced':
      return applyBounce(event, report, subscriber, deps);
  }
}

async function applyBounce(
  event: SesEvent,
  report: Extract<Report, { kind: 'bounced' }>,
  subscriber: Subscriber | undefined,
  deps: SettleEventDeps,
): Promise<void> {
  if (report.says === 'address') {
    const mailed = mailedKeys(event, report.recipients, subscriber);
    return suppress(event, mailed, 'bounce', { subscriber, deps });
  }
  if (report.says === 'nothing' || subscriber === undefined) return;
  if (isOtherAddress(event, subscriber)) return;
  const now = deps.now();
  const { mailedAt = now } = event;
  const since = now - bounceFadesMs;
  const bounces = await deps.addresses.countBounce(subscriber, mailedAt, since);
  if (bounces < passingBouncesMax) return;
  await deps.addresses.suppress(subscriber.addressKey, 'repeated-bounce', now);
}

async function suppress(
  { key }: SesEvent,
  addressKeys: readonly string[],
  reason: SuppressionReason,
  { subscriber, deps }: { subscriber: Subscriber | undefined; deps: SettleEventDeps },
): Promise<void> {
  const { addresses, now } = deps;
  // Mailed to a reader who has been erased meanwhile: the address must not come back by this way.
  const isGone = key !== undefined && key.kind !== 'notice' && subscriber === undefined;
  for (const addressKey of addressKeys) {
    await addresses.suppress(addressKey, reason, now());
    if (isGone) await addresses.hide(addressKey);
  }
}

/**
 * What was mailed, by our own spelling: providers blank out who complained, and the reader may have
 * another address by now, which nothing is known against. A message of ours goes to one recipient.
 */
function mailedKeys(
  { key, destination = [] }: SesEvent,
  recipients: readonly string[],
  subscriber: Subscriber | undefined,
): readonly string[] {
  const mailed = key === undefined ? [] : keysOf(destination);
  if (mailed.length > 0) return mailed;
  return subscriber === undefined ? keysOf(recipients) : [subscriber.addressKey];
}

/** The message went to an address that the reader has left, or has not come to. */
function isOtherAddress({ destination = [] }: SesEvent, { addressKey }: Subscriber): boolean {
  const mailed = keysOf(destination);
  return mailed.length > 0 && !mailed.includes(addressKey);
}

function keysOf(recipients: readonly string[]): string[] {
  return recipients.flatMap((recipient) => {
    const parsed = parseAddress(recipient);
    return parsed.kind === 'ok' ? [parsed.key] : [];
  });
}

/** Finds what was left half done, and puts it back into the queue that it belongs to. */
import { queuedLostMs } from '../config/waits.ts';
import type { BatchKey } from '../edition/batch.ts';
import type { Subscriber } from '../subscriber/subscriber.ts';
import type { ConfirmationKey } from './send-confirmation.ts';
import type { NoticeKey } from './send-notice.ts';

/** What finding forgotten batches reads and writes. */
export interface SweepBatchesDeps {
  /** The longest overdue first. */
  readonly due: (at: number, limit: number) => Promise<BatchKey[]>;
  readonly postpone: (key: BatchKey, at: number) => Promise<void>;
  readonly enqueue: (batches: readonly BatchKey[]) => Promise<void>;
  /** Messages waiting and in flight in the send queue. */
  readonly queueDepth: () => Promise<number>;
}

const batchesASweepMax = 500;

/**
 * Queues batches again that are due to be looked at. While the queue holds work, a due batch is most
 * likely in it: it is left alone then until it is long overdue.
 */
export async function sweepBatches(now: number, deps: SweepBatchesDeps): Promise<number> {
  const isIdle = (await deps.queueDepth()) === 0;
  const overdueBefore = isIdle ? now : now - queuedLostMs;
  const due = await deps.due(overdueBefore, batchesASweepMax);
  for (const key of due) await deps.postpone(key, now + queuedLostMs);
  await deps.enqueue(due);
  return due.length;
}

/** What finding forgotten confirmations reads and writes. */
export interface SweepConfirmationsDeps {
  readonly due: (at: number) => Promise<Subscriber[]>;
  readonly postpone: (subscriberId: string, at: number) => Promise<void>;
  /** Nothing more is to be done about it. */
  readonly forget: (subscriberId: string) => Promise<void>;
  readonly enqueue: (confirmations: readonly ConfirmationKey[]) => Promise<void>;
}

/** Queues confirmations again whose mail is overdue; who is no longer pending needs none. */
export async function sweepConfirmations(
  now: number,
  deps: SweepConfirmationsDeps,
): Promise<number> {
  let queued = 0;
  for (const { id, state, suppressed, confirmation } of await deps.due(now)) {
    const isOpen = confirmation?.state === 'queued' || confirmation?.state === 'claimed';
    if (state !== 'pending' || suppressed || !isOpen) {
      await deps.forget(id);
      continue;
    }
    await deps.postpone(id, now + queuedLostMs);
    await deps.enqueue([{ subscriberId: id, confirmationId: confirmation.id }]);
    queued++;
  }
  return queued;
}

/** What finding forgotten notices reads and writes. */
export interface SweepNoticesDeps {
  readonly due: (at: number) => Promise<string[]>;
  /** Notes that it is queued for one more attempt. */
  readonly markQueued: (id: string, lookAgainAt: number) => Promise<boolean>;
  readonly enqueue: (notices: readonly NoticeKey[]) => Promise<void>;
}

/** Queues the notices to owners that are due. */
export async function sweepNotices(now: number, deps: SweepNoticesDeps): Promise<number> {
  const due = await deps.due(now);
  for (const noticeId of due) {
    if (await deps.markQueued(noticeId, now + queuedLostMs)) await deps.enqueue([{ noticeId }]);
  }
  return due.length;
}

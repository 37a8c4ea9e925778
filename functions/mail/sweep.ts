/** Finds what was left half done, and puts it back into the queue that it belongs to. */
import { minuteMs } from '../config/time.ts';
import { queuedLostMs } from '../config/waits.ts';
import type { BatchKey } from '../edition/batch.ts';
import type { LetterKey } from './noted-letter.ts';
import type { Pace } from './pace-book.ts';

/** What finding forgotten batches reads and writes. */
export interface SweepBatchesDeps {
  /** The longest overdue first. */
  readonly due: (at: number, limit: number) => Promise<BatchKey[]>;
  readonly postpone: (key: BatchKey, at: number) => Promise<void>;
  readonly enqueue: (batches: readonly BatchKey[]) => Promise<void>;
  /** Messages waiting and in flight in the send queue. */
  readonly queueDepth: () => Promise<number>;
  /** What may keep everybody from sending. */
  readonly pace: () => Promise<Standstill | undefined>;
}

/** Sending that is paused, or halted until an instant (ms). */
export type Standstill = Pick<Pace, 'paused' | 'haltedUntil'>;

const batchesASweepMax = 500;
/** A little more than from one sweep to the next. */
const probeMs = 6 * minuteMs;

/**
 * Pure: how many batches have a chance to be mailed. When a halt is over one goes ahead: if SES
 * still takes nothing, the others have not been asked in vain, for days perhaps.
 */
function batchesWorthIt({ paused, haltedUntil = 0 }: Standstill, now: number): number {
  if (paused !== undefined || now < haltedUntil) return 0;
  return now < haltedUntil + probeMs ? 1 : batchesASweepMax;
}

/**
 * Queues batches again that are due to be looked at. While the queue holds work, a due batch is most
 * likely in it: it is left alone then until it is long overdue.
 */
export async function sweepBatches(now: number, deps: SweepBatchesDeps): Promise<number> {
  const most = batchesWorthIt((await deps.pace()) ?? {}, now);
  if (most === 0) return 0;
  const isIdle = (await deps.queueDepth()) === 0;
  const overdueBefore = isIdle ? now : now - queuedLostMs;
  const due = await deps.due(overdueBefore, most);
  for (const key of due) await deps.postpone(key, now + queuedLostMs);
  await deps.enqueue(due);
  return due.length;
}

/** A letter that is due to be looked at. */
export interface DueLetter {
  readonly key: LetterKey;
  /** Somebody still wants it. */
  readonly isWanted: boolean;
}

/** What finding forgotten letters reads and writes. */
export interface SweepLettersDeps {
  readonly due: (at: number) => Promise<readonly DueLetter[]>;
  readonly postpone: (key: LetterKey, at: number) => Promise<void>;
  /** Nothing more is to be done about it. */
  readonly forget: (key: LetterKey) => Promise<void>;
  readonly enqueue: (letters: readonly LetterKey[]) => Promise<void>;
}

/** Queues letters again whose mail is overdue. */
export async function sweepLetters(now: number, deps: SweepLettersDeps): Promise<number> {
  const due = await deps.due(now);
  for (const { key } of due.filter(({ isWanted }) => !isWanted)) await deps.forget(key);
  const wanted = due.filter(({ isWanted }) => isWanted).map(({ key }) => key);
  for (const key of wanted) await deps.postpone(key, now + queuedLostMs);
  await deps.enqueue(wanted);
  return wanted.length;
}

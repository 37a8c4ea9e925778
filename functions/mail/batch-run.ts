/** What one run over a batch has gathered so far, and how its edition stands meanwhile. */
import { type Batch, type Outcome, openReaders } from '../edition/batch.ts';
import type { EditionState } from '../edition/edition.ts';
import type { Claim } from '../subscriber/subscriber.ts';
import type { BatchBook } from './ledger.ts';

/** One run over a batch. */
export interface Run {
  readonly batch: Batch;
  readonly queue: string[];
  readonly outcomes: Record<string, Outcome>;
  readonly stragglers: string[];
  /** How the edition stands, or stood a moment ago. */
  readonly edition: () => Promise<EditionState | undefined>;
  /** The earliest instant at which a reader left open can be tried again. */
  againAt: number | undefined;
  stopped: boolean;
  /** The edition was stopped, or given up, as it was last looked at. */
  editionEnd: Extract<EditionState, 'held' | 'dropped'> | undefined;
}

/** An owner's word takes effect so soon: each look is a read. */
const editionFreshMs = 1_000;

/** A run over those of the batch whose outcome is open. */
export function newRun(
  batch: Batch,
  deps: { readonly batches: Pick<BatchBook, 'editionState'>; readonly now: () => number },
): Run {
  let readAt = Number.NEGATIVE_INFINITY;
  let state: EditionState | undefined;
  const edition = async () => {
    const now = deps.now();
    if (Math.abs(now - readAt) < editionFreshMs) return state;
    state = await deps.batches.editionState(batch.editionId);
    readAt = now;
    return state;
  };
  return {
    batch,
    queue: openReaders(batch),
    outcomes: {},
    stragglers: [],
    edition,
    againAt: undefined,
    stopped: false,
    editionEnd: undefined,
  };
}

/** Whether the edition goes out as it stands. One that is gone cannot have been stopped. */
export async function goesOut(run: Run): Promise<boolean> {
  const state = await run.edition();
  run.editionEnd = state === 'held' || state === 'dropped' ? state : undefined;
  return run.editionEnd === undefined;
}

/** Begins nobody else in this run; who is open is looked at again at this instant (ms). */
export function stop(run: Run, until: number): void {
  run.stopped = true;
  again(run, until);
}

/** Looks at the batch again at this instant (ms), or sooner. */
export function again(run: Run, at: number): void {
  run.againAt = run.againAt === undefined ? at : Math.min(run.againAt, at);
}

/** A first claim on a reader of the batch, as of now. */
export function newClaim(
  batch: Batch,
  { now, randomId }: { readonly now: () => number; readonly randomId: () => string },
): Claim {
  return {
    editionId: batch.editionId,
    batchId: batch.id,
    owner: randomId(),
    at: now(),
    cutoff: batch.cutoff,
    attempt: 1,
  };
}

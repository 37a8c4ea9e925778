/** One run over a batch: what it has gathered so far. */
import { type Batch, type Outcome, openReaders } from '../edition/batch.ts';

/** Who is still to be served, what became of the others, and when to look again (ms). */
export interface Run {
  readonly batch: Batch;
  readonly queue: string[];
  readonly outcomes: Record<string, Outcome>;
  readonly stragglers: string[];
  /** The earliest instant at which a reader left open can be tried again. */
  againAt: number | undefined;
  stopped: boolean;
}

/** A run over the readers whose outcome is open. */
export function newRun(batch: Batch): Run {
  return {
    batch,
    queue: openReaders(batch),
    outcomes: {},
    stragglers: [],
    againAt: undefined,
    stopped: false,
  };
}

/** Nobody else is begun; what is open is looked at again then. */
export function stop(run: Run, until: number): void {
  run.stopped = true;
  again(run, until);
}

/** Somebody stays open, and can be tried again then. */
export function again(run: Run, at: number): void {
  run.againAt = run.againAt === undefined ? at : Math.min(run.againAt, at);
}

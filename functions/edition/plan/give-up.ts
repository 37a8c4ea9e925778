/** Giving up an edition that has not come to its end, as its owner may. */
import { type Edition, isUnderWay } from '../edition.ts';
import type { ErrorFinding } from '../finding.ts';

/** What giving up an edition reads and writes. */
export interface GiveUpDeps {
  readonly load: (id: string) => Promise<Edition | undefined>;
  /** Stops it, unless it has moved on meanwhile; returns it as it is. */
  readonly hold: (edition: Edition, reasons: readonly ErrorFinding[]) => Promise<Edition>;
  /** Ends one that is held; what its readers have not received stays new to them. */
  readonly drop: (edition: Edition) => Promise<'decided' | 'changed'>;
}

/** Its planner and its senders may take it a step on between two tries. */
const triesMax = 10;

/** Gives it up, wherever it is; one that is done, or given up already, stays so. */
export async function giveUpEdition(id: string, { load, hold, drop }: GiveUpDeps): Promise<void> {
  for (let tries = 0; tries < triesMax; tries++) {
    const found = await load(id);
    if (found === undefined || !isOpen(found)) return;
    const stopped = isUnderWay(found)
      ? await hold(found, [{ level: 'error', check: 'stoppedByOwner' }])
      : found;
    if (stopped.state === 'held' && (await drop(stopped)) === 'decided') return;
  }
  throw new Error(`The edition ${id} changed again and again while it was given up.`);
}

/** Whether anybody may be mailed it yet. */
export function isOpen(edition: Pick<Edition, 'state'>): boolean {
  return isUnderWay(edition) || edition.state === 'held';
}

/** One bounded step of whatever an import is at: done by whoever watches it, or by the sweep. */
import { isWorkedOn, LostWorkError, leftAlone, takenForStep } from '../../config/in-hand.ts';
import { type ImportStepDeps, type InHand, importInHand, letGo } from './import-hand.ts';
import { lookStep } from './look-step.ts';
import { runStep } from './run-step.ts';
import { byCommand, type ImportKey, type StoredImport } from './stored-import.ts';
import { undoStep } from './undo-step.ts';

/** `busy`: somebody else is at it. `idle`: it waits for its owner, or has come to its end. */
export type Stepped =
  | { readonly kind: 'worked' | 'busy' | 'idle'; readonly stored: StoredImport }
  | { readonly kind: 'unknown' };

/**
 * Works on until the deadline (ms), and at least a little. Whenever it dies, the next one goes on
 * where it was, as soon as the time of the one that died is over.
 */
export async function importStep(
  key: ImportKey,
  deps: ImportStepDeps,
  deadline: number,
): Promise<Stepped> {
  const { records, around } = deps;
  const { now, randomId } = around;
  const stored = await records.load(key);
  if (stored === undefined) return { kind: 'unknown' };
  if (stepOf(stored) === undefined) return { kind: 'idle', stored };
  if (isWorkedOn(stored, now())) return { kind: 'busy', stored };
  const hand = importInHand(stored, deps, deadline);
  try {
    await hand.keep(takenForStep(randomId(), deadline));
    for (let step = stepOf(hand.record()); step !== undefined; step = stepOf(hand.record())) {
      await step(hand);
      if (hand.isOver()) break;
    }
    if (hand.record().worker !== undefined) await hand.keep(leftAlone(now()));
    return { kind: 'worked', stored: hand.record() };
  } catch (error) {
    if (!(error instanceof LostWorkError)) throw error;
    return { kind: 'busy', stored: (await letGo(hand)) ?? hand.record() };
  }
}

type Step = (hand: InHand) => Promise<void>;

function stepOf({ state, by }: StoredImport): Step | undefined {
  switch (state) {
    case 'looking':
      return lookStep;
    case 'running':
      // The list is in a file, and whoever has the file works it off.
      return by === byCommand ? undefined : runStep;
    case 'undoing':
      return undoStep;
    default:
      return undefined;
  }
}

/** Why readers of an edition were not mailed, counted by reason from some of its batches. */
import type { Batch, SkipReason } from '../batch.ts';

/** A reason, and how many it was of those who were looked at. */
type Reason =
  | { readonly kind: 'skipped'; readonly reason: SkipReason; readonly readers: number }
  | {
      readonly kind: 'refused';
      /** In the words of SES, without addresses. */
      readonly reason: string;
      /** The next edition brings the same items. */
      readonly isKept: boolean;
      readonly readers: number;
    };

/** The reasons, the most frequent first, and how many batches they were counted from. */
export interface Tally {
  readonly batches: number;
  readonly reasons: readonly Reason[];
}

/** Pure: counts outcomes by reason. */
export function tallyOf(batches: readonly Batch[]): Tally {
  const found = new Map<string, Reason>();
  const outcomes = batches.flatMap((batch) => Object.values(batch.outcomes));
  for (const outcome of outcomes) {
    if (outcome.kind === 'submitted') continue;
    const one: Reason =
      outcome.kind === 'skipped'
        ? { kind: 'skipped', reason: outcome.reason, readers: 1 }
        : {
            kind: 'refused',
            reason: withoutAddresses(outcome.reason),
            isKept: outcome.kept === true,
            readers: 1,
          };
    const name = JSON.stringify(one);
    const readers = (found.get(name)?.readers ?? 0) + 1;
    found.set(name, { ...one, readers });
  }
  const reasons = [...found.values()].sort((a, b) => b.readers - a.readers);
  return { batches: batches.length, reasons };
}

/** SES names the address in some refusals: then each would be a reason of its own. */
function withoutAddresses(reason: string): string {
  const words = reason.split(/([\s<>()",;:])/);
  return words.map((word) => (word.includes('@') ? '…' : word)).join('');
}

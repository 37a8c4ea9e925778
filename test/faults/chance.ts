/** Chance that can be repeated: a decision follows from the seed and from what it is about. */
import { hash } from 'node:crypto';

type Fact = string | number;

export interface Chance {
  /** A number from 0 to 1, the same whenever it is asked about the same facts. */
  readonly share: (...facts: readonly Fact[]) => number;
  readonly strikes: (probability: number | undefined, ...facts: readonly Fact[]) => boolean;
  /** A whole number from 0 up to, not including, `end`. */
  readonly whole: (end: number, ...facts: readonly Fact[]) => number;
  /** 128 bits that no other facts give. */
  readonly id: (...facts: readonly Fact[]) => string;
}

const spread = 2 ** 48;

/** Opens the chance of this seed. Order of asking does not matter, so a run can be replayed. */
export function openChance(seed: number): Chance {
  const digest = (facts: readonly Fact[]) => hash('sha256', `${seed}|${facts.join('|')}`, 'hex');
  const share = (...facts: readonly Fact[]) =>
    Number.parseInt(digest(facts).slice(0, 12), 16) / spread;
  return {
    share,
    strikes: (probability = 0, ...facts) => probability > 0 && share(...facts) < probability,
    whole: (end, ...facts) => Math.floor(share(...facts) * end),
    id: (...facts) => digest(facts).slice(0, 32),
  };
}

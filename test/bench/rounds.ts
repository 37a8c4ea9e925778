/** Rounds of a measurement: medians with their spread, and whether the machine left them room. */
import { readFileSync } from 'node:fs';

/** What a round took, in milliseconds: of CPU in this process, and waiting for a processor. */
export interface Took {
  readonly cpuMs: number;
  readonly waitedMs: number;
}

/** With more waiting than this share of the work, what was measured is the neighbours' doing, too. */
const waitedShareMax = 0.25;

/** Does the work once and says what it took. */
export async function timed(work: () => Promise<unknown>): Promise<Took> {
  const [cpuBefore, waitedBefore] = [process.cpuUsage(), waitedMs()];
  await work();
  const { user, system } = process.cpuUsage(cpuBefore);
  return { cpuMs: (user + system) / 1_000, waitedMs: waitedMs() - waitedBefore };
}

/** How long the main thread was ready to run and had no processor (proc(5), schedstat). */
function waitedMs(): number {
  try {
    return Number(readFileSync('/proc/self/schedstat', 'utf8').split(' ')[1]) / 1e6;
  } catch {
    return 0;
  }
}

/** `1.23 (1.20 to 1.31)`: the median, and the least and the most. */
export function spread(figures: readonly number[], digits = 2): string {
  const [least, most] = [Math.min(...figures), Math.max(...figures)];
  const [middle, low, high] = [median(figures), least, most].map((each) => each.toFixed(digits));
  return `${middle} (${low} to ${high})`;
}

/** The middle one. */
export function median(figures: readonly number[]): number {
  const sorted = figures.toSorted((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? 0;
}

/** A sentence when the machine was too busy for the rounds to tell, else none. */
export function tooBusy(rounds: readonly Took[]): string {
  const share = median(rounds.map(({ cpuMs, waitedMs: waited }) => waited / cpuMs));
  if (share <= waitedShareMax) return '';
  const percent = (share * 100).toFixed(0);
  return `The machine was too busy to tell: the work waited for a processor ${percent} % as long as it ran.`;
}

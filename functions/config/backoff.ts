/** How long a call is left alone that was answered "not now". */
import { createHash } from 'node:crypto';

/** Waits before the next try; `tries` were made, counted from 1. */
export type Backoff = (tries: number) => Promise<void>;

/** Before the second try; each wait after that is twice as long, up to the longest. */
const firstWaitMs = 40;
const longestWaitMs = 1_000;

/**
 * The wait after so many tries, in milliseconds: exponential, and of its second half chance takes a
 * share (0 to 1), so that those who were refused together do not come back together
 * (https://aws.amazon.com/blogs/architecture/exponential-backoff-and-jitter/, "equal jitter").
 */
export function waitMsAfter(tries: number, share: number): number {
  const most = Math.min(longestWaitMs, firstWaitMs * 2 ** (tries - 1));
  return Math.round(most / 2 + (most / 2) * share);
}

/** What waiting takes from the surroundings of a door. */
export interface Waiting {
  readonly sleep: (ms: number) => Promise<void>;
  readonly randomId: () => string;
}

/** The waits of a door: its ids are the chance that it has. */
export function openBackoff({ sleep, randomId }: Waiting): Backoff {
  return (tries) => sleep(waitMsAfter(tries, shareOf(randomId())));
}

function shareOf(id: string): number {
  return createHash('sha256').update(id).digest().readUInt32BE(0) / 2 ** 32;
}

/** No wait at all: for engines that are used by one alone, who refuse nobody for being busy. */
export const atOnce: Backoff = async () => {};

/** How a reader stands, in one word, and since when. */
import type { Subscriber } from './subscriber.ts';

/** In the order in which they are told. */
export const readerStates = [
  'confirmed',
  'paused',
  'pending',
  'unsubscribed',
  'suppressed',
] as const;
/** One of `readerStates`. */
export type ReaderState = (typeof readerStates)[number];

/** What counts most: nobody suppressed is mailed whatever they chose. */
export function readerState(
  { state, suppressed, pausedUntil }: Pick<Subscriber, 'state' | 'suppressed' | 'pausedUntil'>,
  now: number,
): ReaderState {
  if (suppressed) return 'suppressed';
  if (state === 'confirmed' && pausedUntil !== undefined && pausedUntil > now) return 'paused';
  return state;
}

/**
 * When they came, or went, as the reader's own row has it (ms): an import counts as either. Of whom
 * nothing is mailed to, the suppression of the address knows better.
 */
export function cameOrWentAt({ state, consent }: Pick<Subscriber, 'state' | 'consent'>): number {
  const { requestedAt, importedAt, confirmedAt, restoredAt, withdrawnAt } = consent;
  const later = (...instants: readonly (number | undefined)[]) =>
    Math.max(...instants.filter((at) => at !== undefined));
  if (state === 'pending') return later(requestedAt, importedAt);
  const known = state === 'confirmed' ? [confirmedAt, restoredAt] : [withdrawnAt];
  const latest = later(...known, importedAt);
  return Number.isFinite(latest) ? latest : requestedAt;
}

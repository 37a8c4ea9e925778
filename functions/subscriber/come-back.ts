/** An address is mailed again that was suppressed: it has proved itself, or its owner says so. */
import { segmentChoiceOf } from './choices.ts';
import { type Changes, type Expected, toUnsubscribed } from './moves.ts';
import type { SegmentChoice, Subscriber, Suppression } from './subscriber.ts';

/** Where a reader of the address goes on; no segment: nothing goes on. */
export interface PlaceAgain {
  readonly id: string;
  readonly segmentId: string | undefined;
}

/** What lifting a suppression reads and writes. */
export interface ComeBackDeps {
  readonly suppression: (addressKey: string) => Promise<Suppression | undefined>;
  /** The readers of an address, one for each newsletter. */
  readonly readersAt: (addressKey: string) => Promise<readonly Subscriber[]>;
  readonly save: (id: string, expected: Expected, changes: Changes) => Promise<'saved' | 'changed'>;
  /** Makes sure that the segment of this choice exists, and tells its id. */
  readonly openSegment: (choice: SegmentChoice) => Promise<string>;
  /** Lets the readers be mailed what is new from `at` (ms) on, and then takes the suppression away. */
  readonly lift: (addressKey: string, places: readonly PlaceAgain[], at: number) => Promise<void>;
  readonly now: () => number;
}

/**
 * Lifts the suppression of an address, for all its readers: who only bounced goes on; who complained
 * has withdrawn, and goes on only where they have agreed since. Done again it changes nothing.
 */
export async function allowAgain(
  addressKey: string,
  deps: ComeBackDeps,
): Promise<readonly PlaceAgain[]> {
  const suppression = await deps.suppression(addressKey);
  const places: PlaceAgain[] = [];
  for (const reader of await deps.readersAt(addressKey)) {
    if (reader.suppressed) places.push(await placeOf(reader, suppression, deps));
  }
  await deps.lift(addressKey, places, deps.now());
  return places;
}

async function placeOf(
  reader: Subscriber,
  suppression: Suppression | undefined,
  { save, openSegment }: ComeBackDeps,
): Promise<PlaceAgain> {
  const { id, state, consent } = reader;
  const hasWithdrawn =
    suppression?.reason === 'complaint' && (consent.confirmedAt ?? 0) <= suppression.at;
  if (hasWithdrawn) {
    const move = toUnsubscribed(reader, 'complaint', suppression.at);
    if (move !== undefined) await save(id, move.expected, move.changes);
    return { id, segmentId: undefined };
  }
  if (state !== 'confirmed') return { id, segmentId: undefined };
  return { id, segmentId: await openSegment(segmentChoiceOf(reader)) };
}

/** What an import asks of the table, and how its rows are looked up and written there. */
import { erasureHashes } from '../erase.ts';
import type { Arrival, FoundHere, NewRow } from '../import-readers.ts';
import type { Mark } from '../list/export-format.ts';
import type { Move } from '../moves.ts';
import { openOnce } from '../open-once.ts';
import type { SegmentChoice } from '../subscriber.ts';
import type { SigningKeys } from '../token.ts';
import type { Windows } from '../windows.ts';
import type { FindHere, TakeRowsDeps } from './take-rows.ts';
import { openTurns } from './turns.ts';

/** An address, and the hashes under which an earlier release remembered an erasure. */
export interface Sought {
  readonly addressKey: string;
  readonly hashes: readonly string[];
}

/** The table as an import sees it. */
export interface ImportTable {
  /** What is known here about these addresses (25 at most), in their order. */
  readonly findMany: (
    newsletterId: string,
    sought: readonly Sought[],
  ) => Promise<readonly FoundHere[]>;
  readonly keep: (rows: readonly NewRow[]) => Promise<'kept' | 'taken'>;
  readonly leave: (id: string, move: Move) => Promise<'saved' | 'changed'>;
  readonly keepMark: (mark: Mark) => Promise<void>;
  /** The windows as they are, or will be, at an instant (ms). */
  readonly windowsAt: (at: number) => Windows;
}

/** What surrounds an import. */
export interface ImportAround {
  readonly openSegment: (choice: SegmentChoice) => Promise<string>;
  readonly signingKeys: () => Promise<SigningKeys>;
  readonly now: () => number;
  readonly randomId: () => string;
}

/** Looks arrivals of a newsletter up. */
export async function finding(
  newsletterId: string,
  { findMany }: Pick<ImportTable, 'findMany'>,
  { signingKeys }: Pick<ImportAround, 'signingKeys'>,
): Promise<FindHere> {
  const keys = await signingKeys();
  const sought = (addressKey: string): Sought => ({
    addressKey,
    hashes: erasureHashes({ newsletterId, addressKey }, keys),
  });
  return async (arrivals) =>
    arrivals.length === 0 ? [] : findMany(newsletterId, arrivals.map(keyOf).map(sought));
}

function keyOf(arrival: Arrival): string {
  return arrival.kind === 'own' ? arrival.subscriber.addressKey : arrival.address.key;
}

/** Writes rows; one segment is opened for all who choose the same. */
export function writing(
  { keep, leave, keepMark, windowsAt }: ImportTable,
  { openSegment, now, randomId }: ImportAround,
): TakeRowsDeps {
  const takeTurn = openTurns(windowsAt, now());
  return { keep, leave, keepMark, openSegment: openOnce(openSegment, now), takeTurn, randomId };
}

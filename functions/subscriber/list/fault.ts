/** Why a list cannot be read, or a row of it cannot be taken; the sentences are in `fault-words.ts`. */
import type { AddressRefusal } from '../address.ts';
import type { Standing } from './consent-cell.ts';

/** Why a row is nobody who arrives. */
export type RowFault =
  | { readonly kind: 'address'; readonly reason: AddressRefusal }
  /** It has more cells than the heading. */
  | { readonly kind: 'too-wide' }
  | { readonly kind: 'two-addresses' }
  /** Nothing in it says that mail is wanted; without a column it is another row that leaves it open. */
  | {
      readonly kind: 'open';
      readonly standing: Standing;
      readonly heading: string;
      readonly word: string;
    }
  /** A column of an export of ours holds what no export writes. */
  | { readonly kind: 'not-ours'; readonly column: string }
  /** Another row of the run has the same address. */
  | { readonly kind: 'twice' };

/** Why nothing of a list can be taken. */
export type ListFault =
  | { readonly kind: 'not-utf-8' }
  | { readonly kind: 'garbled-heading' }
  /** `line`: near it, where that is known. */
  | { readonly kind: 'open-quote'; readonly line: number | undefined }
  | { readonly kind: 'no-heading' }
  | { readonly kind: 'second-heading'; readonly line: number }
  | { readonly kind: 'packed' }
  | { readonly kind: 'no-addresses'; readonly heading: readonly string[] };

/** A list that cannot be read is found out in the middle of its rows. */
export class UnreadableListError extends Error {
  override readonly name = 'UnreadableListError';
  readonly fault: ListFault;
  constructor(fault: ListFault) {
    super(`The list cannot be read: ${fault.kind}.`);
    this.fault = fault;
  }
}

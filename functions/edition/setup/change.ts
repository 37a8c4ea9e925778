/** What a file wants to be otherwise than it is. */
import type { Value } from './wanted.ts';

/** One thing that is to be otherwise. */
export interface Change {
  /** Something new, something else, or something that goes. */
  readonly sign: '+' | '~' | '-';
  /** What it is about: `sender.name`, `sections.town`, `feeds.ID.every`. */
  readonly key: string;
  readonly from: Value;
  readonly to: Value;
}

/** What was changed otherwise since the file was pulled, and differs from the file: it stays as it is. */
export interface Clash extends Change {
  /** What it was when the file was pulled. */
  readonly pulled: Value;
}

/** What came of it. */
export interface Compared {
  readonly changes: readonly Change[];
  readonly clashes: readonly Clash[];
  /** What the file says and is so. */
  readonly agreed: readonly string[];
  /** What the file does not name and that stays: sections by their ids. */
  readonly staying: readonly string[];
}

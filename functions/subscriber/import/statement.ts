/** What an owner has stated of a list, and what of it is kept with each reader. */
import type { ColumnWord } from '../list/column-words.ts';
import { vouchedText } from '../list/vouched.ts';

/** Where consent comes from, since when, and to which words it was given. */
export interface ConsentProof {
  readonly source: string;
  readonly since: string;
  readonly wording: string;
}

/** What an owner states. Without a proof everybody is asked to confirm by mail. */
export interface Statement {
  readonly proof?: ConsentProof;
  readonly columns: readonly ColumnWord[];
  /** The owner says that all wanted mail of whom the list says nothing; kept with the proof. */
  readonly isAllSubscribed: boolean;
}

/** What is kept with each reader; undefined when all are asked. */
export function vouchedOf({ proof, columns, isAllSubscribed }: Statement): string | undefined {
  if (proof === undefined) return undefined;
  const text = `${proof.source}; since ${proof.since}; words: ${proof.wording}`;
  const words = columns.map(([heading, meaning]) => `${heading}=${meaning}`);
  return vouchedText(text, words, isAllSubscribed);
}

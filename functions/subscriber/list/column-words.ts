/** The owner's word for what a list does not say: of columns, and of the people in it. */
import { factMeanings, headingMeaning, type Meaning } from './column-meaning.ts';
import { consentMeanings } from './consent-cell.ts';
import type { ColumnWords } from './list-layout.ts';
import { plainWords } from './plain-words.ts';

/** What a column may be called. */
export const columnMeanings: readonly Meaning[] = [...consentMeanings, ...factMeanings];

/** The owner's word for one column, by its heading. */
export type ColumnWord = readonly [heading: string, meaning: Meaning];

/** Words by the plain form of their headings. */
export function columnWords(words: readonly ColumnWord[]): ColumnWords {
  return new Map(words.map(([heading, meaning]) => [plainWords(heading), meaning]));
}

/** What is wrong with the owner's words for a list. */
export type WordFault =
  /** There is no such column; its name in plain form. */
  | { readonly kind: 'no-column'; readonly name: string }
  /** The heading says by itself who is not to be mailed. */
  | { readonly kind: 'says-itself'; readonly heading: string };

/** Looks for words for columns that are not there, and against what a heading says by itself. */
export function wordFault(words: ColumnWords, heading: readonly string[]): WordFault | undefined {
  for (const [name, meaning] of words) {
    const own = heading.find((one) => plainWords(one) === name);
    if (own === undefined) return { kind: 'no-column', name };
    const said = headingMeaning(own);
    if (meaning !== said && consentMeanings.some((one) => one === said)) {
      return { kind: 'says-itself', heading: own };
    }
  }
  return undefined;
}

/** `--column HEADING=MEANING`: the owner's word for what a list does not say. */
import { factMeanings, headingMeaning, type Meaning } from './column-meaning.ts';
import { consentMeanings } from './consent-cell.ts';
import { RefusedError, UsageError } from './errors.ts';
import type { ColumnWords } from './list-layout.ts';
import { plainWords } from './plain-words.ts';

const meanings: readonly Meaning[] = [...consentMeanings, ...factMeanings];

/** What a column may be called, for the help. */
export const meaningNames = meanings.join(', ');

/** Reads the options; throws a UsageError when one makes no sense. */
export function columnWordsOf(texts: readonly string[]): ColumnWords {
  return new Map(
    texts.map((text) => {
      const at = text.lastIndexOf('=');
      const heading = plainWords(text.slice(0, Math.max(at, 0)));
      const meaning = meanings.find((one) => one === text.slice(at + 1).trim());
      if (heading === '' || meaning === undefined) {
        throw new UsageError(`--column takes HEADING=MEANING, a meaning being: ${meaningNames}.`);
      }
      return [heading, meaning] as const;
    }),
  );
}

/** Refuses words for columns that are not there, and against what a heading says by itself. */
export function checkColumnWords(
  words: ColumnWords,
  name: string,
  heading: readonly string[],
): void {
  for (const [plain, meaning] of words) {
    const own = heading.find((one) => plainWords(one) === plain);
    if (own === undefined) {
      throw new RefusedError(`${name} has no column "${plain}". It has: ${heading.join(', ')}.`);
    }
    const said = headingMeaning(own);
    if (meaning !== said && consentMeanings.some((one) => one === said)) {
      throw new RefusedError(
        `The column "${own}" says by itself who is not to be mailed; --column is for what a file ` +
          'does not say. If it is about something else, take the column out of the file.',
      );
    }
  }
}

/** What is kept with the proof: the owner's word for columns, and for people. */
export function vouchedText(
  proof: string,
  columns: readonly string[],
  isAllSubscribed: boolean,
): string {
  return [
    proof,
    ...(columns.length === 0 ? [] : [`columns: ${columns.join(', ')}`]),
    ...(isAllSubscribed ? ['the owner says that all are subscribed'] : []),
  ].join('; ');
}

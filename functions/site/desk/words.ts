/**
 * The words of the desk, in the languages that it speaks: a file a page and language in
 * templates/words/desk. Whoever's browser asks for another one reads English.
 */
import type { Language } from '../../edition/languages.ts';
import { type Direction, direction, languageOfWords, phrase } from '../../edition/words.ts';
import { preferredLanguage } from '../page-language.ts';

/** The languages of the desk, as BCP 47 tags. */
const deskLanguages = ['en', 'de', 'ar', 'zh-Hans'] as const satisfies readonly Language[];
/** One of them. */
type DeskTongue = (typeof deskLanguages)[number];

/** How the pages of a visit are written. */
export interface DeskLanguage {
  readonly tongue: DeskTongue;
  /** BCP 47, for the page: as the browser asked, where it has our words. */
  readonly tag: string;
  /** The same for numbers and times, with the digits and the calendar of our words. */
  readonly written: string;
  readonly direction: Direction;
  /** Puts values into a phrase; in right-to-left text each keeps its own direction. */
  readonly say: (text: string, values?: Readonly<Record<string, string | number>>) => string;
  readonly number: (value: number) => string;
}

/**
 * The words hold digits themselves, addresses and fields do, too: whatever the region, or its tag, says,
 * a page has one kind of digits, and the years of its dates are those that readers’ mails have.
 */
const digitsAndDays = { numberingSystem: 'latn', calendar: 'gregory' } as const;

/** The language that a browser asks for. */
export function deskLanguageFor(acceptLanguage: string | undefined): DeskLanguage {
  const asked = preferredLanguage(acceptLanguage);
  const ofWords = languageOfWords(asked);
  // Readers of either Chinese script read the other one better than English.
  const near = ofWords === 'zh-Hant' ? 'zh-Hans' : ofWords;
  const tongue = deskLanguages.find((one) => one === near) ?? 'en';
  const tag = tongue === ofWords ? asked : tongue;
  const written = new Intl.Locale(tag, digitsAndDays).toString();
  const numbers = new Intl.NumberFormat(written);
  const ofText = direction(tongue);
  const textOf = (value: string | number) =>
    typeof value === 'number' ? numbers.format(value) : value;
  const placed = (value: string | number) =>
    ofText === 'rtl' ? `\u2068${textOf(value)}\u2069` : textOf(value);
  return {
    tongue,
    tag,
    written,
    direction: ofText,
    say: (text, values = {}) =>
      phrase(
        text,
        Object.fromEntries(Object.entries(values).map(([name, one]) => [name, placed(one)])),
      ),
    number: (value) => numbers.format(value),
  };
}

/** The words of a page, by language. */
export type WordsByTongue<Words> = Readonly<Record<DeskTongue, Words>>;

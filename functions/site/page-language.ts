/** The words of a page in one language, and how that language writes times and lists. */
import type { ScheduleField } from '../config/cadence.ts';
import type { Schedule } from '../config/schedule.ts';
import { isLanguage } from '../edition/languages.ts';
import { momentIn } from '../edition/moment.ts';
import { scheduleField, scheduleValues } from '../edition/schedule-words.ts';
import {
  type Direction,
  direction,
  languageOfWords,
  phrase,
  writtenLanguage,
} from '../edition/words.ts';
import { cityOf } from '../edition/zones.ts';
import { type SiteWords, siteWordsFor } from './words.ts';

/** The words of a page, and how its language writes. */
export interface PageLanguage {
  readonly words: SiteWords;
  /** BCP 47: what the page calls its own language. */
  readonly language: string;
  readonly direction: Direction;
  /** Puts values into a phrase; in right-to-left text each keeps its own direction. */
  readonly say: (text: string, values?: Readonly<Record<string, string>>) => string;
}

/** The page language for a newsletter of this language: in its own words, or in English. */
export function pageLanguageOf(language: string): PageLanguage {
  const ofWords = languageOfWords(language);
  const written = direction(ofWords);
  return {
    words: siteWordsFor(ofWords),
    language: writtenLanguage(language),
    direction: written,
    say: (text, values = {}) => phrase(text, written === 'rtl' ? isolated(values) : values),
  };
}

const acceptLanguageCharsMax = 200;

/** The language of pages that belong to no newsletter: the first the browser asks for and we have. */
export function preferredLanguage(acceptLanguage: string | undefined): string {
  const asked = (acceptLanguage ?? '').slice(0, acceptLanguageCharsMax).split(',');
  const tags = asked.map((range) => (range.split(';')[0] ?? '').trim());
  return (
    tags.find((tag) => isLanguage(tag) && (/^en\b/i.test(tag) || languageOfWords(tag) !== 'en')) ??
    'en'
  );
}

/** A number of a schedule as the language writes it: a day of the week by its name. */
export function fieldName(field: ScheduleField, value: number, pageLanguage: PageLanguage): string {
  return scheduleField(field, value, pageLanguage.language);
}

/** A language by its own name. */
export function languageName(tag: string): string {
  try {
    return new Intl.DisplayNames(tag, { type: 'language' }).of(tag) ?? tag;
  } catch {
    // None, or one with more behind it, such as a calendar, which has no name.
    return tag;
  }
}

/** Date and time on the clock of a zone, with the day of the week. */
export function moment(at: number, zone: string, { language }: PageLanguage): string {
  return momentIn(at, zone, language);
}

/** A zone as people read it: by its city. */
export function zoneName(zone: string, { language }: PageLanguage): string {
  return cityOf(zone, language);
}

/** What a schedule means, as a sentence. */
export function scheduleSentence(schedule: Schedule, pageLanguage: PageLanguage): string {
  const values = scheduleValues(schedule, pageLanguage.language);
  return pageLanguage.say(pageLanguage.words.choices.schedules[schedule.cadence], values);
}

/** Enough to know one's own address by, not enough to learn it from a forwarded link. */
export function maskedAddress(address: string): string {
  const at = address.lastIndexOf('@');
  return `${address.slice(0, 1)}•••${address.slice(at)}`;
}

/** Unicode isolates: a Latin name in Arabic text does not drag its neighbours along (UAX #9). */
function isolated(values: Readonly<Record<string, string>>): Record<string, string> {
  const wrapped = Object.entries(values).map(([name, value]) => [name, `\u2068${value}\u2069`]);
  return Object.fromEntries(wrapped) as Record<string, string>;
}

/** The words of a page in one language, and how that language writes times and lists. */
import { fieldsOf, type ScheduleField } from '../config/cadence.ts';
import { chosen, type Schedule } from '../config/schedule.ts';
import { hourMs } from '../config/time.ts';
import { type Direction, direction, languageOfWords, phrase } from '../edition/words.ts';
import { type SiteWords, siteWordsFor } from './words.ts';
import { cityOf } from './zones.ts';

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
  const isSame = new Intl.Locale(language).language === new Intl.Locale(ofWords).language;
  const written = direction(ofWords);
  return {
    words: siteWordsFor(ofWords),
    language: isSame ? language : ofWords,
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
    tags.find((tag) => isTag(tag) && (/^en\b/i.test(tag) || languageOfWords(tag) !== 'en')) ?? 'en'
  );
}

/** "8:00 AM", "08:00": a full hour as the language writes it. */
function hourName(hour: number, { language }: PageLanguage): string {
  const format = new Intl.DateTimeFormat(language, {
    hour: 'numeric',
    minute: '2-digit',
    timeZone: 'UTC',
  });
  return format.format(hour * hourMs);
}

/** The name of a day of the week, 1 for Monday. */
function weekdayName(weekday: number, { language }: PageLanguage): string {
  const format = new Intl.DateTimeFormat(language, { weekday: 'long', timeZone: 'UTC' });
  return format.format(Date.UTC(2024, 0, weekday));
}

/** In French the first day of a month is counted, and the others are not. */
function monthdayName(monthday: number, { language }: PageLanguage): string {
  return monthday === 1 && languageOfWords(language) === 'fr' ? '1er' : String(monthday);
}

const fieldNames: Readonly<
  Record<ScheduleField, (value: number, pageLanguage: PageLanguage) => string>
> = {
  weekday: weekdayName,
  monthday: monthdayName,
  hour: hourName,
};

/** A number of a schedule as the language writes it: a day of the week by its name. */
export function fieldName(field: ScheduleField, value: number, pageLanguage: PageLanguage): string {
  return fieldNames[field](value, pageLanguage);
}

/** A language by its own name. */
export function languageName(tag: string): string {
  return new Intl.DisplayNames(tag, { type: 'language' }).of(tag) ?? tag;
}

/** Date and time on the clock of a zone, with the day of the week. */
export function moment(at: number, zone: string, { language }: PageLanguage): string {
  const text = (style: Intl.DateTimeFormatOptions) =>
    new Intl.DateTimeFormat(language, { ...style, timeZone: zone }).format(at);
  const [dateStyle, timeStyle] = ['full', 'short'] as const;
  // CLDR says "in 7:00" there, and people say "at the hour of".
  return languageOfWords(language) === 'ar'
    ? `${text({ dateStyle })}، الساعة ${text({ timeStyle })}`
    : text({ dateStyle, timeStyle });
}

/** A zone as people read it: by its city. */
export function zoneName(zone: string, { language }: PageLanguage): string {
  return cityOf(zone, language);
}

/** What a schedule means, as a sentence. */
export function scheduleSentence(schedule: Schedule, pageLanguage: PageLanguage): string {
  const named = fieldsOf(schedule.cadence).map((field) => {
    return [field, fieldName(field, chosen(schedule, field) ?? Number.NaN, pageLanguage)] as const;
  });
  const values = { ...Object.fromEntries(named), zone: zoneName(schedule.zone, pageLanguage) };
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

function isTag(tag: string): boolean {
  try {
    return new Intl.Locale(tag).language.length > 1;
  } catch {
    return false;
  }
}

/** What a schedule means, in words, and how a language writes hours and days. */
import { fieldsOf, type ScheduleField } from '../config/cadence.ts';
import { chosen, type Schedule } from '../config/schedule.ts';
import { hourMs } from '../config/time.ts';
import { kept } from './formats.ts';
import { direction, languageOfWords, phrase, wordsFor } from './words.ts';
import { cityOf } from './zones.ts';

const hoursOf = kept(
  (language: string) =>
    new Intl.DateTimeFormat(language, { hour: 'numeric', minute: '2-digit', timeZone: 'UTC' }),
);
const weekdaysOf = kept(
  (language: string) => new Intl.DateTimeFormat(language, { weekday: 'long', timeZone: 'UTC' }),
);

const fieldNames: Readonly<Record<ScheduleField, (value: number, language: string) => string>> = {
  /** 1 for Monday. */
  weekday: (weekday, language) => weekdaysOf(language).format(Date.UTC(2024, 0, weekday)),
  /** In French the first day of a month is counted, and the others are not. */
  monthday: (monthday, language) =>
    monthday === 1 && languageOfWords(language) === 'fr' ? '1er' : String(monthday),
  /** "8:00 AM", "08:00": a full hour as the language writes it. */
  hour: (hour, language) => hoursOf(language).format(hour * hourMs),
};

/** A number of a schedule as the language writes it: a day of the week by its name. */
export function scheduleField(field: ScheduleField, value: number, language: string): string {
  return fieldNames[field](value, language);
}

/** The numbers of a schedule and its zone, by name, as the language writes them. */
export function scheduleValues(
  schedule: Schedule,
  language: string,
): Readonly<Record<string, string>> {
  const named = fieldsOf(schedule.cadence).map((field) => {
    const value = chosen(schedule, field) ?? Number.NaN;
    return [field, scheduleField(field, value, language)] as const;
  });
  return { ...Object.fromEntries(named), zone: cityOf(schedule.zone, language) };
}

/** A schedule as a sentence of a mail in this language. */
export function scheduleInWords(schedule: Schedule, language: string): string {
  return sentenceOf(JSON.stringify(schedule), language);
}

// All readers of an edition share theirs. Pure, so that doors that write no mail load no words of it.
const sentenceOf = /* @__PURE__ */ kept((json: string, language: string) =>
  inWords(JSON.parse(json), language),
);

function inWords(schedule: Schedule, language: string): string {
  const own = languageOfWords(language);
  const values = Object.entries(scheduleValues(schedule, own)).map(([name, value]) => {
    // Unicode isolates: a Latin name does not drag its neighbours along (UAX #9).
    return [name, direction(own) === 'rtl' ? `\u2068${value}\u2069` : value] as const;
  });
  const text = wordsFor(own).mail.schedules[schedule.cadence];
  return phrase(text, Object.fromEntries(values));
}

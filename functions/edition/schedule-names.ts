/** When something comes, as a language writes it: hours, days of the week, zones, instants. */
import { fieldsOf, type ScheduleField } from '../config/cadence.ts';
import { chosen, type Schedule } from '../config/schedule.ts';
import { hourMs } from '../config/time.ts';
import { direction, languageOfWords, phrase, wordsFor } from './words.ts';

/** "8:00 AM", "08:00": a full hour as the language writes it. */
export function hourName(hour: number, language: string): string {
  const form = { hour: 'numeric', minute: '2-digit', timeZone: 'UTC' } as const;
  return new Intl.DateTimeFormat(language, form).format(hour * hourMs);
}

/** The name of a day of the week, 1 for Monday. */
export function weekdayName(weekday: number, language: string): string {
  const format = new Intl.DateTimeFormat(language, { weekday: 'long', timeZone: 'UTC' });
  return format.format(Date.UTC(2024, 0, weekday));
}

/** Date and time on the clock of a zone, with the day of the week. */
export function momentIn(at: number, zone: string, language: string): string {
  const form = { dateStyle: 'full', timeStyle: 'short', timeZone: zone } as const;
  return new Intl.DateTimeFormat(language, form).format(at);
}

/** A zone as people read it. */
export function zoneName(zone: string): string {
  return zone.replaceAll('_', ' ');
}

const names: Readonly<Record<ScheduleField, (value: number, language: string) => string>> = {
  weekday: weekdayName,
  monthday: String,
  hour: hourName,
};

/** What a schedule means, as a sentence of a mail; in right-to-left text each value keeps its own direction. */
export function scheduleSentence(schedule: Schedule, asked: string): string {
  const language = languageOfWords(asked);
  const named = fieldsOf(schedule.cadence).map((field) => {
    return [field, names[field](chosen(schedule, field) ?? Number.NaN, language)] as const;
  });
  const values = { ...Object.fromEntries(named), zone: zoneName(schedule.zone) };
  const isRightToLeft = direction(language) === 'rtl';
  const shown = Object.entries(values).map(([name, value]) => {
    return [name, isRightToLeft ? `\u2068${value}\u2069` : value] as const;
  });
  return phrase(wordsFor(language).mail.schedules[schedule.cadence], Object.fromEntries(shown));
}

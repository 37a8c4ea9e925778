/** Instants, days and schedules as the desk writes them: in the language of who reads. */
import type { Schedule } from '../../config/schedule.ts';
import { kept } from '../../edition/formats.ts';
import { momentIn } from '../../edition/moment.ts';
import { pageLanguageOf, scheduleSentence } from '../page-language.ts';
import type { DeskLanguage } from './words.ts';

const shortMoments = kept(
  (language: string, timeZone: string) =>
    new Intl.DateTimeFormat(language, { dateStyle: 'medium', timeStyle: 'short', timeZone }),
);
const dayNames = kept(
  (language: string) => new Intl.DateTimeFormat(language, { dateStyle: 'medium', timeZone: 'UTC' }),
);

/** Date and time on the clock of a zone, with the day of the week. */
export function deskMoment(at: number, zone: string, { written }: DeskLanguage): string {
  return momentIn(at, zone, written);
}

/** The same in short, for rows that stand below each other. */
export function shortMoment(at: number, zone: string, { written }: DeskLanguage): string {
  return shortMoments(written, zone).format(at);
}

/** A day of UTC (yyyy-mm-dd) with its year. */
export function dayName(day: string, { written }: DeskLanguage): string {
  return dayNames(written).format(Date.parse(day));
}

/** What a schedule means, as a sentence; hours are written as instants are. */
export function deskSchedule(schedule: Schedule, { written }: DeskLanguage): string {
  return scheduleSentence(schedule, pageLanguageOf(written));
}

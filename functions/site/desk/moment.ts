/** Instants and schedules as the desk writes them: in the language of who reads. */
import type { Schedule } from '../../config/schedule.ts';
import { momentIn } from '../../edition/moment.ts';
import { pageLanguageOf, scheduleSentence } from '../page-language.ts';
import type { DeskLanguage } from './words.ts';

/** Date and time on the clock of a zone, with the day of the week. */
export function deskMoment(at: number, zone: string, { written }: DeskLanguage): string {
  return momentIn(at, zone, written);
}

/** What a schedule means, as a sentence; hours are written as instants are. */
export function deskSchedule(schedule: Schedule, { written }: DeskLanguage): string {
  return scheduleSentence(schedule, pageLanguageOf(written));
}

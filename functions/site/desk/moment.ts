/** Instants as the desk writes them: on the clock of a newsletter, in the language of who reads. */
import { momentIn } from '../../edition/moment.ts';
import type { DeskLanguage } from './words.ts';

/** Date and time on the clock of a zone, with the day of the week. */
export function deskMoment(at: number, zone: string, { written }: DeskLanguage): string {
  return momentIn(at, zone, written);
}

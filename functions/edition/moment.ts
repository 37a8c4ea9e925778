/** An instant as people write it: date and time on the clock of a zone. */
import { kept } from './formats.ts';
import { languageOfWords, writtenLanguage } from './words.ts';

const datesOf = kept(
  (language: string, timeZone: string) =>
    new Intl.DateTimeFormat(language, { dateStyle: 'full', timeZone }),
);
const timesOf = kept(
  (language: string, timeZone: string) =>
    new Intl.DateTimeFormat(language, { timeStyle: 'short', timeZone }),
);
const momentsOf = kept(
  (language: string, timeZone: string) =>
    new Intl.DateTimeFormat(language, { dateStyle: 'full', timeStyle: 'short', timeZone }),
);

/** Date and time on the clock of a zone, with the day of the week, among words in this language. */
export function momentIn(at: number, zone: string, language: string): string {
  const written = writtenLanguage(language);
  if (languageOfWords(language) !== 'ar') return momentsOf(written, zone).format(at);
  // CLDR says "in 7:00" there, and people say "at the hour of".
  return `${datesOf(written, zone).format(at)}، الساعة ${timesOf(written, zone).format(at)}`;
}

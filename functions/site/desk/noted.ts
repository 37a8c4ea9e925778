/**
 * What rooms note in English, in the language of who reads. The words are many, and loaded with the
 * first who asks in another language: every visit and call opens them before it is answered.
 */
import type { DeskLanguage } from './words.ts';

let opened: typeof import('./noted-words.ts') | undefined;

/** Loads the words, where this language needs any. */
export async function openNoted({ tongue }: Pick<DeskLanguage, 'tongue'>): Promise<void> {
  if (tongue !== 'en') opened ??= await import('./noted-words.ts');
}

function openedWords(): typeof import('./noted-words.ts') {
  if (opened === undefined) throw new Error('The words of what is noted were not opened.');
  return opened;
}

/** The same in the language of who reads; what we have no words for stays as it was noted. */
export function notedText(noted: string, language: DeskLanguage): string {
  return language.tongue === 'en' ? noted : openedWords().wordsForNoted(noted, language);
}

/** The same; words of others stand in quotes among those of another language. */
export function notedOrQuoted(noted: string, language: DeskLanguage): string {
  const said = notedText(noted, language);
  const isTheirs = said === noted && language.tongue !== 'en' && noted !== '';
  return isTheirs ? openedWords().quoted(noted, language) : said;
}

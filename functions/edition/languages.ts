/**
 * The languages that have words of their own, as BCP 47 tags, apart from the words: who only asks
 * which there are need not load any. The words of mails and pages are keyed by this list.
 */
export const languages = ['ar', 'de', 'en', 'es', 'fr', 'ja', 'zh-Hans', 'zh-Hant'] as const;

/** A language that has words of its own, by its BCP 47 tag. */
export type Language = (typeof languages)[number];

/** Whether a text is a language's tag, with or without words of its own here. */
export function isLanguage(tag: string): boolean {
  try {
    return new Intl.Locale(tag).language.length > 1;
  } catch {
    return false;
  }
}

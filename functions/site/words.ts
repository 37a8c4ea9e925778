/**
 * The fixed words of the pages, one file a language in templates/words/site. The mails have theirs
 * elsewhere: a visitor should not wait for words that no page says.
 */
import arabic from '../../templates/words/site/ar.json' with { type: 'json' };
import german from '../../templates/words/site/de.json' with { type: 'json' };
import english from '../../templates/words/site/en.json' with { type: 'json' };
import spanish from '../../templates/words/site/es.json' with { type: 'json' };
import french from '../../templates/words/site/fr.json' with { type: 'json' };
import japanese from '../../templates/words/site/ja.json' with { type: 'json' };
import simplifiedChinese from '../../templates/words/site/zh-Hans.json' with { type: 'json' };
import traditionalChinese from '../../templates/words/site/zh-Hant.json' with { type: 'json' };
import type { Language } from '../edition/languages.ts';
import { languageOfWords } from '../edition/words.ts';

/** Every word of `en.json`, in whatever language. */
export type SiteWords = typeof english;

/** A language that has words in mails has them here too. */
const wordsByLanguage: Readonly<Record<Language, SiteWords>> = {
  ar: arabic,
  de: german,
  en: english,
  es: spanish,
  fr: french,
  ja: japanese,
  'zh-Hans': simplifiedChinese,
  'zh-Hant': traditionalChinese,
};

/** The words of the pages in this language, else in English. */
export function siteWordsFor(language: string): SiteWords {
  return wordsByLanguage[languageOfWords(language)];
}

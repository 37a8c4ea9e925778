/** The words of the page of what was put aside. */
import arabic from '../../../templates/words/desk/ar/dead-letters.json' with { type: 'json' };
import german from '../../../templates/words/desk/de/dead-letters.json' with { type: 'json' };
import english from '../../../templates/words/desk/en/dead-letters.json' with { type: 'json' };
import chinese from '../../../templates/words/desk/zh-Hans/dead-letters.json' with { type: 'json' };
import type { WordsByTongue } from './words.ts';

/** Every word of it. */
export type DeadLettersWords = typeof english;

/** By language. */
export const deadLettersWords: WordsByTongue<DeadLettersWords> = {
  en: english,
  de: german,
  ar: arabic,
  'zh-Hans': chinese,
};

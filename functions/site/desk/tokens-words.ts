/** The words of the page about tokens. */
import arabic from '../../../templates/words/desk/ar/tokens.json' with { type: 'json' };
import german from '../../../templates/words/desk/de/tokens.json' with { type: 'json' };
import english from '../../../templates/words/desk/en/tokens.json' with { type: 'json' };
import chinese from '../../../templates/words/desk/zh-Hans/tokens.json' with { type: 'json' };
import type { WordsByTongue } from './words.ts';

/** Every word of it. */
export type TokensWords = typeof english;

/** By language. */
export const tokensWords: WordsByTongue<TokensWords> = {
  en: english,
  de: german,
  ar: arabic,
  'zh-Hans': chinese,
};

/** The words of the pages by which people sign in. */
import arabic from '../../../templates/words/desk/ar/sign-in.json' with { type: 'json' };
import german from '../../../templates/words/desk/de/sign-in.json' with { type: 'json' };
import english from '../../../templates/words/desk/en/sign-in.json' with { type: 'json' };
import chinese from '../../../templates/words/desk/zh-Hans/sign-in.json' with { type: 'json' };
import type { WordsByTongue } from './words.ts';

/** By language. */
export const signInWords: WordsByTongue<typeof english> = {
  en: english,
  de: german,
  ar: arabic,
  'zh-Hans': chinese,
};

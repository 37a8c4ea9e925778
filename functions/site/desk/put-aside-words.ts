/** The few words of other pages for what was put aside. */
import arabic from '../../../templates/words/desk/ar/put-aside.json' with { type: 'json' };
import german from '../../../templates/words/desk/de/put-aside.json' with { type: 'json' };
import english from '../../../templates/words/desk/en/put-aside.json' with { type: 'json' };
import chinese from '../../../templates/words/desk/zh-Hans/put-aside.json' with { type: 'json' };
import type { WordsByTongue } from './words.ts';

/** By language. */
export const putAsideWords: WordsByTongue<typeof english> = {
  en: english,
  de: german,
  ar: arabic,
  'zh-Hans': chinese,
};

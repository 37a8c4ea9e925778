/** The words in which programs are told what is wrong. */
import arabic from '../../../../templates/words/desk/ar/api.json' with { type: 'json' };
import german from '../../../../templates/words/desk/de/api.json' with { type: 'json' };
import english from '../../../../templates/words/desk/en/api.json' with { type: 'json' };
import chinese from '../../../../templates/words/desk/zh-Hans/api.json' with { type: 'json' };
import type { WordsByTongue } from '../words.ts';

/** By language. */
export const apiWords: WordsByTongue<typeof english> = {
  en: english,
  de: german,
  ar: arabic,
  'zh-Hans': chinese,
};

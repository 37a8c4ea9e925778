/** The words of the pages about items. */
import arabic from '../../../templates/words/desk/ar/items.json' with { type: 'json' };
import german from '../../../templates/words/desk/de/items.json' with { type: 'json' };
import english from '../../../templates/words/desk/en/items.json' with { type: 'json' };
import chinese from '../../../templates/words/desk/zh-Hans/items.json' with { type: 'json' };
import type { WordsByTongue } from './words.ts';

/** By language. */
export const itemsWords: WordsByTongue<typeof english> = {
  en: english,
  de: german,
  ar: arabic,
  'zh-Hans': chinese,
};
/** The words of a language. */
export type ItemsWords = typeof english;

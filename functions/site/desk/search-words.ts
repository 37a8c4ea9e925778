/** The words with which readers are looked for. */
import arabic from '../../../templates/words/desk/ar/search.json' with { type: 'json' };
import german from '../../../templates/words/desk/de/search.json' with { type: 'json' };
import english from '../../../templates/words/desk/en/search.json' with { type: 'json' };
import chinese from '../../../templates/words/desk/zh-Hans/search.json' with { type: 'json' };
import type { SameWords } from '../../edition/words.ts';
import type { WordsByTongue } from './words.ts';

/** Every word of them. */
export type SearchWords = SameWords<typeof english>;

/** By language. */
export const searchWords: WordsByTongue<SearchWords> = {
  en: english,
  de: german,
  ar: arabic,
  'zh-Hans': chinese,
};

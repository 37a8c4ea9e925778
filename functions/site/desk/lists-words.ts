/** The words of the ways from the readers to whole lists of them. */
import arabic from '../../../templates/words/desk/ar/lists.json' with { type: 'json' };
import german from '../../../templates/words/desk/de/lists.json' with { type: 'json' };
import english from '../../../templates/words/desk/en/lists.json' with { type: 'json' };
import chinese from '../../../templates/words/desk/zh-Hans/lists.json' with { type: 'json' };
import type { SameWords } from '../../edition/words.ts';
import type { WordsByTongue } from './words.ts';

/** By language. */
export const listsWords: WordsByTongue<SameWords<typeof english>> = {
  en: english,
  de: german,
  ar: arabic,
  'zh-Hans': chinese,
};

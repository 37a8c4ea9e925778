/** The words of the pages about readers. */
import arabic from '../../../templates/words/desk/ar/readers.json' with { type: 'json' };
import german from '../../../templates/words/desk/de/readers.json' with { type: 'json' };
import english from '../../../templates/words/desk/en/readers.json' with { type: 'json' };
import chinese from '../../../templates/words/desk/zh-Hans/readers.json' with { type: 'json' };
import type { SameWords } from '../../edition/words.ts';
import type { WordsByTongue } from './words.ts';

/** Every word of them. */
export type ReadersWords = SameWords<typeof english>;

/** By language. */
export const readersWords: WordsByTongue<ReadersWords> = {
  en: english,
  de: german,
  ar: arabic,
  'zh-Hans': chinese,
};

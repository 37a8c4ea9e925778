/** The words of the page of the next edition. */
import arabic from '../../../templates/words/desk/ar/next.json' with { type: 'json' };
import german from '../../../templates/words/desk/de/next.json' with { type: 'json' };
import english from '../../../templates/words/desk/en/next.json' with { type: 'json' };
import chinese from '../../../templates/words/desk/zh-Hans/next.json' with { type: 'json' };
import type { SameWords } from '../../edition/words.ts';
import type { WordsByTongue } from './words.ts';

/** Every word of it. */
export type NextWords = SameWords<typeof english>;

/** By language. */
export const nextWords: WordsByTongue<NextWords> = {
  en: english,
  de: german,
  ar: arabic,
  'zh-Hans': chinese,
};

/** The words of the pages of editions. */
import arabic from '../../../templates/words/desk/ar/editions.json' with { type: 'json' };
import german from '../../../templates/words/desk/de/editions.json' with { type: 'json' };
import english from '../../../templates/words/desk/en/editions.json' with { type: 'json' };
import chinese from '../../../templates/words/desk/zh-Hans/editions.json' with { type: 'json' };
import type { SameWords } from '../../edition/words.ts';
import type { WordsByTongue } from './words.ts';

/** Every word of them. */
export type EditionsWords = SameWords<typeof english>;

/** By language. */
export const editionsWords: WordsByTongue<EditionsWords> = {
  en: english,
  de: german,
  ar: arabic,
  'zh-Hans': chinese,
};

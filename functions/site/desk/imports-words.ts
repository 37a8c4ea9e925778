/** The words of the pages about imports. */
import arabic from '../../../templates/words/desk/ar/imports.json' with { type: 'json' };
import german from '../../../templates/words/desk/de/imports.json' with { type: 'json' };
import english from '../../../templates/words/desk/en/imports.json' with { type: 'json' };
import chinese from '../../../templates/words/desk/zh-Hans/imports.json' with { type: 'json' };
import type { SameWords } from '../../edition/words.ts';
import type { WordsByTongue } from './words.ts';

/** Every word of them. */
export type ImportsWords = SameWords<typeof english>;

/** By language. */
export const importsWords: WordsByTongue<ImportsWords> = {
  en: english,
  de: german,
  ar: arabic,
  'zh-Hans': chinese,
};

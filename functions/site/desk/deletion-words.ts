/** The words of the pages about newsletters that are deleted. */
import arabic from '../../../templates/words/desk/ar/deletion.json' with { type: 'json' };
import german from '../../../templates/words/desk/de/deletion.json' with { type: 'json' };
import english from '../../../templates/words/desk/en/deletion.json' with { type: 'json' };
import chinese from '../../../templates/words/desk/zh-Hans/deletion.json' with { type: 'json' };
import type { WordsByTongue } from './words.ts';

/** Every word of them. */
export type DeletionWords = typeof english;

/** By language. */
export const deletionWords: WordsByTongue<DeletionWords> = {
  en: english,
  de: german,
  ar: arabic,
  'zh-Hans': chinese,
};

/** The words of the page of the export. */
import arabic from '../../../templates/words/desk/ar/export.json' with { type: 'json' };
import german from '../../../templates/words/desk/de/export.json' with { type: 'json' };
import english from '../../../templates/words/desk/en/export.json' with { type: 'json' };
import chinese from '../../../templates/words/desk/zh-Hans/export.json' with { type: 'json' };
import type { SameWords } from '../../edition/words.ts';
import type { WordsByTongue } from './words.ts';

/** Every word of it. */
export type ExportWords = SameWords<typeof english>;

/** By language. */
export const exportWords: WordsByTongue<ExportWords> = {
  en: english,
  de: german,
  ar: arabic,
  'zh-Hans': chinese,
};

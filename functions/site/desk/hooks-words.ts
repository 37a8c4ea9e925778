/** The words of the page of the hooks. */
import arabic from '../../../templates/words/desk/ar/hooks.json' with { type: 'json' };
import german from '../../../templates/words/desk/de/hooks.json' with { type: 'json' };
import english from '../../../templates/words/desk/en/hooks.json' with { type: 'json' };
import chinese from '../../../templates/words/desk/zh-Hans/hooks.json' with { type: 'json' };
import type { SameWords } from '../../edition/words.ts';
import type { WordsByTongue } from './words.ts';

/** Every word of it. */
export type HooksWords = SameWords<typeof english>;

/** By language. */
export const hooksWords: WordsByTongue<HooksWords> = {
  en: english,
  de: german,
  ar: arabic,
  'zh-Hans': chinese,
};

/** The words of growth, and of who came and left. */
import arabic from '../../../templates/words/desk/ar/growth.json' with { type: 'json' };
import german from '../../../templates/words/desk/de/growth.json' with { type: 'json' };
import english from '../../../templates/words/desk/en/growth.json' with { type: 'json' };
import chinese from '../../../templates/words/desk/zh-Hans/growth.json' with { type: 'json' };
import type { SameWords } from '../../edition/words.ts';
import type { WordsByTongue } from './words.ts';

/** Every word of them. */
export type GrowthWords = SameWords<typeof english>;

/** By language. */
export const growthWords: WordsByTongue<GrowthWords> = {
  en: english,
  de: german,
  ar: arabic,
  'zh-Hans': chinese,
};

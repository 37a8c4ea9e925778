/** The words about letting a new sender begin small. */
import arabic from '../../../templates/words/desk/ar/warm-up.json' with { type: 'json' };
import german from '../../../templates/words/desk/de/warm-up.json' with { type: 'json' };
import english from '../../../templates/words/desk/en/warm-up.json' with { type: 'json' };
import chinese from '../../../templates/words/desk/zh-Hans/warm-up.json' with { type: 'json' };
import type { WordsByTongue } from './words.ts';

/** By language. */
export const warmUpWords: WordsByTongue<typeof english> = {
  en: english,
  de: german,
  ar: arabic,
  'zh-Hans': chinese,
};

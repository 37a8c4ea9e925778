/** The words of the page about how everything stands. */
import arabic from '../../../templates/words/desk/ar/health.json' with { type: 'json' };
import german from '../../../templates/words/desk/de/health.json' with { type: 'json' };
import english from '../../../templates/words/desk/en/health.json' with { type: 'json' };
import chinese from '../../../templates/words/desk/zh-Hans/health.json' with { type: 'json' };
import type { WordsByTongue } from './words.ts';

/** By language. */
export const healthWords: WordsByTongue<typeof english> = {
  en: english,
  de: german,
  ar: arabic,
  'zh-Hans': chinese,
};

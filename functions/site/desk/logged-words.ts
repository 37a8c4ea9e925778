/** The words of what the log holds. */
import arabic from '../../../templates/words/desk/ar/logged.json' with { type: 'json' };
import german from '../../../templates/words/desk/de/logged.json' with { type: 'json' };
import english from '../../../templates/words/desk/en/logged.json' with { type: 'json' };
import chinese from '../../../templates/words/desk/zh-Hans/logged.json' with { type: 'json' };
import type { WordsByTongue } from './words.ts';

/** By language; numbers stand as `#` in what was said. */
export const loggedWords: WordsByTongue<typeof english> = {
  en: english,
  de: german,
  ar: arabic,
  'zh-Hans': chinese,
};

/** The words of the pages about feeds. */
import arabic from '../../../templates/words/desk/ar/feeds.json' with { type: 'json' };
import german from '../../../templates/words/desk/de/feeds.json' with { type: 'json' };
import english from '../../../templates/words/desk/en/feeds.json' with { type: 'json' };
import chinese from '../../../templates/words/desk/zh-Hans/feeds.json' with { type: 'json' };
import type { WordsByTongue } from './words.ts';

/** By language. */
export const feedsWords: WordsByTongue<typeof english> = {
  en: english,
  de: german,
  ar: arabic,
  'zh-Hans': chinese,
};
/** The words of a language. */
export type FeedsWords = typeof english;

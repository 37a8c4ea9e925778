/** The words of the page of the day. */
import arabic from '../../../templates/words/desk/ar/today.json' with { type: 'json' };
import german from '../../../templates/words/desk/de/today.json' with { type: 'json' };
import english from '../../../templates/words/desk/en/today.json' with { type: 'json' };
import chinese from '../../../templates/words/desk/zh-Hans/today.json' with { type: 'json' };
import type { SameWords } from '../../edition/words.ts';
import type { WordsByTongue } from './words.ts';

/** Every word of it. */
export type TodayWords = SameWords<typeof english>;

/** By language. */
export const todayWords: WordsByTongue<TodayWords> = {
  en: english,
  de: german,
  ar: arabic,
  'zh-Hans': chinese,
};

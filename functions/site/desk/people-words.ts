/** The words of the pages about people, sessions and the log. */
import arabic from '../../../templates/words/desk/ar/people.json' with { type: 'json' };
import german from '../../../templates/words/desk/de/people.json' with { type: 'json' };
import english from '../../../templates/words/desk/en/people.json' with { type: 'json' };
import chinese from '../../../templates/words/desk/zh-Hans/people.json' with { type: 'json' };
import type { WordsByTongue } from './words.ts';

/** By language. */
export const peopleWords: WordsByTongue<typeof english> = {
  en: english,
  de: german,
  ar: arabic,
  'zh-Hans': chinese,
};

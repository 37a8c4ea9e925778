/** The words of the page that moves readers to the default schedule. */
import arabic from '../../../templates/words/desk/ar/default-move.json' with { type: 'json' };
import german from '../../../templates/words/desk/de/default-move.json' with { type: 'json' };
import english from '../../../templates/words/desk/en/default-move.json' with { type: 'json' };
import chinese from '../../../templates/words/desk/zh-Hans/default-move.json' with { type: 'json' };
import type { SameWords } from '../../edition/words.ts';
import type { WordsByTongue } from './words.ts';

/** Every word of it. */
export type DefaultMoveWords = SameWords<typeof english>;

/** By language. */
export const defaultMoveWords: WordsByTongue<DefaultMoveWords> = {
  en: english,
  de: german,
  ar: arabic,
  'zh-Hans': chinese,
};

/** The words of the frame around every page of the desk, and of what goes wrong there. */
import arabic from '../../../templates/words/desk/ar/frame.json' with { type: 'json' };
import german from '../../../templates/words/desk/de/frame.json' with { type: 'json' };
import english from '../../../templates/words/desk/en/frame.json' with { type: 'json' };
import chinese from '../../../templates/words/desk/zh-Hans/frame.json' with { type: 'json' };
import type { WordsByTongue } from './words.ts';

/** Every word of the frame. */
export type FrameWords = typeof english;

/** By language. */
export const frameWords: WordsByTongue<FrameWords> = {
  en: english,
  de: german,
  ar: arabic,
  'zh-Hans': chinese,
};

/** The words of the page about passkeys. */
import arabic from '../../../templates/words/desk/ar/passkeys.json' with { type: 'json' };
import german from '../../../templates/words/desk/de/passkeys.json' with { type: 'json' };
import english from '../../../templates/words/desk/en/passkeys.json' with { type: 'json' };
import chinese from '../../../templates/words/desk/zh-Hans/passkeys.json' with { type: 'json' };
import type { WordsByTongue } from './words.ts';

/** Every word of it. */
export type PasskeysWords = typeof english;

/** By language. */
export const passkeysWords: WordsByTongue<PasskeysWords> = {
  en: english,
  de: german,
  ar: arabic,
  'zh-Hans': chinese,
};

/** The words of the pages about a newsletter's settings. */
import arabic from '../../../templates/words/desk/ar/settings.json' with { type: 'json' };
import german from '../../../templates/words/desk/de/settings.json' with { type: 'json' };
import english from '../../../templates/words/desk/en/settings.json' with { type: 'json' };
import chinese from '../../../templates/words/desk/zh-Hans/settings.json' with { type: 'json' };
import type { WordsByTongue } from './words.ts';

/** Every word of them. */
export type SettingsWords = typeof english;

/** By language. */
export const settingsWords: WordsByTongue<SettingsWords> = {
  en: english,
  de: german,
  ar: arabic,
  'zh-Hans': chinese,
};

/** The words of the page of the hooks. */
import arabic from '../../../templates/words/desk/ar/hooks.json' with { type: 'json' };
import german from '../../../templates/words/desk/de/hooks.json' with { type: 'json' };
import english from '../../../templates/words/desk/en/hooks.json' with { type: 'json' };
import chinese from '../../../templates/words/desk/zh-Hans/hooks.json' with { type: 'json' };
import type { SameWords } from '../../edition/words.ts';
import type { DeskLanguage, WordsByTongue } from './words.ts';

/** Every word of it. */
export type HooksWords = SameWords<typeof english>;

/** By language. */
export const hooksWords: WordsByTongue<HooksWords> = {
  en: english,
  de: german,
  ar: arabic,
  'zh-Hans': chinese,
};

const place = '{value}';

/**
 * A reason as it was noted, in the language of who reads: the English sentences are those that hooks
 * note. One that is not among them stays as it is.
 */
export function reasonText(reason: string, language: DeskLanguage): string {
  const words = hooksWords[language.tongue].reasons;
  for (const name of Object.keys(english.reasons) as (keyof typeof english.reasons)[]) {
    const [before = '', behind] = english.reasons[name].split(place);
    if (behind === undefined && reason === before) return words[name];
    if (behind === undefined || !reason.startsWith(before) || !reason.endsWith(behind)) continue;
    const value = reason.slice(before.length, reason.length - behind.length);
    if (value !== '') return language.say(words[name], { value });
  }
  return reason;
}

/** What the acts of the desk are called in its log. */
import arabic from '../../../templates/words/desk/ar/acts.json' with { type: 'json' };
import german from '../../../templates/words/desk/de/acts.json' with { type: 'json' };
import english from '../../../templates/words/desk/en/acts.json' with { type: 'json' };
import chinese from '../../../templates/words/desk/zh-Hans/acts.json' with { type: 'json' };
import type { WordsByTongue } from './words.ts';

/** By language; of each the path of the act, as the audit trail has it. */
export const actWords: WordsByTongue<Readonly<Record<keyof typeof english, string>>> = {
  en: english,
  de: german,
  ar: arabic,
  'zh-Hans': chinese,
};

/** The words for an act; what a program or a command did stands there as it named it. */
export function actText(act: string, words: Readonly<Record<string, string>>): string {
  return Object.hasOwn(words, act) ? (words[act] ?? act) : act;
}

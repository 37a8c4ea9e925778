/** What an act was about and what became of it, as the log holds it, in the language of who reads. */
import { loggedWords } from './logged-words.ts';
import { deskMoment } from './moment.ts';
import { notedText } from './noted.ts';
import type { DeskLanguage } from './words.ts';

type Texts = Readonly<Record<string, string>>;

/** What something was before an act, or after it; what owners wrote stays as it is. */
export function loggedText(logged: string, language: DeskLanguage): string {
  const numbers = logged.match(/\d+/g) ?? [];
  const said: Texts = loggedWords[language.tongue].said;
  const form = logged.replaceAll(/\d+/g, '#');
  if (!Object.hasOwn(said, form)) return notedText(logged, language);
  let next = 0;
  return (said[form] ?? '').replaceAll('#', () => language.number(Number(numbers[next++])));
}

/** What an act was about: something named, or an id as it is. */
export function loggedObject(object: string, zone: string, language: DeskLanguage): string {
  const words = loggedWords[language.tongue];
  const of: Texts = words.of;
  const named: Texts = words.named;
  if (Object.hasOwn(of, object)) return of[object] ?? object;
  const [, kind = '', name = ''] = /^(dead letter|[a-z]+) (\S+)$/.exec(object) ?? [];
  if (!Object.hasOwn(named, kind)) return object;
  const isInstant = kind === 'call' && /^\d{1,15}$/.test(name);
  const shown = isInstant ? deskMoment(Number(name), zone, language) : name;
  return language.say(named[kind] ?? '{name}', { name: shown });
}

/**
 * What rooms note in English, in the language of who reads: why a feed cannot be read, why a mail was
 * refused, what does not fit. The English of the words is what they note, with places for values.
 * Words that are nobody's of ours (a mail service's, a server's, an owner's) stay as they are.
 */
import arabic from '../../../templates/words/desk/ar/noted.json' with { type: 'json' };
import german from '../../../templates/words/desk/de/noted.json' with { type: 'json' };
import english from '../../../templates/words/desk/en/noted.json' with { type: 'json' };
import chinese from '../../../templates/words/desk/zh-Hans/noted.json' with { type: 'json' };
import type { DeskLanguage, WordsByTongue } from './words.ts';

type NotedName = keyof typeof english;

/** By language. */
const notedWords: WordsByTongue<Readonly<Record<NotedName, string>>> = {
  en: english,
  de: german,
  ar: arabic,
  'zh-Hans': chinese,
};

interface Pattern {
  readonly name: NotedName;
  /** What stands before, between and behind the values. */
  readonly parts: readonly string[];
  readonly values: readonly string[];
}

const { foreign: _, ...own } = english;
const patterns: readonly Pattern[] = (Object.entries(own) as [NotedName, string][])
  .map(([name, text]) => {
    const values = [...text.matchAll(/\{(\w)\}/g)].map(([, value = '']) => value);
    return { name, parts: text.split(/\{\w\}/), values };
  })
  // What says more goes before what would take it for a value.
  .sort((one, other) => other.parts.join('').length - one.parts.join('').length);

/** A value may be a sentence of ours that holds another one, and no deeper. */
const depthMax = 3;

/** The same in the language of who reads; what we have no words for stays as it was noted. */
export function wordsForNoted(noted: string, language: DeskLanguage, depth = depthMax): string {
  if (depth === 0) return noted;
  for (const pattern of patterns) {
    const values = valuesIn(noted, pattern.parts);
    if (values === undefined || !areFitting(values, pattern)) continue;
    const said = values.map((value) => wordsForNoted(value, language, depth - 1));
    const named = pattern.values.map((name, n) => [name, said[n] ?? ''] as const);
    return language.say(notedWords[language.tongue][pattern.name], Object.fromEntries(named));
  }
  return withTheirs(noted, language, depth);
}

/** `{n}` stands for a number, the others for anything. */
function areFitting(values: readonly string[], pattern: Pattern): boolean {
  return values.every((value, n) => pattern.values[n] !== 'n' || /^\d+$/.test(value));
}

/** A sentence of ours with what others said behind it, as `(…)`. */
function withTheirs(noted: string, language: DeskLanguage, depth: number): string {
  const at = noted.indexOf('. (');
  if (at < 0 || !noted.endsWith(')')) return noted;
  const said = wordsForNoted(noted.slice(0, at + 1), language, depth - 1);
  return `${said} ${noted.slice(at + 2)}`;
}

/** Words of others, in the quotes of this language. */
export function quoted(theirs: string, language: DeskLanguage): string {
  return language.say(notedWords[language.tongue].foreign, { a: theirs });
}

/** What stands between the parts; undefined where they are not there in their order. */
function valuesIn(text: string, [first = '', ...rest]: readonly string[]): string[] | undefined {
  if (!text.startsWith(first)) return undefined;
  let from = first.length;
  if (rest.length === 0) return from === text.length ? [] : undefined;
  const values: string[] = [];
  for (const [n, part] of rest.entries()) {
    const isLast = n === rest.length - 1;
    const to = isLast ? text.length - part.length : text.indexOf(part, from);
    if (to <= from || (isLast && !text.endsWith(part))) return undefined;
    values.push(text.slice(from, to));
    from = to + part.length;
  }
  return values;
}

/**
 * The fixed words of the mails, one file a language in templates/words. `en.json` says which words
 * there are; what people wrote themselves (names, titles, texts) never comes from here.
 */
import arabic from '../../templates/words/ar.json' with { type: 'json' };
import german from '../../templates/words/de.json' with { type: 'json' };
import english from '../../templates/words/en.json' with { type: 'json' };
import spanish from '../../templates/words/es.json' with { type: 'json' };
import french from '../../templates/words/fr.json' with { type: 'json' };
import japanese from '../../templates/words/ja.json' with { type: 'json' };
import simplifiedChinese from '../../templates/words/zh-Hans.json' with { type: 'json' };
import traditionalChinese from '../../templates/words/zh-Hant.json' with { type: 'json' };
import { kept } from './formats.ts';
import { type Language, languages } from './languages.ts';

/** One phrase for each plural category of its language (CLDR); `other` is always there. */
export type Plural = Readonly<Partial<Record<Intl.LDMLPluralRule, string>>> & {
  readonly other: string;
};

/** The same words in another language: plurals may have other forms there. */
export type SameWords<T> = {
  readonly [K in keyof T]: T[K] extends string
    ? string
    : T[K] extends { readonly other: string }
      ? Plural
      : SameWords<T[K]>;
};

/** Every word of `en.json`, in whatever language. */
export type Words = SameWords<typeof english>;

const wordsByLanguage: Readonly<Record<Language, Words>> = {
  ar: arabic,
  de: german,
  en: english,
  es: spanish,
  fr: french,
  ja: japanese,
  'zh-Hans': simplifiedChinese,
  'zh-Hant': traditionalChinese,
};

/** The words in this language (zh-TW finds zh-Hant, de-AT finds de), else in English. */
export function wordsFor(language: string): Words {
  return wordsByLanguage[languageOfWords(language)];
}

/** The tag of the language that `wordsFor` answers in: what a page or mail may call its own. */
export function languageOfWords(language: string): Language {
  const locale = localeOf(language);
  const tags = [`${locale.language}-${locale.script}`, locale.language];
  const known = tags.map((tag) => languages.find((one) => one === tag));
  return known.find((one) => one !== undefined) ?? 'en';
}

/** How text in these words writes numbers and dates: `en-GB` as in Britain, what has no words as English. */
export function writtenLanguage(language: string): string {
  const ofWords = languageOfWords(language);
  return localeOf(language).language === localeOf(ofWords).language ? language : ofWords;
}

const rightToLeftScripts = new Set([
  'Adlm',
  'Arab',
  'Hebr',
  'Mand',
  'Nkoo',
  'Rohg',
  'Samr',
  'Syrc',
  'Thaa',
]);

/** Which way a language is written. */
export type Direction = 'ltr' | 'rtl';

/** Which way this language is written, by its script (`ur` and `pa-PK` know theirs, CLDR). */
export function direction(language: string): Direction {
  const { script } = localeOf(language);
  return rightToLeftScripts.has(script ?? '') ? 'rtl' : 'ltr';
}

/** A browser may ask for a language in a tag that is none. */
const localeOf = kept((tag: string) => {
  try {
    return new Intl.Locale(tag).maximize();
  } catch {
    return new Intl.Locale('en').maximize();
  }
});

/** What templates need to know of a language; MJML has no notion of a line's start. */
export function textDirection(language: string) {
  const own = direction(language);
  return { language, direction: own, start: own === 'rtl' ? 'right' : 'left' } as const;
}

/** Puts values into the places of a phrase: `{name}`. A value is never searched for places. */
export function phrase(text: string, values: Readonly<Record<string, string>>): string {
  return text.replace(/\{(\w+)\}/g, (place, name) => values[name] ?? place);
}

const pluralsOf = kept((language: string) => new Intl.PluralRules(language));
const numbersOf = kept((language: string) => new Intl.NumberFormat(language));

/** The phrase for this number, `{count}` written as the language writes numbers. */
export function counted(forms: Plural, count: number, language: string): string {
  const form = forms[pluralsOf(language).select(count)] ?? forms.other;
  return phrase(form, { count: numbersOf(language).format(count) });
}

/** A whole date such as "Sunday, 22 November 2026", on the calendar of the zone. */
export function dateLine(at: number, language: string, zone: string): string {
  return new Intl.DateTimeFormat(language, { dateStyle: 'full', timeZone: zone }).format(at);
}

/** A day such as "22 November", where the year goes without saying. */
export function dayOf(at: number, language: string, zone: string): string {
  const form = { day: 'numeric', month: 'long', timeZone: zone } as const;
  return new Intl.DateTimeFormat(language, form).format(at);
}

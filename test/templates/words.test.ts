import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { describe, test } from 'node:test';
import { languages } from '../../functions/edition/languages.ts';
import { counted, languageOfWords, phrase, wordsFor } from '../../functions/edition/words.ts';
import { siteWordsFor } from '../../functions/site/words.ts';

const folder = new URL('../../templates/words/', import.meta.url);
/** What was agreed to before is of no language. */
const others = ['earlier-consents.json'];
const files = readdirSync(folder).filter(
  (name) => name.endsWith('.json') && !others.includes(name),
);
const read = (file: string): unknown => ({
  ...JSON.parse(readFileSync(new URL(file, folder), 'utf8')),
  site: JSON.parse(readFileSync(new URL(`site/${file}`, folder), 'utf8')),
});
const english = phrasesIn(read('en.json'));

describe('the words of', () => {
  for (const file of files) {
    const language = file.replace('.json', '');
    const phrases = phrasesIn(read(file));
    test(`${language} are all those of English, and no others`, () => {
      assert.deepEqual([...phrases.keys()].sort(), [...english.keys()].sort());
    });

    test(`${language} have the same places to fill`, () => {
      for (const [path, forms] of phrases) {
        const expected = placesIn(english.get(path)?.other ?? '');
        assert.deepEqual(placesIn(forms.other ?? ''), expected, path);
      }
    });

    test(`${language} have every plural form of the language`, () => {
      const { pluralCategories } = new Intl.PluralRules(language).resolvedOptions();
      for (const [path, forms] of phrases) {
        if (english.get(path)?.one === undefined) continue;
        assert.deepEqual(Object.keys(forms).sort(), [...pluralCategories].sort(), path);
      }
    });

    test(`${language} leave nothing empty`, () => {
      for (const [path, forms] of phrases) {
        for (const text of Object.values(forms)) assert.notEqual(text.trim(), '', path);
      }
    });
  }

  test('every file are known to the code, those of mails and those of pages', () => {
    const known = languages.map((language) => `${language}.json`).sort();
    assert.deepEqual(files.sort(), known);
    const ofPages = new URL('site/', folder);
    assert.deepEqual(readdirSync(ofPages).sort(), known);
    for (const language of languages) {
      const said = JSON.parse(readFileSync(new URL(`${language}.json`, ofPages), 'utf8'));
      assert.deepEqual(siteWordsFor(language), said);
      assert.deepEqual(
        wordsFor(language),
        JSON.parse(readFileSync(new URL(`${language}.json`, folder), 'utf8')),
      );
    }
  });
});

describe('finding words', () => {
  const cases: readonly (readonly [string, string])[] = [
    ['en-US', 'en'],
    ['de-AT', 'de'],
    ['zh', 'zh-Hans'],
    ['zh-TW', 'zh-Hant'],
    ['zh-HK', 'zh-Hant'],
    ['ar-EG', 'ar'],
    ['tlh', 'en'],
    ['not a tag', 'en'],
  ];
  for (const [asked, found] of cases) {
    test(`${asked} reads ${found}`, () => {
      assert.equal(languageOfWords(asked), found);
      assert.equal(wordsFor(asked), wordsFor(found));
    });
  }

  test('a value is never searched for places', () => {
    assert.equal(phrase('{a} and {b}', { a: '{b}', b: 'c' }), '{b} and c');
  });

  test('numbers take the plural form and the digits of the language', () => {
    const { stories } = wordsFor('ar').mail.edition;
    assert.equal(counted(stories, 2, 'ar'), 'خبران');
    assert.equal(counted(wordsFor('en').mail.edition.stories, 1, 'en'), '1 story');
    assert.equal(counted(wordsFor('en').mail.edition.stories, 1200, 'en'), '1,200 stories');
  });
});

type Forms = Readonly<Record<string, string>>;

/** Every phrase by its path; one that has plural forms is one phrase. */
function phrasesIn(words: unknown, path = ''): Map<string, Forms> {
  if (typeof words === 'string') return new Map([[path, { other: words }]]);
  assert.ok(typeof words === 'object' && words !== null, path);
  if ('other' in words) return new Map([[path, words as Forms]]);
  return new Map(
    Object.entries(words).flatMap(([key, value]) => [...phrasesIn(value, `${path}.${key}`)]),
  );
}

function placesIn(text: string): string[] {
  return [...new Set(text.match(/\{\w+\}/g) ?? [])].sort();
}

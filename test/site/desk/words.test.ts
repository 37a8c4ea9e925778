/** The words of the desk: the same keys and places in each of its languages, and none left in English. */
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { actText, actWords } from '../../../functions/site/desk/act-words.ts';
import { pathOf } from '../../../functions/site/desk/desk.ts';
import { lineText } from '../../../functions/site/desk/health-page.ts';
import { waysIn } from '../../../functions/site/desk/let-in.ts';
import { deskRoutes } from '../../../functions/site/desk/routes.ts';
import { signInWords } from '../../../functions/site/desk/sign-in-words.ts';
import { deskLanguageFor } from '../../../functions/site/desk/words.ts';

const folder = join(import.meta.dirname, '..', '..', '..', 'templates', 'words', 'desk');
const others = ['de', 'ar', 'zh-Hans'] as const;

type Words = string | { readonly [name: string]: Words };

function read(tongue: string, file: string): Map<string, string> {
  const words: Words = JSON.parse(readFileSync(join(folder, tongue, file), 'utf8'));
  const flat = new Map<string, string>();
  const walk = (place: string, one: Words) => {
    if (typeof one === 'string') flat.set(place, one);
    else for (const [name, inner] of Object.entries(one)) walk(`${place}.${name}`, inner);
  };
  walk('', words);
  return flat;
}

/** Languages have other numbers of plurals: what there is must be one of them. */
const plural = /\.(?:zero|one|two|few|many|other)$/;
const keysOf = (words: ReadonlyMap<string, string>) =>
  [...new Set([...words.keys()].map((key) => key.replace(plural, '')))].sort();

const placesIn = (text: string) => [...text.matchAll(/\{\w+\}/g)].map(([place]) => place).sort();

for (const file of readdirSync(join(folder, 'en'))) {
  const english = read('en', file);
  for (const tongue of others) {
    test(`${file} in ${tongue} says what it says in English`, () => {
      const words = read(tongue, file);
      assert.deepEqual(keysOf(words), keysOf(english));
      for (const [key, text] of english) {
        // One of something is often said without its number, and some languages have no such form.
        if (plural.test(key) && !key.endsWith('.other')) continue;
        assert.deepEqual(placesIn(words.get(key) ?? ''), placesIn(text), key);
      }
    });

    test(`${file} in ${tongue} is no copy of the English`, () => {
      const words = read(tongue, file);
      const copied = [...english].filter(
        ([key, text]) => text.split(/\P{L}+/u).length > 4 && words.get(key) === text,
      );
      assert.deepEqual(
        copied.map(([key]) => key),
        [],
      );
    });
  }
}

test('every act of the desk has words for its log, and no words are for nothing', () => {
  const acts = deskRoutes
    .filter(({ method }) => method === 'post')
    .map((route) => pathOf(route).replace(/^\/desk(?:\/n\/:id)?/, ''));
  assert.deepEqual(Object.keys(actWords.en).sort(), [...new Set([...acts, ...waysIn])].sort());
  assert.equal(actText('/today/stop', actWords.de), 'eine Ausgabe angehalten');
  assert.equal(actText('POST /newsletters', actWords.de), 'POST /newsletters');
});

test('the title of a banner ends before its sentence begins', () => {
  for (const { outTitle, proveTitle } of Object.values(signInWords)) {
    for (const title of [outTitle, proveTitle]) assert.match(title, /[.。]$/);
  }
});

test('shares are written as the language writes them', () => {
  const values = { bounced: '0.05', complained: '0.00', when: '2.3.1' };
  const line = {
    about: 'reputation',
    state: 'fine',
    kind: '{bounced} {complained} {when}',
    values,
  };
  const german = deskLanguageFor('de-DE');
  assert.equal(lineText(line, german, undefined), '0,05 0,00 2.3.1');
});

/** The words of the desk: the same keys and places in each of its languages, and none left in English. */
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { actText, actWords } from '../../../functions/site/desk/act-words.ts';
import { pathOf } from '../../../functions/site/desk/desk.ts';
import { lineText } from '../../../functions/site/desk/health-page.ts';
import { waysIn } from '../../../functions/site/desk/let-in.ts';
import { loggedObject, loggedText } from '../../../functions/site/desk/logged.ts';
import { loggedWords } from '../../../functions/site/desk/logged-words.ts';
import { openNoted } from '../../../functions/site/desk/noted.ts';
import { deskRoutes } from '../../../functions/site/desk/routes.ts';
import { signInWords } from '../../../functions/site/desk/sign-in-words.ts';
import { deskLanguageFor } from '../../../functions/site/desk/words.ts';

const folder = join(import.meta.dirname, '..', '..', '..', 'templates', 'words', 'desk');
const deskFolder = join(import.meta.dirname, '..', '..', '..', 'functions', 'site', 'desk');
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

test('what acts note in the log is told in each language', () => {
  const sources = readdirSync(deskFolder, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts'))
    .map((name) => readFileSync(join(deskFolder, name), 'utf8'));
  const told = sources.flatMap((source) => [
    ...source.matchAll(/\b(?:after|before|asked|kept): (['`])((?:(?!\1).)+)\1(?= ?[,}\n])/g),
  ]);
  const forms = new Set(told.map(([, , text = '']) => text.replaceAll(/\$\{[^}]*\}/g, '#')));
  const own = [...forms].filter((form) => /\p{L}/u.test(form) && !form.includes('#: '));
  assert.ok(own.length > 10, own.join('; '));
  for (const form of own) {
    assert.ok(Object.hasOwn(loggedWords.en.said, form), `The log has no words for “${form}”.`);
  }
});

test('the log says numbers, names and instants in the language of who reads', async () => {
  const german = deskLanguageFor('de');
  await openNoted(german);
  const plain = (text: string) => text.replaceAll(/[\u2068\u2069]/g, '');
  assert.equal(loggedText('closed, to be deleted', german), 'geschlossen, wird gelöscht');
  assert.equal(
    loggedText('12345 put back, 1 dropped, 0 kept', german),
    'zurückgelegt: 12.345, verworfen: 1, behalten: 0',
  );
  assert.equal(loggedText('name: "kept"', german), 'name: "kept"');
  assert.equal(loggedText('constructor', german), 'constructor');
  assert.equal(plain(loggedObject('part 2', 'UTC', german)), 'Teil 2');
  assert.match(
    plain(loggedObject(`call ${Date.UTC(2026, 10, 2, 7)}`, 'Europe/Berlin', german)),
    /^Ausgabe vom Montag, 2\. November 2026 .*08:00$/,
  );
  assert.equal(loggedObject('constructor x', 'UTC', german), 'constructor x');
  assert.equal(loggedObject('town', 'UTC', german), 'town');
});

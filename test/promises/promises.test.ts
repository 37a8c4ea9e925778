/**
 * Words that people read are promises. Each sentence of a page, a mail, a help, an alarm or a document
 * for owners is claimed in claims.json by the test that holds it, or is listed there as promising
 * nothing. A sentence that is new or reworded stands in neither list: whoever writes it says which.
 * PROMISES.md is the same for people to read (`UPDATE_GOLDEN=1` writes it).
 */
import assert from 'node:assert/strict';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { dispatch } from '../../infra/cli/dispatch.ts';
import mailWords from '../../templates/words/en.json' with { type: 'json' };
import { testFiles } from '../groups.ts';
import claims from './claims.json' with { type: 'json' };
import deskClaims from './claims-desk.json' with { type: 'json' };
import { type Place, places, sentencesOf } from './sentences.ts';

const root = join(import.meta.dirname, '..', '..');

/** Sentences by the test that holds each, and those that promise nothing. */
interface Claims {
  readonly promises: Readonly<Record<string, string>>;
  readonly none: readonly string[];
}

const claimed: Readonly<Record<Place, Claims>> = { ...claims, ...deskClaims };

/** The titles of the tests in each file, as they are written there. */
const titles = new Map(
  testFiles(root).map((file) => [file, titlesIn(readFileSync(join(root, file), 'utf8'))] as const),
);

function titlesIn(source: string): ReadonlySet<string> {
  const found = source.matchAll(/\btest\(\s*(['"`])((?:\\.|(?!\1)[^\\])*)\1/g);
  return new Set([...found].map(([, , title = '']) => title.replaceAll("\\'", "'")));
}

/** What is wrong with the claims of a place. */
function wrongWith(said: readonly string[], { promises, none }: Claims): string[] {
  const told = new Set(said);
  const held = Object.keys(promises);
  const listed = new Set([...held, ...none]);
  return [
    ...said.filter((one) => !listed.has(one)).map((one) => `new, and claimed by no test: ${one}`),
    ...[...listed].filter((one) => !told.has(one)).map((one) => `said nowhere any more: ${one}`),
    ...held.filter((one) => none.includes(one)).map((one) => `in both lists: ${one}`),
    ...Object.values(promises)
      .filter((claim) => !isTest(claim))
      .map((claim) => `no such test: ${claim}`),
  ];
}

/** `FILE: TITLE`, both as they are. */
function isTest(claim: string): boolean {
  const at = claim.indexOf(': ');
  return titles.get(claim.slice(0, at))?.has(claim.slice(at + 2)) ?? false;
}

describe('every promise is held by a test:', () => {
  for (const place of places) {
    test(`those of ${place}`, () => {
      assert.deepEqual(wrongWith(sentencesOf(place), claimed[place]), []);
    });
  }
});

test('a sentence that is new, reworded, gone or claimed by no test is found', () => {
  const claim =
    'test/promises/promises.test.ts: a sentence that is new, reworded, gone or claimed by no test is found';
  const one = { promises: { 'It comes.': claim }, none: ['Save'] };
  assert.deepEqual(wrongWith(['It comes.', 'Save'], one), []);
  assert.deepEqual(wrongWith(['It comes today.', 'Save'], one), [
    'new, and claimed by no test: It comes today.',
    'said nowhere any more: It comes.',
  ]);
  const gone = { promises: { 'It comes.': 'test/promises/promises.test.ts: it comes' }, none: [] };
  assert.deepEqual(wrongWith(['It comes.'], gone), [
    'no such test: test/promises/promises.test.ts: it comes',
  ]);
});

test('the commands that notices name are there, and need nothing beside them', async () => {
  const text = JSON.stringify(mailWords.mail.notice);
  const named = [...text.matchAll(/“paperboy ([a-z ]+?)(?: \{\w+\})?”/g)].map(([, name]) => name);
  assert.ok(named.length >= 5);
  for (const name of named) {
    const help = await dispatch([...(name ?? '').split(' '), '--help'], {
      columns: 80,
      folder: '/',
    });
    assert.equal(help.exitCode, 0, name);
    assert.match(help.out[0] ?? '', new RegExp(`^Usage: paperboy ${name} `));
  }
});

const table = places
  .map((place) => {
    const rows = Object.entries(claimed[place].promises).map(([sentence, claim]) => {
      const at = claim.indexOf(': ');
      const [file, title] = [claim.slice(0, at), claim.slice(at + 2)];
      return `| ${cell(sentence)} | \`${file}\`: ${cell(title)} |`;
    });
    return [`## ${place}`, '', '| promise | held by |', '|---|---|', ...rows, ''].join('\n');
  })
  .join('\n');
const document = `# Promises

Every promise in words that a person reads, and the test that holds it. Written by
\`test/promises/promises.test.ts\` from \`test/promises/claims.json\`.

${table}`;

function cell(text: string): string {
  return text.replaceAll('|', '\\|');
}

test('PROMISES.md tells what claims.json says', () => {
  const path = join(root, 'test', 'PROMISES.md');
  if (process.env.UPDATE_GOLDEN === '1') writeFileSync(path, document);
  assert.ok(existsSync(path));
  assert.equal(readFileSync(path, 'utf8'), document);
});

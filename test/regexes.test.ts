/**
 * No regular expression of the rooms takes time that grows faster than its text. Those that recheck
 * has called safe are listed in fixtures/regexes.json; what is new is judged here, in seconds. With
 * UPDATE_GOLDEN=1 the list is written anew.
 */
import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { test } from 'node:test';
import { checkSync } from 'recheck';
import { allRegexes, type Found } from './regexes.ts';

const list = new URL('./fixtures/regexes.json', import.meta.url);
const root = new URL('../', import.meta.url);
/** A busy machine takes longer; most are judged within milliseconds. */
const judgeTimeoutMs = 60_000;
/** Steps that the worst text within a bound may take: some milliseconds. */
const stepsMax = 4_000_000;

/** What is not called safe, and what keeps its texts short: a text that its file, or `at`, must have. */
const bounded: readonly {
  readonly file: string;
  readonly charsMax: number;
  readonly held: string;
  readonly at?: string;
}[] = [
  { file: 'mail/ses-answer.ts', charsMax: 300, held: 'reasonCharsMax = 300;' },
  {
    file: 'mail/ses-refusal.ts',
    charsMax: 2_000,
    held: 'messageCharsMax = 2_000;',
    at: 'mail/ses-answer.ts',
  },
  { file: 'mail/header.ts', charsMax: 300, held: 'valueCharsMax = 300;' },
  { file: 'feed/read/charset-label.ts', charsMax: 1_024, held: 'labelWithinBytes' },
  { file: 'feed/read/date.ts', charsMax: 100, held: 'dateCharsMax = 100;' },
  { file: 'feed/read/extensions.ts', charsMax: 500, held: 'plainText(raw).slice(0, 500)' },
  { file: 'subscriber/list/column-meaning.ts', charsMax: 500, held: 'denialCharsMax = 500;' },
  { file: 'subscriber/list/list-layout.ts', charsMax: 100, held: 'regionCharsMax = 100;' },
  { file: 'subscriber/list/list-profile.ts', charsMax: 462, held: 'addressCharsMax = 462;' },
  { file: 'subscriber/list/written-instant.ts', charsMax: 60, held: 'textCharsMax = 60;' },
  { file: 'feed/read/archived-item.ts', charsMax: 60, held: '.slice(0, 60)' },
  {
    file: 'edition/clean/aside-words.ts',
    charsMax: 400,
    held: 'blockCharsMax = 400;',
    at: 'edition/clean/asides.ts',
  },
];

/** `judged` by recheck; `read` by a person, as recheck came to no end. */
const lists: { judged: string[]; read: string[] } = JSON.parse(readFileSync(list, 'utf8'));
const safe = new Set([...lists.judged, ...lists.read]);
const placeOf = ({ file }: Found) => file.replace('functions/', '');

function isSafe({ source, flags }: Found): boolean {
  return checkSync(source, flags, { timeout: judgeTimeoutMs }).status === 'safe';
}

test('every regular expression is linear, or its text is short', async () => {
  const found = await allRegexes();
  assert.ok(found.length > 200, 'they are found');
  const strangers = found.filter(({ regex }) => !safe.has(regex));
  const wrong: string[] = [];
  for (const one of strangers) {
    const place = placeOf(one);
    if (bounded.some(({ file }) => file === place)) continue;
    if (isSafe(one)) lists.judged.push(one.regex);
    else wrong.push(`${place}: ${one.regex}`);
  }
  assert.deepEqual(wrong, [], 'Write it anew so that recheck calls it safe, or bound its text.');
  if (process.env.UPDATE_GOLDEN === undefined) return;
  const known = new Set(found.map(({ regex }) => regex));
  const kept = (regexes: readonly string[]) => regexes.filter((one) => known.has(one)).sort();
  const text = JSON.stringify({ judged: kept(lists.judged), read: kept(lists.read) }, null, 2);
  writeFileSync(list, `${text}\n`);
});

for (const { file, charsMax, held, at = file } of bounded) {
  test(`${file}: no text is longer than ${charsMax}`, () => {
    const text = readFileSync(new URL(`functions/${at}`, root), 'utf8');
    assert.ok(text.includes(held), `${at} no longer says ${held}`);
    assert.ok(charsMax ** 2 <= stepsMax);
  });
}

/** What the first newsletter is called, in any language: asked for until it can be made. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { CdkJson } from '../../../infra/cli/deploy/cdk-json.ts';
import { askForNewsletter, wishIn } from '../../../infra/cli/deploy/first-newsletter.ts';

function fileOf(newsletter?: unknown): CdkJson {
  let context: Record<string, unknown> = { newsletter };
  return {
    folder: '',
    context: () => context,
    write: (values) => {
      context = { ...context, ...values };
    },
  };
}

async function wishAfter(answers: readonly string[]) {
  const cdkJson = fileOf();
  const left = [...answers];
  const said: string[] = [];
  await askForNewsletter({
    cdkJson,
    ask: async () => left.shift(),
    say: (line) => said.push(line),
  });
  return { wish: wishIn(cdkJson), said };
}

const feed = 'https://paper.example/feed';
const named: readonly [what: string, answers: readonly string[], name: string, id: string][] = [
  ['letters', ['The Harbour Post', feed], 'The Harbour Post', 'the-harbour-post'],
  ['accents', [' Ünïcode ', feed], 'Ünïcode', 'unicode'],
  ['Chinese', ['日报', 'ribao', feed], '日报', 'ribao'],
  ['Arabic, and an id of capitals first', ['نشرة', 'Nashra', 'nashra', feed], 'نشرة', 'nashra'],
  ['one sign', ['📰', 'paper', feed], '📰', 'paper'],
  ['too much at first', ['x'.repeat(81), 'X', feed], 'X', 'x'],
];
for (const [what, answers, name, id] of named) {
  test(`a newsletter whose name is ${what}`, async () => {
    const { wish, said } = await wishAfter(answers);
    assert.deepEqual(wish, { name, id, feeds: [feed] });
    const refusals =
      answers.length - (name === '日报' || id === 'nashra' || id === 'paper' ? 3 : 2);
    assert.equal(said.length, refusals, 'each answer that is none is told');
  });
}

for (const answers of [[], [''], ['日报', '']]) {
  test(`none is set up after ${JSON.stringify(answers)}`, async () => {
    assert.equal((await wishAfter(answers)).wish, undefined);
  });
}

test('cdk.json names what it lacks before anything is deployed', () => {
  assert.deepEqual(wishIn(fileOf({ name: 'The Harbour Post' })), {
    name: 'The Harbour Post',
    id: 'the-harbour-post',
    feeds: [],
  });
  assert.throws(() => wishIn(fileOf({ name: '日报' })), /give it an id of them/);
  assert.throws(() => wishIn(fileOf({ name: 'x'.repeat(81) })), /at most 80 characters/);
  assert.throws(() => wishIn(fileOf({ name: 'X', id: 'a b' })), /1 to 40 of a-z/);
});

/** The file of a newsletter as its owner works with it: pull, edit, plan, apply, and the edition shows it. */
import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { feedStore } from '../../functions/store/feeds.ts';
import { newsletterStore } from '../../functions/store/newsletters.ts';
import { dispatch } from '../../infra/cli/dispatch.ts';
import { addReader } from '../support/newsletter.ts';
import { editionsOf } from '../support/reader.ts';
import { type Owner, startOwner } from './owner.ts';

const dayMs = 86_400_000;
const address = 'ada@readers.example';
const example = join(import.meta.dirname, '..', '..', 'infra', 'cli', 'file', 'example.yaml');

let owner: Owner;
let path: string;
before(async () => {
  owner = await startOwner();
  path = join(owner.folder, 'paperboy.yaml');
});
after(() => owner.stop());

const edit = (from: string | RegExp, to: string) => {
  const text = readFileSync(path, 'utf8');
  const next = text.replace(from, to);
  assert.notEqual(next, text, `There is no ${from}.`);
  writeFileSync(path, next);
};
const typed = (...words: string[]) =>
  owner.launch([...words, '--file', path, '--data', owner.folder]);
const hashIn = (out: string) => /apply --plan ([0-9a-f]{16})/.exec(out)?.[1] ?? 'none';
const standing = async () =>
  (await newsletterStore(owner.cloud.table).load('harbour-post')) ?? assert.fail();
const feedsOf = (id: string) => feedStore(owner.cloud.table).list(id);

test('as typed: pull, edit, plan, apply, and the next edition shows it', async () => {
  const { cloud } = owner;
  await addReader(cloud.table, cloud.clock.now(), { address, newsletterId: 'harbour-post' });
  const pulled = await typed('pull');
  assert.equal(pulled.exitCode, 0, pulled.err);
  const text = readFileSync(path, 'utf8');
  assert.match(text, /^# yaml-language-server: \$schema=\.paperboy\/schema\.json\n/);
  assert.doesNotMatch(text, /readers\.example/);
  const same = await typed('plan', '--exit-code');
  assert.deepEqual([same.exitCode, same.out], [0, 'Nothing to change: it is as the file says.\n']);

  edit('name: The Harbour Post', '# Since the merger.\nname: The Harbour Gazette');
  edit('name: Town and bay', 'name: Between the piers');
  const planned = await typed('plan', '--exit-code');
  assert.equal(planned.exitCode, 2, planned.err);
  assert.match(
    planned.out,
    /^~ name: “The Harbour Post” → “The Harbour Gazette”\n {4}1 reader: in editions that are/,
  );
  assert.match(
    planned.out,
    /\n~ section Town and bay, name: “Town and bay” → “Between the piers”\n {4}1 reader sees it/,
  );
  assert.match(planned.out, /\nPlan: 0 to add, 2 to change, 0 to stop or take away\.\n/);
  const applied = await typed('apply', '--plan', hashIn(planned.out));
  assert.deepEqual(
    [applied.exitCode, applied.out],
    [0, `The Harbour Gazette is what ${path} says: 2 changes.\n`],
  );
  const { appliedAt } = await standing();
  assert.ok(appliedAt !== undefined, 'The desk tells of it.');
  await typed('apply', '--yes');
  assert.equal((await standing()).appliedAt, appliedAt, 'Nothing was changed by that.');
  await typed('pull');
  assert.match(readFileSync(path, 'utf8'), /# Since the merger\.\nname: The Harbour Gazette\n/);

  const midnight = Math.ceil(cloud.clock.now() / dayMs) * dayMs;
  await cloud.advance(midnight + dayMs / 3);
  const [edition] = await editionsOf(cloud, address);
  assert.match(edition?.text ?? '', /The Harbour Gazette/);
  assert.match(edition?.text ?? '', /Between the piers/i);
});

test('a plan that was seen is applied or refused, and without one somebody must agree', async () => {
  await owner.paperboy('pull');
  edit(/itemsMax: \d+/, 'itemsMax: 21');
  const seen = hashIn((await owner.paperboy('plan')).out);
  await owner.paperboy('newsletter', 'set', '--postal-address', '2 Rope Walk');
  const refused = await owner.paperboy('apply', '--plan', seen);
  assert.equal(refused.exitCode, 1);
  assert.match(refused.err, /has moved since that plan/);
  const unasked = await owner.paperboy('apply');
  assert.deepEqual([unasked.exitCode, /Nothing was changed\./.test(unasked.out)], [1, true]);
  for (const answer of [undefined, 'no', 'yes']) {
    const asked: string[] = [];
    const { exitCode } = await dispatch(['apply', '--data', owner.folder], {
      columns: 80,
      folder: owner.folder,
      terminal: {
        say: () => {},
        ask: async (question) => {
          asked.push(question);
          return answer;
        },
        run: async () => assert.fail('No program is run.'),
      },
    });
    assert.match(asked.join(''), /~ items max: 40 → 21[\s\S]*Do this\?/);
    // The postal address was changed beside the file, which says another.
    assert.equal(exitCode, 1);
    const { itemsMax, postalAddress } =
      (await newsletterStore(owner.cloud.table).load('harbour-post')) ?? {};
    assert.deepEqual([itemsMax, postalAddress], [answer === 'yes' ? 21 : 40, '2 Rope Walk']);
  }
  const wrong = await owner.paperboy('apply', '--plan', 'abc');
  assert.deepEqual([wrong.exitCode, /takes the 16 signs/.test(wrong.err)], [2, true]);
  const told = await owner.paperboy('plan', '--json');
  assert.deepEqual(
    JSON.parse(told.out).clashes.map(({ key }: { key: string }) => key),
    ['postalAddress'],
  );
  await owner.paperboy('pull');
  assert.match((await owner.paperboy('plan')).out, /Nothing to change/);
});

test('a feed that is taken out is stopped, put back it is read again, and only --prune removes', async () => {
  await owner.paperboy('pull');
  const whole = readFileSync(path, 'utf8');
  const url =
    (await feedsOf('harbour-post')).find(({ title }) => title === 'Lantern Street')?.url ?? '';
  const state = async () => (await feedsOf('harbour-post')).find((feed) => feed.url === url)?.state;
  edit(/ {2}- id: long-reads[\s\S]*$/, '');
  const planned = await owner.paperboy('plan');
  assert.match(planned.out, /^- feed Lantern Street is no longer read\n {4}What it brought stays/);
  assert.match(planned.out, /staying: section Long reads\. --prune takes it away\./);
  assert.equal((await owner.paperboy('apply', '--yes')).exitCode, 0);
  assert.equal(await state(), 'stopped');
  assert.match((await owner.paperboy('plan')).out, /Nothing to change/);
  writeFileSync(path, whole);
  const back = await owner.paperboy('plan');
  assert.match(back.out, /^\+ feed Lantern Street is read again\n/);
  assert.equal((await owner.paperboy('apply', '--yes')).exitCode, 0);
  assert.equal(await state(), 'active');
  edit(/ {2}- id: long-reads[\s\S]*$/, '');
  const pruning = await owner.paperboy('plan', '--prune');
  assert.match(pruning.out, /- section Long reads goes\n/);
  assert.match(pruning.out, /- feed Lantern Street is taken away\n/);
  assert.equal((await owner.paperboy('apply', '--prune', '--yes')).exitCode, 0);
  assert.equal(await state(), undefined);
  const { sections = [] } = (await newsletterStore(owner.cloud.table).load('harbour-post')) ?? {};
  assert.deepEqual(
    sections.map(({ id }) => id),
    ['town', 'craft', 'away'],
  );
});

test('the example sets up a newsletter, and its feeds are asked', async () => {
  const words = ['--file', example] as const;
  const text = readFileSync(example, 'utf8');
  writeFileSync(join(owner.folder, 'harbour.yaml'), text);
  const planned = await owner.paperboy('plan', '--file', 'harbour.yaml');
  assert.match(planned.out, /^\+ Harbour Weekly \(harbour\) is set up\n/);
  assert.match((await owner.paperboy('plan', ...words)).out, /is read from now on, in section/);
  const applied = await owner.paperboy('apply', '--file', 'harbour.yaml', '--yes');
  assert.equal(applied.exitCode, 0, applied.err);
  const made = await newsletterStore(owner.cloud.table).load('harbour');
  assert.deepEqual(made?.defaultSchedule, {
    cadence: 'weekly',
    weekday: 1,
    hour: 8,
    zone: 'Europe/Lisbon',
  });
  assert.deepEqual(made.sending, { mode: 'veto', lastCallMinutes: 60 });
  const feeds = await feedsOf('harbour');
  assert.deepEqual(
    feeds.map(({ url, state, chosenMinutes }) => [url, state, chosenMinutes]).sort(),
    [
      ['https://council.example/news.atom', 'active', 60],
      ['https://tides.example/rss', 'stopped', undefined],
      ['https://town.example/feed.xml', 'active', undefined],
    ],
  );
  assert.match((await owner.paperboy('plan', '--file', 'harbour.yaml')).out, /Nothing to change/);
  const pulled = await owner.paperboy('pull', '--file', 'harbour.yaml');
  assert.equal(pulled.exitCode, 0, pulled.err);
  const after = readFileSync(join(owner.folder, 'harbour.yaml'), 'utf8');
  assert.match(after, /# Not read while its editor is away\./);
  await owner.paperboy('newsletter', 'archive', 'harbour', '--yes');
});

const refusals: readonly (readonly [name: string, words: readonly string[], said: RegExp])[] = [
  [
    'no file',
    ['plan', '--file', 'none.yaml'],
    /There is no none\.yaml\. Write one from what is: paperboy pull/,
  ],
  [
    'the file of another',
    ['pull', '--newsletter', 'harbour'],
    /paperboy\.yaml is the file of harbour-post/,
  ],
];

for (const [name, words, said] of refusals) {
  test(`refused: ${name}`, async () => {
    const { exitCode, err } = await owner.paperboy(...words);
    assert.equal(exitCode, 1);
    assert.match(err, said);
  });
}

test('a mistake in the file, and what does not fit as a whole, change nothing', async () => {
  const before = await newsletterStore(owner.cloud.table).load('harbour-post');
  await owner.paperboy('pull', '--newsletter', 'harbour-post');
  edit('cadences:', 'cadences: [weekly]\nold:');
  const unknown = await owner.paperboy('apply', '--yes');
  assert.match(
    unknown.err,
    /to be mended in paperboy\.yaml:\n {2}line \d+, column 1: There is no “old” here/,
  );
  edit(/old:\n(?: {2}- \w+\n)+/, 'theme: { light: { text: "#fefefe" } }\n');
  const unread = await owner.paperboy('apply', '--yes');
  assert.match(
    unread.err,
    /line \d+, column \d+: theme › light › text: The text #fefefe on the background/,
  );
  edit(/theme: .*\n/, '');
  const unfit = await owner.paperboy('apply', '--yes');
  assert.match(
    unfit.err,
    /line \d+, column \d+: defaultSchedule: The cadence daily is not offered\./,
  );
  assert.deepEqual([unknown.exitCode, unread.exitCode, unfit.exitCode], [1, 1, 1]);
  assert.deepEqual(await newsletterStore(owner.cloud.table).load('harbour-post'), before);
});

test('of a stack in AWS the same, and a sender that it cannot send from is refused at its line', async () => {
  const { outputs, aws } = owner.stack();
  const file = join(owner.folder, 'stack.yaml');
  const run = (address: string) => {
    writeFileSync(file, `version: 1\nid: harbour-post\nsender:\n  address: ${address}\n`);
    return owner.launch(['plan', '--exit-code', '--file', file, '--outputs', outputs], aws);
  };
  const own = await run('desk@news.example.com');
  assert.equal(own.exitCode, 2, own.err);
  assert.match(
    own.out,
    /^~ sender address: “editor@news\.example\.com” → “desk@news\.example\.com”\n/,
  );
  assert.match(
    own.out,
    /\nNothing tells what was pulled into .*: what others changed since would be/,
  );
  const foreign = await run('desk@elsewhere.example');
  assert.equal(foreign.exitCode, 1);
  assert.match(
    foreign.err,
    /line 4, column 12: sender › address: The sender address must be at news\.example\.com/,
  );
});

/** What stands in a line of a log, and what does not. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { handleRecords } from '../../functions/config/door.ts';
import { findTrouble, followLog } from '../../functions/config/follow-log.ts';
import { createLog } from '../../functions/config/log.ts';
import { idsIn, inLines } from '../../functions/config/log-facts.ts';
import { type FindLines, readLine } from '../../functions/config/log-line.ts';

function written(tell: (log: ReturnType<typeof createLog>) => void): string {
  const lines: string[] = [];
  tell(
    createLog('send', { write: (line) => lines.push(line), now: () => 0, requestId: () => 'r' }),
  );
  return lines.join('\n');
}

const hidden = [
  'Email address is not verified: ann@readers.example',
  'to "Ann" <ann.b+c@sub.readers.example>, and others',
  'jörg@bücher.example',
  'two lines\nann@readers.example, bob@readers.example.',
  `${'x'.repeat(100_000)}ann@readers.example`,
  '@'.repeat(10_000),
  'https://ann:secret@feeds.example/feed.xml',
];
for (const text of hidden) {
  test(`no address is in a line of a log: ${text.slice(0, 60)}`, () => {
    const line = written((log) => {
      log.error('record failed', new Error(text), { reason: text });
      log.info('feed refreshed', { reason: text });
    });
    assert.doesNotMatch(line, /readers\.example|bücher|secret@/);
    for (const one of line.split('\n')) assert.equal(JSON.parse(one).door, 'send');
  });
}

test('what is no address stays', () => {
  const text = 'https://social.example/@ann/1 at node_modules/@aws-sdk/core, a @ b, x@y';
  assert.equal(JSON.parse(written((log) => log.info('one', { text }))).text, text);
});

test('many ids are told in lines of a hundred, none in none', () => {
  assert.deepEqual(inLines([]), []);
  const portions = inLines(Array.from({ length: 250 }, (_, n) => n));
  assert.deepEqual(
    portions.map(({ length }) => length),
    [100, 100, 50],
  );
  assert.equal(portions.flat().at(-1), 249);
});

const lines = [
  { event: 'feed refreshed', newsletterId: 'n', feedId: 'blog' },
  { event: 'feed refreshed', newsletterId: 'n', feedId: 'blog-two', reason: 'blog' },
  { event: 'items stored', newsletterId: 'n', feedId: 'blog', items: ['k1'] },
  { event: 'items stored', newsletterId: 'n', feedId: 'blog-two', items: ['k1'] },
  { event: 'content made', contentKey: 'c1', items: ['blog/k1'] },
  { event: 'batch frozen', contentKey: 'c1', editionId: 'e1', batchId: 'b1' },
  { level: 'ERROR', event: 'record failed', messageId: 'm' },
  { type: 'platform.report', record: { status: 'timeout' } },
  { type: 'platform.report', record: { status: 'success' } },
  { event: 'late', what: 'polling' },
  { event: 'edition held', editionId: 'e1' },
].map((fields, at) => readLine('digest', at, JSON.stringify(fields)));

const find: FindLines = async ({ terms }) => ({
  lines: lines.filter(({ fields }) => terms.some((one) => JSON.stringify(fields).includes(one))),
  isCut: false,
});

test('an id that is a part of another, or the same key of another feed, is not meant', async () => {
  const trail = await followLog({ kind: 'edition', id: 'e1' }, 0, { find });
  // The same key of another feed is another item, whatever the search of the logs gives.
  const stored = trail.lines.filter(({ fields }) => fields.event === 'items stored');
  assert.deepEqual(
    stored.map(({ fields }) => fields.feedId),
    ['blog'],
  );
  const feed = await followLog({ kind: 'feed', id: 'blog' }, 0, { find });
  assert.equal(feed.lines.filter(({ fields }) => fields.event === 'items stored').length, 1);
});

test('problems are what the alarms count: what failed, what is late, what was held', async () => {
  const { lines: told } = await findTrouble(0, { find });
  assert.deepEqual(
    told.map(({ at }) => at),
    [6, 7, 9, 10],
  );
});

test('what is more than is read is said to be more', async () => {
  const many = Array.from({ length: 600 }, (_, n) =>
    readLine('send', n, JSON.stringify({ event: 'batch', editionId: 'e1', batchId: `b${n}` })),
  );
  const all: FindLines = async () => ({ lines: many, isCut: false });
  assert.equal((await followLog({ kind: 'edition', id: 'e1' }, 0, { find: all })).isCut, true);
  const few: FindLines = async () => ({ lines: many.slice(0, 9), isCut: false });
  assert.equal((await followLog({ kind: 'edition', id: 'e1' }, 0, { find: few })).isCut, false);
});

test('what a message is about is told by its ids, and nothing else of it', () => {
  const body = { editionId: 'e1', batchId: 'b1', address: 'ann@readers.example', other: 1 };
  assert.deepEqual(idsIn(JSON.stringify(body)), { editionId: 'e1', batchId: 'b1' });
  const feeds = [{ newsletterId: 'n', feedId: 'f1' }, 'x'];
  assert.deepEqual(idsIn(JSON.stringify({ feeds })), { feeds: ['f1'] });
  for (const none of ['', 'nonsense', '7', 'null', '[]']) assert.deepEqual(idsIn(none), {});
});

test('a message that fails is found by what it is about', async () => {
  const told: string[] = [];
  const write = (line: string) => void told.push(line);
  const log = createLog('send', { write, now: () => 0, requestId: () => 'r' });
  const body = JSON.stringify({ editionId: 'e1', batchId: 'b1' });
  await handleRecords({ Records: [{ messageId: 'm', body }] }, log, async () => {
    throw new Error('no');
  });
  const failed = told.map((line) => readLine('send', 0, line));
  const seen: FindLines = async () => ({ lines: failed, isCut: false });
  const { lines: trail } = await followLog({ kind: 'edition', id: 'e1' }, 0, { find: seen });
  assert.equal(trail[0]?.fields.event, 'record failed');
});

/** Editions that are held, and stories that were told, through the real digest and send doors. */
import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import { type Edition, editionId } from '../../functions/edition/edition.ts';
import { batchStore } from '../../functions/store/batches.ts';
import { contentStore } from '../../functions/store/contents.ts';
import { editionStore } from '../../functions/store/editions.ts';
import { feedStore } from '../../functions/store/feeds.ts';
import { heldEditions } from '../../functions/store/held-editions.ts';
import type { Subscriber } from '../../functions/subscriber/subscriber.ts';
import type { Cloud } from '../../infra/local/cloud.ts';
import { inboxOf, testCloud } from '../support/cloud.ts';
import { addItems, addReader, feed, item, setUpNewsletter } from '../support/newsletter.ts';

const minuteMs = 60_000;
const dayMs = 24 * 60 * minuteMs;

interface Stage {
  readonly cloud: Cloud;
  readonly readers: readonly Subscriber[];
  readonly seven: number;
  /** What the doors wrote to their logs. */
  readonly lines: readonly string[];
}

/** Two readers, the clock an hour before seven. */
async function stage(t: TestContext): Promise<Stage> {
  const lines: string[] = [];
  const write = (line: string) => void lines.push(line);
  const cloud = await testCloud(t, { settings: { maxSendRate: 500 }, write });
  await setUpNewsletter(cloud.table, { ownerAddress: 'owner@paper.example' });
  const joined = cloud.clock.now();
  const readers = [await addReader(cloud.table, joined), await addReader(cloud.table, joined)];
  const seven = joined - (joined % dayMs) + 2 * dayMs + 7 * 60 * minuteMs;
  await cloud.advance(seven - 60 * minuteMs);
  return { cloud, readers, seven, lines };
}

async function editionAt({ cloud, readers }: Stage, at: number): Promise<Edition> {
  const id = editionId('paper', readers[0]?.segmentId ?? '', at);
  const edition = await editionStore(cloud.table, cloud.clock.now).load(id);
  assert.ok(edition);
  return edition;
}

const mailsOf = async ({ cloud, readers }: Stage) =>
  (await Promise.all(readers.map(({ address }) => inboxOf(cloud, address)))).map(
    (all) => all.length,
  );

/** So many more than in the week before that nobody believes it. */
async function flood({ cloud, seven }: Stage): Promise<void> {
  const at = seven - 20 * minuteMs;
  const few = Array.from({ length: 12 }, (_, n) => item(seven - 3 * dayMs + n, { key: `b${n}` }));
  const many = Array.from({ length: 120 }, (_, n) => item(at + n, { key: `f${n}` }));
  await addItems(cloud.table, ...few, ...many);
  await cloud.advance(seven);
}

test('an edition with an error mails nobody, tells the owner, and goes out when released', async (t) => {
  const scene = await stage(t);
  const { cloud, seven } = scene;
  await flood(scene);
  await cloud.advance(seven + 20 * minuteMs);

  const held = await editionAt(scene, seven);
  assert.equal(held.state, 'held');
  assert.deepEqual(
    held.held?.reasons.map(({ check }) => check),
    ['surge'],
  );
  assert.deepEqual(await mailsOf(scene), [0, 0]);
  const said = scene.lines.filter((line) => line.includes('"event":"edition held"'));
  assert.equal(said.length, 1, 'once, for the alarm to ring once');
  // The feed of the scene is on no server, of which the owner may hear, too.
  const [notice, ...others] = (await inboxOf(cloud, 'owner@paper.example')).filter(({ text }) =>
    text.includes(held.id),
  );
  assert.equal(others.length, 0);
  assert.match(notice?.text ?? '', /many\s+times\s+the\s+usual/);

  const store = heldEditions(cloud.table, cloud.clock.now);
  assert.deepEqual(
    (await store.list()).map(({ id }) => id),
    [held.id],
  );
  assert.equal(await store.release(held), 'decided');
  assert.equal(await store.drop(held), 'changed');
  await cloud.advance(seven + 40 * minuteMs);
  assert.deepEqual(await mailsOf(scene), [1, 1]);
  const done = await editionAt(scene, seven);
  assert.equal(done.state, 'done');
  assert.equal(done.submitted, 2);
  assert.deepEqual(await store.list(), []);
});

test('what a dropped edition held is in the next one', async (t) => {
  const scene = await stage(t);
  const { cloud, seven } = scene;
  await flood(scene);
  const store = heldEditions(cloud.table, cloud.clock.now);
  assert.equal(await store.drop(await editionAt(scene, seven)), 'decided');
  await cloud.advance(seven + 60 * minuteMs);
  assert.deepEqual(await mailsOf(scene), [0, 0]);
  await cloud.advance(seven + dayMs);
  const next = await editionAt(scene, seven + dayMs);
  assert.equal(next.state, 'held');
  await store.release(next);
  await cloud.advance(seven + dayMs + 10 * minuteMs);
  assert.deepEqual(await mailsOf(scene), [1, 1]);
  assert.equal((await editionAt(scene, seven)).state, 'dropped');
});

test('a story of yesterday is not mailed again for a second feed, but to who has just come', async (t) => {
  const scene = await stage(t);
  const { cloud, seven } = scene;
  await feedStore(cloud.table).create(feed({ id: 'feed2', title: 'Feed Two' }), '30#0');
  const link = 'https://paper.example/story';
  await addItems(cloud.table, item(seven - 10 * minuteMs, { key: 'first', link }));
  await cloud.advance(seven + 60 * minuteMs);
  const late = await addReader(cloud.table, cloud.clock.now());
  const at = seven + 2 * 60 * minuteMs;
  await addItems(
    cloud.table,
    item(at, { key: 'second', feedId: 'feed2', link: `${link}/?utm_source=x`, title: 'Once more' }),
    item(at, { key: 'other', feedId: 'feed2' }),
  );
  await cloud.advance(seven + dayMs + 60 * minuteMs);

  const [reader] = scene.readers;
  const [mail] = await inboxOf(cloud, reader?.address ?? '');
  assert.match(mail?.text ?? '', /Story other/);
  assert.doesNotMatch(mail?.text ?? '', /Once more/);
  const [first] = await inboxOf(cloud, late.address);
  assert.match(first?.text ?? '', /Once more/);
  assert.match(first?.text ?? '', /Story other/);

  const { id } = await editionAt(scene, seven + dayMs);
  const contents = contentStore(cloud.table, cloud.clock.now);
  const batches = await batchStore(cloud.table, cloud.clock.now).list(id);
  const kept = await Promise.all(
    [...new Set(batches.map((batch) => batch.contentKey))].map((key) => contents.load(key)),
  );
  assert.deepEqual(
    kept
      .map((content) => content?.excluded.map(({ item: { key }, reason }) => [key, reason]))
      .sort(),
    [[], [['second', 'told-before']]],
  );
});

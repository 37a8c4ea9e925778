import assert from 'node:assert/strict';
import { test } from 'node:test';
import { openSegment } from '../../functions/edition/segment.ts';
import type { Item } from '../../functions/feed/item.ts';
import { batchStore } from '../../functions/store/batches.ts';
import { contentStore } from '../../functions/store/contents.ts';
import { editionStore } from '../../functions/store/editions.ts';
import { itemStore } from '../../functions/store/items.ts';
import { storeNews } from '../../functions/store/new-items.ts';
import { segmentStore } from '../../functions/store/segments.ts';
import { addItems, addReader, atSeven, item, newEdition } from '../support/newsletter.ts';
import { testTable } from '../support/table.ts';

const at = Date.parse('2026-05-01T12:00:00Z');
const hourMs = 3_600_000;

test('items of a period: after its start, up to its end, over midnight, oldest first', async (t) => {
  const table = await testTable(t);
  const midnight = Date.parse('2026-05-02T00:00:00Z');
  const instants = [midnight - 2, midnight - 1, midnight, midnight + 1, midnight + 2];
  await addItems(table, ...instants.map((instant) => item(instant)).reverse());
  const found = await itemStore(table).between('paper', midnight - 2, midnight + 1);
  assert.deepEqual(
    found.map((one) => one.firstSeenAt - midnight),
    [-1, 0, 1],
  );
  assert.equal(found[0]?.feedId, 'feed1');
});

test('an item whose identity is known is not stored again', async (t) => {
  const table = await testTable(t);
  const items = itemStore(table);
  const store = (one: Item, identityKeys: string[]) =>
    storeNews(table, [{ item: one, identityKeys }], () => one.firstSeenAt);
  const feed = { newsletterId: 'paper', feedId: 'feed1' };
  assert.equal(await store(item(at), ['i-1', 'l-1']), 1);
  assert.equal(await store(item(at + 1), ['i-1', 'l-2']), 0);
  await items.markSeen(feed, ['i-9'], at);
  const seen = await items.seen(feed, ['i-1', 'l-1', 'i-2', 'i-9']);
  assert.deepEqual([...seen.keys()].sort(), ['i-1', 'i-9', 'l-1']);
});

test('joining a segment keeps its due instant; planning moves it on; a wake in between stays', async (t) => {
  const segments = segmentStore(await testTable(t));
  const open = (now: number, schedule: Parameters<typeof openSegment>[0]['schedule']) =>
    openSegment(
      { newsletterId: 'paper', schedule, sections: 'all' },
      { join: segments.join, now: () => now },
    );
  const id = await open(at, atSeven);
  assert.equal(await open(at + 48 * hourMs, atSeven), id);
  const due = Date.parse('2026-05-02T07:00:00Z');
  assert.deepEqual(await segments.due(due - 1), []);
  const [segment] = await segments.due(due);
  assert.ok(segment !== undefined);
  assert.equal(segment.dueAt, due);
  await segments.move(segment, due + 24 * hourMs);
  await segments.move(segment, due + 72 * hourMs);
  assert.deepEqual(
    (await segments.due(due + 24 * hourMs)).map((one) => one.dueAt),
    [due + 24 * hourMs],
  );
  await open(at, { cadence: 'instant', zone: 'UTC' });
  await segments.wakeInstant('paper', at + 5_000);
  const [instant] = await segments.due(at + 5_000);
  assert.ok(instant !== undefined);
  await segments.wakeInstant('paper', at + 9_000);
  await segments.move(instant, undefined);
  assert.equal((await segments.due(at + 9_000)).length, 1, 'the later wake is not lost');
});

test('a segment is taken down only when nobody has joined lately', async (t) => {
  const segments = segmentStore(await testTable(t));
  await openSegment(
    { newsletterId: 'paper', schedule: atSeven, sections: 'all' },
    { join: segments.join, now: () => at },
  );
  const [segment] = await segments.list('paper');
  assert.ok(segment !== undefined);
  await segments.close(segment, at);
  assert.equal((await segments.list('paper')).length, 1);
  await segments.close(segment, at + 1);
  assert.equal((await segments.list('paper')).length, 0);
});

test('readers are walked in pages over all key ranges, each once', async (t) => {
  const table = await testTable(t);
  const readers = [];
  for (let n = 0; n < 30; n++) readers.push(await addReader(table, at));
  const editions = editionStore(table, () => at);
  const segmentId = readers[0]?.segmentId ?? '';
  const edition = { segmentId } as Parameters<typeof editions.readers>[0];
  const page = await editions.readers(edition, { shard: 0 });
  assert.equal(page.next, undefined);
  assert.deepEqual(page.readers.map((one) => one.id).sort(), readers.map((one) => one.id).sort());
});

test('a batch is counted once in its edition when added and once when done, whoever repeats it', async (t) => {
  const table = await testTable(t);
  const editions = editionStore(table, () => at);
  const batches = batchStore(table, () => at);
  const edition = newEdition(at);
  await editions.start(edition);
  const batch = { id: 'b1', contentKey: 'k', from: 0, readers: ['r1', 'r2'] };
  for (let n = 0; n < 3; n++) await batches.add(edition, batch);
  await editions.saveProgress(edition, { passedOver: edition.passedOver });
  const kept = await batches.load({ editionId: 'e1', batchId: 'b1' });
  assert.ok(kept !== undefined);
  const submitted = (messageId: string) => ({ kind: 'submitted', messageId, at }) as const;
  const one = { outcomes: { r1: submitted('m1') }, stragglers: [] };
  const two = { outcomes: { r2: submitted('m2') }, stragglers: [] };
  assert.deepEqual(
    await Promise.all([batches.record(kept, one), batches.record(kept, two)]).then((s) => s.sort()),
    ['done', 'open'],
  );
  await batches.record(kept, two);
  const after = await editions.load('e1');
  assert.equal(after?.state, 'done');
  assert.deepEqual(
    [after?.batches, after?.batchesDone, after?.readers, after?.submitted],
    [1, 1, 2, 2],
  );
});

test('two planners of one edition: the second finds the cursor moved', async (t) => {
  const editions = editionStore(await testTable(t), () => at);
  const edition = newEdition(at, { cutoff: at });
  await editions.start(edition);
  const progress = { passedOver: edition.passedOver, next: { shard: 1 } };
  assert.notEqual(await editions.saveProgress(edition, progress), 'changed');
  assert.equal(await editions.saveProgress(edition, progress), 'changed');
});

test('a content comes back as it was put', async (t) => {
  const contents = contentStore(await testTable(t), () => at);
  const content = {
    key: 'k',
    newsletterId: 'paper',
    subject: 'Grüße',
    html: ['<p>', { personal: 'unsubscribe' }, '</p>'],
    text: ['x', { personal: 'unsubscribe' }],
    items: [{ feedId: 'f', key: 'i' }],
    excluded: [],
    findings: [{ level: 'error', check: 'empty' }],
  } as const;
  assert.equal(await contents.findings('k'), undefined);
  await contents.put(content);
  assert.deepEqual(await contents.findings('k'), content.findings);
  assert.deepEqual(await contents.load('k'), content);
});

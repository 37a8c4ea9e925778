/** Content on the real table: what is shared is worked out and rendered once. */
import assert from 'node:assert/strict';
import { hash } from 'node:crypto';
import { test } from 'node:test';
import { brotliDecompressSync } from 'node:zlib';
import { endsOf } from '../../functions/edition/clean/prune.ts';
import { openComposer } from '../../functions/edition/plan/compose.ts';
import { queryRows } from '../../functions/store/client.ts';
import { contentStore } from '../../functions/store/contents.ts';
import { editionMaterial } from '../../functions/store/edition-material.ts';
import { feedStore } from '../../functions/store/feeds.ts';
import { keys } from '../../functions/store/table.ts';
import { addItems, item, setUpNewsletter } from '../support/newsletter.ts';
import { testTable } from '../support/table.ts';

const hourMs = 3_600_000;
const at = Date.UTC(2026, 10, 22, 7);

test('two hundred segments with the same content have it rendered once', async (t) => {
  const table = await testTable(t);
  await setUpNewsletter(table);
  await addItems(table, item(at - hourMs, { key: 'one' }), item(at - 2 * hourMs, { key: 'two' }));
  let renders = 0;
  const material = editionMaterial(table, () => at);
  const compose = openComposer('https://paper.example/', {
    ...material,
    putContent: async (content) => {
      renders += 1;
      await material.putContent(content);
    },
  });
  const found = new Set<string | undefined>();
  for (let segment = 0; segment < 200; segment += 1) {
    const contentFor = await compose({
      newsletterId: 'paper',
      schedule: { cadence: 'daily', hour: 7, zone: segment % 2 ? 'UTC' : 'Europe/London' },
      sections: segment % 4 < 2 ? 'all' : ['news'],
      scheduledAt: at,
      cutoff: at - 5_000,
      from: at - 24 * hourMs - segment,
    });
    found.add((await contentFor())?.key);
  }
  assert.equal(renders, 1);
  assert.equal(found.size, 1);
  const [key = ''] = found;
  const content = await contentStore(table, () => at).load(key);
  assert.deepEqual(
    content?.items.map((ref) => ref.key),
    ['one', 'two'],
  );
});

test('items are read to the instant, whatever the days that they are kept by', async (t) => {
  const table = await testTable(t);
  await setUpNewsletter(table);
  const midnight = Date.UTC(2026, 10, 22);
  const instants = [midnight - 1, midnight, midnight + 1, midnight + hourMs];
  await addItems(table, ...instants.map((instant) => item(instant)));
  const { headings } = editionMaterial(table, () => at);
  const read = async (from: number, to: number) => {
    const found: number[] = [];
    for await (const page of headings('paper', from, to)) {
      found.push(...page.map((one) => one.firstSeenAt));
    }
    return found;
  };
  assert.deepEqual(await read(midnight - 1, midnight + 1), [midnight, midnight + 1]);
  assert.deepEqual(await read(midnight - 2, midnight), [midnight - 1, midnight]);
  assert.deepEqual(await read(midnight - hourMs, midnight - 2), []);
  assert.deepEqual(await read(midnight + 1, midnight + hourMs), [midnight + hourMs]);
});

test('the record of a very large edition stands in rows of its own', async (t) => {
  const table = await testTable(t);
  const ref = (n: number) => ({ feedId: 'feed1', key: hash('sha256', `${n}`, 'hex') });
  const items = Array.from({ length: 9_000 }, (_, n) => ref(n));
  const contents = contentStore(table, () => at);
  const rendered = { subject: 'Large', html: ['Large'], text: ['Large'] };
  await contents.put({
    key: 'large',
    newsletterId: 'paper',
    items,
    excluded: [],
    findings: [],
    ...rendered,
  });
  const rows = await queryRows(table, {
    KeyConditionExpression: 'pk = :pk',
    ExpressionAttributeValues: { ':pk': keys.content('large').pk },
  });
  const recorded = rows.flatMap(({ body }) => {
    return JSON.parse(brotliDecompressSync(body as Uint8Array).toString('utf8')).items;
  });
  assert.equal(rows.length, 5);
  assert.equal(new Set(recorded.map(({ key }) => key)).size, items.length);
  assert.equal((await contents.load('large'))?.subject, 'Large');
});

test('what a feed with one item a day repeats is gone on the first morning after the third', async (t) => {
  const table = await testTable(t);
  await setUpNewsletter(table);
  const desk = '<p>Post for the desk, free of charge: 3 Quay, Port.</p>';
  const story = (day: number) =>
    `<p>Letter ${day} tells of the ${day * 7} boats that came home before the storm did.</p>${desk}`;
  const printed: boolean[] = [];
  for (let day = 1; day <= 4; day += 1) {
    const morning = at + day * 24 * hourMs;
    const content = story(day);
    await addItems(
      table,
      item(morning - hourMs, { key: `day${day}`, title: `Day ${day}`, content }),
    );
    const ends = Array.from({ length: day }, (_, n) => endsOf({ html: story(n + 1) }));
    await feedStore(table).change({ newsletterId: 'paper', feedId: 'feed1' }, { ends });
    const material = editionMaterial(table, () => morning);
    const composed = openComposer('https://paper.example/', material);
    const contentFor = await composed({
      newsletterId: 'paper',
      schedule: { cadence: 'daily', hour: 7, zone: 'UTC' },
      sections: 'all',
      scheduledAt: morning,
      cutoff: morning - 5_000,
      from: morning - 24 * hourMs,
    });
    const key = (await contentFor())?.key ?? '';
    const { html = [] } = (await contentStore(table, () => morning).load(key)) ?? {};
    assert.ok(html.join('').includes(`Letter ${day} tells`));
    printed.push(html.join('').includes('3 Quay, Port.'));
  }
  assert.deepEqual(printed, [true, true, false, false]);
});

/** The forecast at the desk: who is due when, without counting anybody, and nothing is written. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { openSegment } from '../../../functions/edition/segment.ts';
import { editionStore } from '../../../functions/store/editions.ts';
import { feedStore } from '../../../functions/store/feeds.ts';
import { segmentStore } from '../../../functions/store/segments.ts';
import {
  addItems,
  addReaders,
  atSeven,
  feed,
  item,
  newEdition,
  newsletter,
} from '../../support/newsletter.ts';
import { countCalls } from '../../support/table-calls.ts';
import { deskOn, monday } from './stage.ts';

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;
const page = '/desk/n/paper/forecast';

test('names each instant, how many read it and how much there is', async (t) => {
  const { table, signedIn, errors } = await deskOn(t);
  const today = monday - 2 * hourMs;
  await addReaders(table, today - dayMs, 12);
  await feedStore(table).create(feed({ state: 'stopped' }), '30#0');
  await addItems(table, item(monday - hourMs), item(monday - hourMs / 2));
  const segment = { newsletterId: 'paper', schedule: atSeven, sections: 'all' } as const;
  const segmentId = await openSegment(segment, {
    join: segmentStore(table).join,
    now: () => today,
  });
  const was = newEdition(today, { segmentId, state: 'done', readers: 12, submitted: 12 });
  await editionStore(table, () => today).start(was);
  const reader = await signedIn('reader');
  const shown = await (await reader.get(`${page}?days=7`)).text();
  assert.match(shown, /Tuesday, March 3, 2026 at 7:00 AM/);
  assert.match(shown, /Monday, March 9, 2026 at 7:00 AM/);
  assert.doesNotMatch(shown, /March 10/);
  assert.match(shown, />about 0</, 'what is known goes with the first');
  const asked: string[] = [];
  table.client.middlewareStack.add(
    (next, { commandName = '' }) =>
      (args) => {
        asked.push(commandName);
        return next(args);
      },
    { name: 'asked', step: 'initialize' },
  );
  assert.match(await (await reader.get(`${page}?days=14`)).text(), /March 16/);
  table.client.middlewareStack.remove('asked');
  const writing = asked.filter((name) => !/^(?:Get|Query|BatchGet)/.test(name));
  assert.deepEqual(writing, [], 'looking writes nothing');
  assert.deepEqual(errors, []);
});

test('costs at most twenty calls of the table, however many read and feed it', async (t) => {
  const { table, signedIn } = await deskOn(t, [
    newsletter({ sending: { mode: 'approval', lastCallMinutes: 60 } }),
  ]);
  for (let n = 0; n < 30; n++) {
    const approval = { hours: 24, otherwise: 'drop' } as const;
    const own = { id: `f${n}`, url: `https://feeds.example/${n}`, approval };
    await feedStore(table).create(feed(own), '30#0');
  }
  for (let hour = 0; hour < 24; hour++) {
    for (const zone of ['UTC', 'Asia/Tokyo', 'America/New_York', 'Europe/Lisbon']) {
      const choice = { newsletterId: 'paper', sections: 'all' } as const;
      const schedule = { cadence: 'daily', hour, zone } as const;
      await openSegment(
        { ...choice, schedule },
        { join: segmentStore(table).join, now: () => monday },
      );
    }
  }
  const owner = await signedIn('owner');
  const calls = await countCalls(table, async () => {
    const answer = await owner.get(`${page}?days=28`);
    const text = await answer.text();
    assert.equal(answer.status, 200);
    assert.match(text, /None goes without your word/);
    assert.match(text, /those due first are counted/);
    assert.match(text, /Only the first 150 are shown/);
    assert.equal(text.split('<tr>').length - 2, 150);
    assert.match(text, /what waits there is not counted/);
    assert.ok(Buffer.byteLength(text) < 150_000, String(Buffer.byteLength(text)));
  });
  assert.ok(calls <= 20, `${calls} calls`);
});

test('of a closed newsletter nothing is to come', async (t) => {
  const { signedIn } = await deskOn(t, [newsletter({ closedAt: monday })]);
  const owner = await signedIn('owner');
  assert.match(await (await owner.get(page)).text(), /Nothing is due until then/);
});

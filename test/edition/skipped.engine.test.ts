/** What the owner skips: with its story, and not out of what is planned already. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { openComposer } from '../../functions/edition/plan/compose.ts';
import { findItems, takeOut } from '../../functions/feed/gate/desk.ts';
import { contentStore } from '../../functions/store/contents.ts';
import { deskBook } from '../../functions/store/desk-book.ts';
import { editionMaterial } from '../../functions/store/edition-material.ts';
import { feedStore } from '../../functions/store/feeds.ts';
import { newsletterStore } from '../../functions/store/newsletters.ts';
import { addItems, feed, item, newsletter } from '../support/newsletter.ts';
import { testTable } from '../support/table.ts';

const hourMs = 3_600_000;
const at = Date.UTC(2026, 10, 22, 7);

test('a story that is skipped stays out with its like in another feed; what is planned is as it was', async (t) => {
  const table = await testTable(t);
  const now = () => at;
  const paper = newsletter();
  await newsletterStore(table).save(paper);
  for (const id of ['feed1', 'feed2']) {
    await feedStore(table).create(feed({ id, title: id, state: 'stopped' }), '30#0');
  }
  const link = 'https://wire.example/flood';
  await addItems(
    table,
    item(at - 3 * hourMs, { key: 'flood-one', title: 'The flood', link }),
    item(at - 2 * hourMs, { key: 'flood-two', title: 'The flood', feedId: 'feed2', link }),
    item(at - hourMs, { key: 'tide', title: 'The tide', feedId: 'feed2' }),
  );
  const compose = async () => {
    const contentFor = await openComposer(
      'https://paper.example/',
      editionMaterial(table, now),
    )({
      newsletterId: paper.id,
      schedule: paper.defaultSchedule,
      sections: 'all',
      scheduledAt: at,
      cutoff: at - 5_000,
      from: at - 24 * hourMs,
      marks: [],
    });
    return (await contentFor())?.key ?? '';
  };
  const textOf = async (key: string) =>
    JSON.stringify((await contentStore(table, now).load(key))?.text);
  const planned = await compose();
  assert.match(await textOf(planned), /The flood/);
  const desk = deskBook({ table, prompt: table, now });
  const [standing] = await findItems(
    { newsletterId: paper.id, name: 'flood-one', since: at - 24 * hourMs },
    desk,
  );
  assert.ok(standing);
  assert.equal(await takeOut({ standing, rule: 'skipped', reason: 'No.' }, desk), 'done');
  const next = await compose();
  assert.notEqual(next, planned);
  assert.match(await textOf(next), /The tide/);
  assert.doesNotMatch(await textOf(next), /The flood/);
  assert.match(await textOf(planned), /The flood/, 'what is planned goes out as it is');
});

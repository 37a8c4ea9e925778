/** An edition from the morning's mail to the archive, for a reader whose hour is another. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { archiveStore } from '../../functions/store/archive.ts';
import { inboxOf } from '../support/cloud.ts';
import { addItems, addReader, item, setUpNewsletter } from '../support/newsletter.ts';
import { testCloudAsShipped } from '../support/shipped.ts';

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;

test('what is mailed can be read in a browser, and is in the archive and its feed', async (t) => {
  const cloud = await testCloudAsShipped(t);
  await setUpNewsletter(cloud.table);
  const joined = cloud.clock.now();
  const noon = { cadence: 'daily', hour: 12, zone: 'UTC' } as const;
  const { address } = await addReader(cloud.table, joined, { schedule: noon });
  const midnight = joined - (joined % dayMs) + dayMs;
  await cloud.advance(midnight + 6 * hourMs);
  await addItems(
    cloud.table,
    item(midnight + 5 * hourMs, { key: 'dawn', title: 'News at dawn' }),
    item(midnight + 9 * hourMs, { key: 'late', title: 'News after seven' }),
  );
  await cloud.advance(midnight + 12 * hourMs);

  const [mail] = await inboxOf(cloud, address);
  assert.ok(mail);
  const link = /https?:\/\/\S+\/n\/paper\/e\/[0-9a-f]{32}/.exec(mail.text)?.[0] ?? '';
  assert.ok(mail.html.includes(`href="${link}"`));
  const read = await fetch(link);
  assert.equal(read.status, 200);
  assert.match(await read.text(), /News after seven/);

  // The archive keeps to the newsletter's own hour, whoever was mailed.
  const listed = await archiveStore(cloud.table).list('paper', { limit: 9 });
  assert.deepEqual(
    listed.map(({ at, stories }) => [at, stories.map(({ title }) => title)]),
    [[midnight + 7 * hourMs, ['News at dawn']]],
  );
  const archive = await (await fetch(`${cloud.origin}/n/paper/archive`)).text();
  assert.match(archive, /<bdi>News at dawn<\/bdi>/);
  const feed = await fetch(`${cloud.origin}/n/paper/editions.atom`);
  assert.match(await feed.text(), /<title>News at dawn · [^<]+<\/title>/);
});

test('a newsletter that nobody reads yet has an archive to show', async (t) => {
  const cloud = await testCloudAsShipped(t);
  await setUpNewsletter(cloud.table);
  const began = cloud.clock.now();
  const midnight = began - (began % dayMs) + dayMs;
  const listed = () => archiveStore(cloud.table).list('paper', { limit: 9 });

  await cloud.advance(midnight + 7 * hourMs);
  assert.deepEqual(await listed(), []);
  await addItems(cloud.table, item(midnight + 9 * hourMs, { title: 'After a quiet morning' }));
  await cloud.advance(midnight + dayMs + 7 * hourMs);
  const [edition] = await listed();
  assert.equal(edition?.at, midnight + dayMs + 7 * hourMs);
  assert.equal(edition?.stories[0]?.title, 'After a quiet morning');
});

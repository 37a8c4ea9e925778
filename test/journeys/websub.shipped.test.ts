/** News by way of a hub: from its ping to the mail of an instant reader. */
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { feedStore } from '../../functions/store/feeds.ts';
import { openQueue } from '../../functions/store/queue.ts';
import { inboxOf } from '../support/cloud.ts';
import { testPublisher } from '../support/hub.ts';
import { addReader, feed, setUpNewsletter } from '../support/newsletter.ts';
import { testCloudAsShipped } from '../support/shipped.ts';

const address = 'now@readers.example';
const host = 'swift.example';
const key = { newsletterId: 'paper', feedId: 'swift' };

test('a ping becomes a mail with no schedule in between', async (t) => {
  const publisher = await testPublisher(t, host);
  const cloud = await testCloudAsShipped(t, { hosts: { [`${host}:80`]: publisher.port } });
  await setUpNewsletter(cloud.table);
  const feeds = feedStore(cloud.table);
  await feeds.create(feed({ id: key.feedId, url: publisher.feedUrl, started: false }), '30#1');
  await addReader(cloud.table, cloud.clock.now(), {
    address,
    schedule: { cadence: 'instant', zone: 'UTC' },
  });

  const spread = { lanes: 1, randomId: randomUUID };
  const fetches = openQueue(cloud.queues.client, cloud.env.FETCH_QUEUE_URL ?? '', spread);
  await fetches.send([{ feeds: [key] }]);
  await until(() => publisher.verified.length > 0);
  assert.deepEqual(publisher.verified, ['subscribe agreed']);

  publisher.publish('It has just happened');
  assert.equal(await publisher.ping('a guess'), 202);
  await cloud.atRest();
  assert.equal(publisher.requests(), 1, 'A forged ping made us fetch.');

  const pingedAt = performance.now();
  assert.equal(await publisher.ping(), 202);
  await until(async () => (await inboxOf(cloud, address)).length > 0);
  const tookMs = performance.now() - pingedAt;
  t.diagnostic(`from ping to mail: ${(tookMs / 1000).toFixed(1)} s`);
  const [mail] = await inboxOf(cloud, address);
  assert.match(mail?.text ?? '', /It has just happened/);
  assert.doesNotMatch(mail?.text ?? '', /The first story/);

  await feeds.remove(key, cloud.clock.now());
  await cloud.fire('poll', cloud.clock.now());
  await until(() => publisher.verified.length > 1);
  assert.deepEqual(publisher.verified, ['subscribe agreed', 'unsubscribe agreed']);
  assert.equal(await publisher.ping(), 410);
  assert.equal(publisher.requests(), 2);
  // The agreement is forgotten once nobody may call any more.
  await cloud.advance(cloud.clock.now() + 2 * 24 * 3_600_000);
});

test('a ping right after another is answered by the next poll, one much later at once', async (t) => {
  const publisher = await testPublisher(t, host);
  const hosts = { [`${host}:80`]: publisher.port };
  const cloud = await testCloudAsShipped(t, { hosts });
  await setUpNewsletter(cloud.table);
  await feedStore(cloud.table).create(
    feed({ id: key.feedId, url: publisher.feedUrl, started: false }),
    // Polled by itself a quarter of an hour from now, when this is over.
    `30#${(Math.floor(cloud.clock.now() / (5 * 60_000)) + 3) % 6}`,
  );
  await cloud.fire('poll', cloud.clock.now());
  const spread = { lanes: 1, randomId: randomUUID };
  const fetches = openQueue(cloud.queues.client, cloud.env.FETCH_QUEUE_URL ?? '', spread);
  await fetches.send([{ feeds: [key] }]);
  await until(() => publisher.verified.length > 0);
  const fetched = async () => {
    await cloud.atRest();
    return publisher.requests();
  };
  const before = await fetched();
  for (let pings = 0; pings < 3; pings += 1) {
    // At once three would be more than the site takes in a new account.
    cloud.clock.moveBy(500);
    assert.equal(await publisher.ping(), 202);
  }
  assert.equal(await fetched(), before + 1);

  cloud.clock.moveBy(11_000);
  await cloud.fire('poll', cloud.clock.now());
  const polled = await fetched();
  assert.equal(polled, before + 2);
  await cloud.fire('poll', cloud.clock.now() + 1_000);
  assert.equal(await fetched(), polled, 'The ping has been answered.');

  assert.equal(await publisher.ping(), 202);
  assert.equal(await fetched(), polled + 1);
});

async function until(isSo: () => boolean | Promise<boolean>): Promise<void> {
  for (let tries = 0; tries < 400; tries += 1) {
    if (await isSo()) return;
    await sleep(50);
  }
  assert.fail('It did not come about.');
}

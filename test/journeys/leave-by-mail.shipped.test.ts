/**
 * A reader whose mail program knows no one-click leaves by mail, where the owner has switched it on;
 * a year later only a hash of them is left.
 */
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { type IncomingMessage, request } from 'node:http';
import { text } from 'node:stream/consumers';
import { test } from 'node:test';
import { UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { leftKeptMs } from '../../functions/config/retention.ts';
import { getRow } from '../../functions/store/client.ts';
import { findMany } from '../../functions/store/imports.ts';
import { mailsOf } from '../../functions/store/mails-of-reader.ts';
import { newsletterStore } from '../../functions/store/newsletters.ts';
import { subscriberStore } from '../../functions/store/subscribers.ts';
import { keys } from '../../functions/store/table.ts';
import { headerOf, inboxOf } from '../support/cloud.ts';
import { addItems, addReader, item, newsletter, setUpNewsletter } from '../support/newsletter.ts';
import { testCloudAsShipped } from '../support/shipped.ts';

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;

test('mail to the address that an edition names ends the subscription', async (t) => {
  const cloud = await testCloudAsShipped(t, { context: { inboundDomain: 'in.paper.example' } });
  const { table, clock, origin } = cloud;
  await setUpNewsletter(table, { letters: ['goodbye'] });
  const dawn = Math.ceil(clock.now() / dayMs) * dayMs + 3 * hourMs;
  await cloud.advance(dawn);
  const reader = await addReader(table, dawn - hourMs);
  await addItems(table, item(dawn + 1));
  await cloud.advance(dawn + 5 * hourMs);
  const [edition] = await inboxOf(cloud, reader.address);
  assert.ok(edition);
  const known = await mailsOf(table, reader, clock.now);
  assert.equal(known.isComplete, true);
  assert.equal(known.mails.length, 1, 'The file of the reader tells the mail.');
  assert.ok(known.mails[0]?.messageId);
  const offer = headerOf(edition, 'List-Unsubscribe') ?? '';
  assert.match(offer, /^<https?:[^>]+>, <mailto:[^>]+>$/, 'The link comes first.');
  const address = /<mailto:(unsubscribe\+[\w.-]+@in\.paper\.example)\?/.exec(offer)?.[1] ?? '';
  assert.ok(address, offer);
  const mail = (to: string[]) =>
    fetch(`${origin}/_inbox/api/received`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ from: reader.address, to, subject: 'whatever' }),
    });
  const current = async () => subscriberStore(table, clock.now).load(reader.id);

  assert.equal((await mail(['unsubscribe@elsewhere.example'])).status, 404);
  assert.equal((await mail(['unsubscribe+k1.forged@in.paper.example'])).status, 202);
  await cloud.atRest();
  assert.equal((await current())?.state, 'confirmed');

  assert.equal((await mail([address])).status, 202);
  await cloud.atRest();
  const left = await current();
  assert.equal(left?.state, 'unsubscribed');
  assert.equal(left?.consent.withdrawnBy, 'mail');
  await cloud.advance(clock.now() + hourMs);
  const [latest] = await inboxOf(cloud, reader.address);
  assert.match(latest?.subject ?? '', /You have left/, 'The owner wanted a goodbye to be said.');

  await addItems(table, item(clock.now()));
  await cloud.advance(clock.now() + dayMs);
  assert.equal((await inboxOf(cloud, reader.address)).length, 2, 'No further edition.');

  clock.moveBy(leftKeptMs + dayMs);
  await cloud.fire('sweep', clock.now());
  assert.equal(await current(), undefined, 'Their time is over.');
  const asked = [{ addressKey: reader.addressKey, hashes: [] }];
  const [found] = await findMany(table, 'paper', asked, clock.now());
  assert.equal(found?.erased, true, 'An import knows them all the same.');
});

test('a reader whose row is damaged leaves all the same: by page, by one click and by mail', async (t) => {
  const cloud = await testCloudAsShipped(t, { context: { inboundDomain: 'in.paper.example' } });
  const { table, clock, origin } = cloud;
  await setUpNewsletter(table);
  const dawn = Math.ceil(clock.now() / dayMs) * dayMs + 3 * hourMs;
  await cloud.advance(dawn);
  const names = ['page', 'click', 'mail'];
  const readers = await Promise.all(
    names.map((name) => addReader(table, dawn - hourMs, { address: `${name}@readers.example` })),
  );
  await addItems(table, item(dawn + 1));
  await cloud.advance(dawn + 5 * hourMs);
  const ways = new Map<string, { link: string; address: string }>();
  for (const { id, address: to } of readers) {
    const [edition] = await inboxOf(cloud, to);
    assert.ok(edition);
    const offer = headerOf(edition, 'List-Unsubscribe') ?? '';
    const [, path = '', address = ''] =
      /^<https?:\/\/[^/]+(\/[^>]+)>, <mailto:([^?]+)\?/.exec(offer) ?? [];
    ways.set(id, { link: `${origin}${path}`, address });
    await table.client.send(
      new UpdateCommand({
        TableName: table.name,
        Key: keys.subscriber(id),
        UpdateExpression: 'SET receivedThrough = :broken, consent = :broken',
        ExpressionAttributeValues: { ':broken': 'x' },
      }),
    );
  }
  const [byPage, byClick, byMail] = readers.map(({ id }) => ways.get(id) ?? assert.fail());
  const page = await fetch(byPage?.link ?? '');
  assert.equal(page.status, 200);
  assert.match(await page.text(), /<button[^>]*>Unsubscribe<\/button>/);
  const body = new URLSearchParams({ 'List-Unsubscribe': 'One-Click' });
  assert.match(await press(byPage?.link ?? '', body), /You are unsubscribed/);
  const clicked = await fetch(byClick?.link ?? '', { method: 'POST', body });
  assert.equal(clicked.status, 200);
  assert.match(await clicked.text(), /You are unsubscribed/);
  await fetch(`${origin}/_inbox/api/received`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ from: 'mail@readers.example', to: [byMail?.address], subject: 'x' }),
  });
  await cloud.atRest();
  for (const { id } of readers) {
    const row = await getRow(table, keys.subscriber(id));
    assert.deepEqual([row?.state, row?.segmentShard], ['unsubscribed', undefined]);
  }
});

test('whoever leaves everything leaves the newsletter whose row of theirs is damaged, too', async (t) => {
  const cloud = await testCloudAsShipped(t);
  const { table, clock, origin } = cloud;
  await setUpNewsletter(table);
  await newsletterStore(table).save(newsletter({ id: 'evening', name: 'The Evening Paper' }));
  const dawn = Math.ceil(clock.now() / dayMs) * dayMs + 3 * hourMs;
  await cloud.advance(dawn);
  const address = 'both@readers.example';
  const reader = await addReader(table, dawn - hourMs, { address });
  const damaged = await addReader(table, dawn - hourMs, { address, newsletterId: 'evening' });
  await addItems(table, item(dawn + 1));
  await cloud.advance(dawn + 5 * hourMs);
  const [edition] = await inboxOf(cloud, address);
  assert.ok(edition);
  const offer = headerOf(edition, 'List-Unsubscribe') ?? '';
  const [, path = ''] = /^<https?:\/\/[^/]+(\/[^>]+)>/.exec(offer) ?? [];
  await table.client.send(
    new UpdateCommand({
      TableName: table.name,
      Key: keys.subscriber(damaged.id),
      UpdateExpression: 'SET receivedThrough = :broken',
      ExpressionAttributeValues: { ':broken': 'x' },
    }),
  );
  const left = await press(`${origin}${path}`, new URLSearchParams({ intent: 'all' }));
  assert.match(left, /none of the newsletters of this site/);
  for (const { id } of [reader, damaged]) {
    assert.equal((await getRow(table, keys.subscriber(id)))?.state, 'unsubscribed');
  }
});

/** What a browser is shown whose reader presses a button of our own page; `fetch` is never one. */
async function press(url: string, fields: URLSearchParams): Promise<string> {
  const asked = request(url, {
    method: 'POST',
    headers: {
      'sec-fetch-mode': 'navigate',
      'content-type': 'application/x-www-form-urlencoded',
    },
  });
  asked.end(fields.toString());
  const [answer] = (await once(asked, 'response')) as [IncomingMessage];
  assert.equal(answer.statusCode, 200);
  return text(answer);
}

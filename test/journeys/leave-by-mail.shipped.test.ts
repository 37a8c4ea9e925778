/**
 * A reader whose mail program knows no one-click leaves by mail, where the owner has switched it on;
 * a year later only a hash of them is left.
 */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { leftKeptMs } from '../../functions/config/retention.ts';
import { findMany } from '../../functions/store/imports.ts';
import { mailsOf } from '../../functions/store/mails-of-reader.ts';
import { subscriberStore } from '../../functions/store/subscribers.ts';
import { headerOf, inboxOf } from '../support/cloud.ts';
import { addItems, addReader, item, setUpNewsletter } from '../support/newsletter.ts';
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

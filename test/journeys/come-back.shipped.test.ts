/**
 * A reader whose mail came back asks to come back by the form: SES has them on the list of the
 * account, and would swallow every mail to them.
 */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { subscriberStore } from '../../functions/store/subscribers.ts';
import { suppressAddress } from '../../functions/store/suppressions.ts';
import type { Cloud } from '../../infra/local/cloud.ts';
import { inboxOf } from '../support/cloud.ts';
import { addItems, addReader, item, setUpNewsletter } from '../support/newsletter.ts';
import { editionsOf, linkIn, sendForm } from '../support/reader.ts';
import { testCloudAsShipped } from '../support/shipped.ts';

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;

async function onSesList({ origin }: Cloud): Promise<string[]> {
  const answer = await fetch(`${origin}/_inbox/api/suppressed`);
  const { addresses } = (await answer.json()) as { addresses: { address: string }[] };
  return addresses.map(({ address }) => address);
}

async function subscribe(cloud: Cloud, address: string): Promise<string> {
  const fields = new URLSearchParams({ address, cadence: 'daily', hour: '7', zone: 'UTC' });
  const text = await sendForm(`${cloud.origin}/n/paper/subscribe`, fields, (ms) =>
    cloud.clock.moveBy(ms),
  );
  await cloud.atRest();
  return text.replaceAll(address, 'ADDRESS');
}

test('who bounced comes back by a confirmation, and gets what is new from then on', async (t) => {
  const cloud = await testCloudAsShipped(t);
  const { table, clock } = cloud;
  await setUpNewsletter(table);
  const dawn = Math.ceil(clock.now() / dayMs) * dayMs + 3 * hourMs;
  await cloud.advance(dawn);
  const reader = await addReader(table, dawn - hourMs);
  const { address, addressKey } = reader;
  const current = async () => subscriberStore(table, clock.now).load(reader.id);

  cloud.ses.faults.add({ kind: 'fate', fate: 'bounced', recipient: address, times: 1 });
  await addItems(table, item(dawn + 1));
  await cloud.advance(dawn + 5 * hourMs);
  assert.equal((await current())?.suppressed, true);
  assert.deepEqual(await onSesList(cloud), [address]);
  const before = (await inboxOf(cloud, address)).length;

  const said = await subscribe(cloud, address);
  assert.equal(said, await subscribe(cloud, 'nobody@readers.example'), 'It tells who is known.');
  const [confirmation, ...others] = await inboxOf(cloud, address);
  assert.equal(others.length, before, 'One mail asks whether it arrives.');
  assert.ok(confirmation);
  assert.deepEqual(await onSesList(cloud), []);
  await addItems(table, item(clock.now()));
  await cloud.advance(clock.now() + dayMs);
  assert.equal((await inboxOf(cloud, address)).length, before + 1, 'Nothing else goes there yet.');
  await subscribe(cloud, address);
  assert.equal((await inboxOf(cloud, address)).length, before + 1, 'Once in 30 days.');

  const link = linkIn(confirmation.text, 'confirm');
  assert.equal((await fetch(link)).status, 200);
  assert.equal((await current())?.suppressed, true, 'Looking changes nothing.');
  const pressed = await fetch(link, { method: 'POST' });
  assert.match(await pressed.text(), /You are subscribed/);
  assert.equal((await current())?.suppressed, false);
  const { suppressed } = await subscriberStore(table, clock.now).findByAddress('paper', addressKey);
  assert.equal(suppressed, false);
  const editions = (await editionsOf(cloud, address)).length;
  await addItems(table, item(clock.now()));
  await cloud.advance(clock.now() + dayMs);
  assert.equal((await editionsOf(cloud, address)).length, editions + 1, 'It arrives again.');
});

test('who asked to move before the old mailbox gave mail back is mailed at the new one, and misses nothing', async (t) => {
  const cloud = await testCloudAsShipped(t);
  const { table, clock } = cloud;
  await setUpNewsletter(table);
  const dawn = Math.ceil(clock.now() / dayMs) * dayMs + 3 * hourMs;
  await cloud.advance(dawn);
  const reader = await addReader(table, dawn - hourMs);
  const [from, to] = [reader.address, 'moved@readers.example'];
  await sendForm(`${cloud.origin}/n/paper/link`, new URLSearchParams({ address: from }), (ms) =>
    clock.moveBy(ms),
  );
  await cloud.atRest();
  const [own] = await inboxOf(cloud, from);
  const preferences = linkIn(own?.text ?? '', 'preferences');
  const asked = await fetch(preferences, {
    method: 'POST',
    body: new URLSearchParams({ intent: 'address', newAddress: to }),
  });
  assert.match(await asked.text(), /a mail goes there/);
  await cloud.atRest();
  const link = linkIn((await inboxOf(cloud, to))[0]?.text ?? '', 'address');

  cloud.ses.faults.add({ kind: 'fate', fate: 'bounced', recipient: from, times: 1 });
  await addItems(table, item(dawn + 1, { key: 'one', title: 'The first story' }));
  await cloud.advance(dawn + 5 * hourMs);
  const current = async () => subscriberStore(table, clock.now).load(reader.id);
  assert.equal((await current())?.suppressed, true);
  await addItems(table, item(clock.now(), { key: 'two', title: 'The second story' }));
  await cloud.advance(dawn + 27 * hourMs);
  assert.deepEqual(await editionsOf(cloud, to), []);

  const pressed = await fetch(link, { method: 'POST' });
  assert.match(await pressed.text(), /Your address is changed/);
  assert.equal((await current())?.suppressed, false);
  await cloud.advance(dawn + 29 * hourMs);
  const editions = await editionsOf(cloud, to);
  assert.equal(editions.length, 1);
  assert.match(editions[0]?.text ?? '', /The second story/, 'It was due while nothing was mailed.');
});

test('what the owner has suppressed stays so, and the form does not tell', async (t) => {
  const cloud = await testCloudAsShipped(t);
  await setUpNewsletter(cloud.table);
  const address = 'kept-out@readers.example';
  await suppressAddress(cloud.table, address, 'bounce', cloud.clock.now());
  await suppressAddress(cloud.table, address, 'owner', cloud.clock.now());
  const said = await subscribe(cloud, address);
  assert.equal(said, await subscribe(cloud, 'nobody@readers.example'));
  await cloud.advance(cloud.clock.now() + hourMs);
  assert.deepEqual(await inboxOf(cloud, address), []);
});

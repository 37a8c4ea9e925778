/** What goes wrong on the way, and is mended or taken note of without anybody's doing. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { batchStore } from '../../functions/store/batches.ts';
import { editionStore } from '../../functions/store/editions.ts';
import { heldEditions } from '../../functions/store/held-editions.ts';
import { subscriberStore } from '../../functions/store/subscribers.ts';
import { newPending } from '../../functions/subscriber/moves.ts';
import { inboxOf } from '../support/cloud.ts';
import {
  addItems,
  addReader,
  atSeven,
  item,
  newEdition,
  setUpNewsletter,
} from '../support/newsletter.ts';
import { editionsOf, linkIn } from '../support/reader.ts';
import { testCloudAsShipped } from '../support/shipped.ts';

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;
const dayMs = 24 * hourMs;

test('an address that bounces gets one mail and no more, and so does who erases themselves', async (t) => {
  const cloud = await testCloudAsShipped(t);
  const { table, clock } = cloud;
  await setUpNewsletter(table);
  const seven = clock.now() - (clock.now() % dayMs) + dayMs + 7 * hourMs;
  const gone = 'bounce@simulator.amazonses.com';
  const shy = 'shy@readers.example';
  for (const address of [gone, shy]) await addReader(table, clock.now(), { address });
  await cloud.advance(seven - hourMs);
  await addItems(table, item(seven - 30 * minuteMs, { key: 'first' }));
  await cloud.advance(seven + minuteMs);
  const [edition] = await editionsOf(cloud, shy);
  assert.ok(edition, 'The first edition has come.');
  assert.equal((await editionsOf(cloud, gone)).length, 1);

  const post = (link: string, fields: Record<string, string>) =>
    fetch(link, {
      method: 'POST',
      body: new URLSearchParams(fields),
      headers: { origin: cloud.origin },
    });
  await post(linkIn(edition.text, 'preferences'), { intent: 'own' });
  await cloud.atRest();
  const letter = (await inboxOf(cloud, shy)).find(({ subject }) => subject.startsWith('Your link'));
  const fresh = linkIn(letter?.text ?? '', 'preferences');
  const answer = await post(fresh, { intent: 'erase', sure: 'yes' });
  assert.match(await answer.text(), /erased/);
  await cloud.advance(seven + dayMs - hourMs);
  await addItems(table, item(seven + dayMs - 30 * minuteMs, { key: 'second' }));
  await cloud.advance(seven + dayMs + minuteMs);
  for (const address of [gone, shy]) assert.equal((await editionsOf(cloud, address)).length, 1);
});

test('a confirmation and a batch that never reached their queues are found by sweep', async (t) => {
  const cloud = await testCloudAsShipped(t);
  const { table, clock } = cloud;
  await setUpNewsletter(table);
  const address = 'dora@readers.example';
  const pending = newPending(
    { id: 'dora', newsletterId: 'paper', address, addressKey: address },
    { schedule: atSeven, sections: 'all', from: '192.0.2.1', wordsVersion: '1', at: clock.now() },
    'lost-confirmation',
  );
  await subscriberStore(table, clock.now).create(pending);
  const edition = newEdition(clock.now());
  await editionStore(table, clock.now).start(edition);
  const batches = batchStore(table, clock.now);
  await batches.add(edition, { id: 'b1', contentKey: 'gone', from: 0, readers: ['r1'] });
  const due = () => batches.due(clock.now() + minuteMs, 10);
  assert.equal((await due()).length, 1);
  await cloud.advance(clock.now() + hourMs);
  assert.equal((await inboxOf(cloud, address)).length, 1);
  // Its content is gone, so it cannot be mailed; that it was tried is what counts here.
  const tried = cloud.rights.asked().filter(({ who, action, resource }) => {
    return `${who} ${action}` === 'Doors/sweep/Role sqs:SendMessage' && /SendQueue/.test(resource);
  });
  assert.equal(tried.length, 1);
});

test('who verified the address of the sender by itself, too, mails as before', async (t) => {
  const cloud = await testCloudAsShipped(t);
  const { table, clock, ses } = cloud;
  ses.account.change({ identities: ['paper.example', 'news@paper.example'] });
  await setUpNewsletter(table);
  const seven = clock.now() - (clock.now() % dayMs) + dayMs + 7 * hourMs;
  const address = 'eva@readers.example';
  await addReader(table, clock.now(), { address });
  await addItems(table, item(seven - 30 * minuteMs));
  await cloud.advance(seven + minuteMs);
  assert.equal((await editionsOf(cloud, address)).length, 1);
});

test('an edition that is held while its batches wait mails nobody until it is released', async (t) => {
  const cloud = await testCloudAsShipped(t, { settings: { maxSendRate: 500, max24HourSend: 0 } });
  const { table, clock, ses } = cloud;
  await setUpNewsletter(table);
  const seven = clock.now() - (clock.now() % dayMs) + dayMs + 7 * hourMs;
  const addresses = ['finn@readers.example', 'gil@readers.example'];
  for (const address of addresses) await addReader(table, clock.now(), { address });
  await addItems(table, item(seven - 30 * minuteMs));
  await cloud.advance(seven + minuteMs);
  const editions = editionStore(table, clock.now);
  const [waiting] = await editions.due(seven + dayMs);
  assert.equal(waiting?.state, 'sending', 'The quota is used up.');

  const owner = heldEditions(table, clock.now);
  await owner.hold(waiting, [{ level: 'error', check: 'stoppedByOwner' }]);
  ses.account.change({ max24HourSend: 1_000 });
  await cloud.advance(seven + 2 * hourMs);
  assert.equal(ses.mailbox.all().length, 0);
  const laidAside = cloud.rights.asked().filter(({ who, action }) => {
    return `${who} ${action}` === 'Doors/send/Role dynamodb:ConditionCheckItem';
  });
  assert.ok(laidAside.length > 0, 'The batch has left the index of what is due.');

  const held = await editions.load(waiting.id);
  assert.ok(held);
  await owner.release(held);
  await cloud.advance(seven + 4 * hourMs);
  for (const address of addresses) assert.equal((await editionsOf(cloud, address)).length, 1);
});

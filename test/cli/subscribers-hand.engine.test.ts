import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { readSigningKeys } from '../../functions/config/signing-secret.ts';
import { subscriberStore } from '../../functions/store/subscribers.ts';
import { suppressAddress } from '../../functions/store/suppressions.ts';
import { signLink, unsubscribeUrl } from '../../functions/subscriber/links.ts';
import { type Owner, startOwner } from './owner.ts';
import { addReader } from './reader.ts';

const newsletterId = 'harbour-post';
const schedule = { cadence: 'daily', hour: 7, zone: 'Asia/Tokyo' } as const;

let owner: Owner;
before(async () => {
  owner = await startOwner();
});
after(() => owner.stop());

const hand = (...args: string[]) => owner.paperboy('subscribers', ...args);
const trace = async (who: string) => (await owner.paperboy('readers', 'trace', who)).out;
const found = async (address: string) =>
  subscriberStore(owner.cloud.table, owner.cloud.clock.now).findByAddress(newsletterId, address);
const add = (address: string, changes = {}) =>
  addReader(owner.cloud, { address, newsletterId, schedule }, changes);

test('one reader is added with proof, once, and the trace tells who did it and why', async () => {
  const args = ['add', 'Ann@x.example', '--proof', 'her card of 3 May', '--reason', 'she asked me'];
  assert.match((await hand(...args)).out, /Ann@x\.example reads it from now on\./);
  assert.match((await hand(...args)).out, /reads .* already/);
  const told = await trace('ann@x.example');
  assert.match(told, /imported from the owner; proof: her card of 3 May/);
  assert.match(told, /the owner added this reader: she asked me/);
  assert.equal(told.match(/the owner added/g)?.length, 1);
});

test('without proof one reader is asked by mail, and reads nothing before', async () => {
  assert.match((await hand('add', 'bob@x.example')).out, /is asked to confirm by mail/);
  const { subscriber } = await found('bob@x.example');
  assert.equal(subscriber?.state, 'pending');
  assert.equal(subscriber.confirmation?.state, 'queued');
});

test('who has left is not added, whatever the proof', async () => {
  await add('left@x.example', { state: 'unsubscribed', segmentId: 'none' });
  const said = await hand('add', 'left@x.example', '--proof', 'a letter');
  assert.equal(said.exitCode, 1);
  assert.match(said.err, /Has left here; only the reader can come back/);
});

test('a reader is unsubscribed by address or by the link of a mail, once', async () => {
  const { cloud } = owner;
  await add('cat@x.example');
  const dan = await add('dan@x.example');
  const said = await hand('unsubscribe', 'cat@x.example', '--reason', 'by telephone');
  assert.match(said.out, /cat@x\.example is unsubscribed from/);
  assert.match((await hand('unsubscribe', 'cat@x.example')).out, /had left already/);
  assert.match(await trace('cat@x.example'), /the owner unsubscribed this reader: by telephone/);
  const { SIGNING_SECRET_ARN = '', AWS_ENDPOINT_URL_SECRETS_MANAGER } = cloud.env;
  const keys = await readSigningKeys(
    SIGNING_SECRET_ARN,
    AWS_ENDPOINT_URL_SECRETS_MANAGER,
    Date.now(),
  );
  const token = signLink({ purpose: 'unsubscribe', subscriberId: dan.id }, keys);
  await hand('unsubscribe', unsubscribeUrl('https://read.example.com', token));
  const { subscriber } = await found('dan@x.example');
  assert.deepEqual([subscriber?.state, subscriber?.consent.withdrawnBy], ['unsubscribed', 'owner']);
  assert.equal((await hand('unsubscribe', `${token}x`)).exitCode, 1);
});

test('a reader is erased after a look, and no import brings the address back', async () => {
  await add('eve@x.example');
  assert.match((await hand('erase', 'eve@x.example')).out, /would be erased\. Do it with --apply/);
  assert.ok((await found('eve@x.example')).subscriber);
  assert.match((await hand('erase', 'eve@x.example', '--apply')).out, /is erased from/);
  assert.equal((await found('eve@x.example')).subscriber, undefined);
  const again = await hand('add', 'eve@x.example', '--proof', 'a letter');
  assert.match(again.err, /had everything erased here/);
});

test('an address is suppressed, and mailed again with what is new from then on', async () => {
  await add('fay@x.example');
  assert.match(
    (await hand('suppress', 'fay@x.example', '--reason', 'moved away')).out,
    /Nothing is/,
  );
  assert.match((await hand('suppress', 'fay@x.example')).out, /suppressed already/);
  assert.deepEqual(await onSesList(), ['fay@x.example']);
  assert.equal((await found('fay@x.example')).subscriber?.suppressed, true);
  const said = await hand('unsuppress', 'fay@x.example', '--reason', 'is back');
  assert.match(said.out, /subscriptions that go on: 1\./);
  assert.match(said.out, /off the list of the SES account/);
  assert.deepEqual(await onSesList(), []);
  const { subscriber, suppressed } = await found('fay@x.example');
  assert.equal(suppressed, false);
  assert.deepEqual([subscriber?.state, subscriber?.suppressed], ['confirmed', false]);
  const now = owner.cloud.clock.now();
  assert.ok((subscriber?.receivedThrough ?? 0) > now - 60_000, 'The backlog is not theirs.');
  assert.match(await trace('fay@x.example'), /suppressed this reader: moved away[\s\S]*: is back/);
  assert.match((await hand('unsuppress', 'fay@x.example')).out, /Nothing suppresses/);
});

test('an address that only the list of the SES account has is taken off it', async () => {
  await fetch(`${owner.cloud.origin}/_inbox/api/suppressed`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ address: 'hal@x.example', reason: 'BOUNCE' }),
  });
  const said = await hand('unsuppress', 'hal@x.example');
  assert.match(said.out, /Nothing suppresses[\s\S]*off the list of the SES account/);
  assert.deepEqual(await onSesList(), []);
  assert.match((await hand('unsuppress', 'hal@x.example')).out, /does not have it/);
});

async function onSesList(): Promise<string[]> {
  const answer = await fetch(`${owner.cloud.origin}/_inbox/api/suppressed`);
  const { addresses } = (await answer.json()) as { addresses: { address: string }[] };
  return addresses.map(({ address }) => address);
}

test('whoever complained is not mailed again when the address is let go', async () => {
  const { table, clock } = owner.cloud;
  await add('gus@x.example');
  await suppressAddress(table, 'gus@x.example', 'complaint', clock.now());
  assert.match((await hand('unsuppress', 'gus@x.example')).out, /subscriptions that go on: 0\./);
  const { subscriber } = await found('gus@x.example');
  assert.deepEqual([subscriber?.state, subscriber?.suppressed], ['unsubscribed', false]);
});

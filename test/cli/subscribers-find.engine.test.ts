/** `subscribers find` as an owner types it. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { PutCommand } from '@aws-sdk/lib-dynamodb';
import { schemaVersion } from '../../functions/config/upgrade.ts';
import { newsletterStore } from '../../functions/store/newsletters.ts';
import { keys } from '../../functions/store/table.ts';
import { addReader, seedReaders } from '../support/newsletter.ts';
import { type Owner, startOwner } from './owner.ts';

let owner: Owner;
let newsletterId: string;

before(async () => {
  owner = await startOwner();
  const { table, clock } = owner.cloud;
  const [demo] = await newsletterStore(table).list();
  newsletterId = demo?.id ?? '';
  const seeded = { newsletterId, address: 'zora@readers.example' };
  await addReader(table, clock.now(), seeded);
});
after(() => owner.stop());

const find = (...words: string[]) => owner.paperboy('subscribers', 'find', ...words);

test('it shows who begins so, and says when nobody does', async () => {
  const { out, err, exitCode } = await find('ZOR');
  assert.match(out, /^ADDRESS +STATE.*\nzora@readers\.example +confirmed/);
  assert.deepEqual([err, exitCode], ['', 0]);
  const json = JSON.parse((await find('zora@readers.example', '--json')).out);
  assert.equal(json.readers[0].address, 'zora@readers.example');
  assert.match((await find('qqq')).out, /has no reader whose address begins with qqq\.$/);
  const short = await find('z');
  assert.deepEqual([short.exitCode, short.err.includes('two characters')], [2, true]);
});

test('what does not fit is told with how to go on', async () => {
  const { table, clock } = owner.cloud;
  await seedReaders(table, clock.now(), 60, newsletterId);
  const first = await find('reader-seed');
  const next = /There are more: --after '([^']+)'$/.exec(first.out)?.[1] ?? '';
  assert.equal(first.out.match(/@readers\.example +confirmed/g)?.length, 50);
  const second = await find('reader-seed', '--after', next);
  assert.equal(second.out.match(/@readers\.example +confirmed/g)?.length, 10);
});

test('state and days narrow it, and without an address the latest come first', async () => {
  const { table, clock } = owner.cloud;
  const now = clock.now();
  await addReader(table, now, { newsletterId, address: 'yann@readers.example' });
  const day = new Date(now).toISOString().slice(0, 10);
  const addresses = async (...words: string[]) => {
    const { out, err } = await find(...words, '--json');
    assert.equal(err, '');
    return JSON.parse(out).readers.map(({ address }: { address: string }) => address);
  };
  assert.deepEqual(await addresses('yann', '--state', 'confirmed'), ['yann@readers.example']);
  assert.deepEqual(await addresses('yann', '--state', 'unsubscribed'), []);
  assert.deepEqual(await addresses('yann', '--from', day), ['yann@readers.example']);
  assert.deepEqual(await addresses('yann', '--to', '2020-01-01'), []);
  const left = await owner.paperboy('subscribers', 'unsubscribe', 'yann@readers.example');
  assert.equal(left.exitCode, 0, left.err);
  assert.deepEqual(await addresses('--state', 'unsubscribed'), ['yann@readers.example']);
  assert.equal((await addresses())[0], 'yann@readers.example');
  assert.match((await find('--state', 'pending')).out, /has no reader who fits\.$/);
  assert.match((await find('--state', 'gone')).err, /--state is one of confirmed, paused/);
  assert.match((await find('--from', '2026-13-01')).err, /--from is a day such as/);
});

test('before the upgrade it says that some may be missing', async () => {
  const { client, name: TableName } = owner.cloud.table;
  const version = async (version: number) =>
    client.send(new PutCommand({ TableName, Item: { ...keys.schema, version } }));
  await version(2);
  assert.match((await find('zora')).err, /before 0\.2 are missing.*paperboy upgrade --apply/);
  await version(schemaVersion);
});

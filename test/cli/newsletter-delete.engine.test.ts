/** A newsletter that its owner deletes: all of it, or all but what it published. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { paginateScan } from '@aws-sdk/lib-dynamodb';
import { readSigningKeys } from '../../functions/config/signing-secret.ts';
import { countOwned, deleteNewsletter } from '../../functions/edition/plan/delete.ts';
import { deletingBook } from '../../functions/store/newsletter-rows.ts';
import { newsletterStore } from '../../functions/store/newsletters.ts';
import { suppressAddress } from '../../functions/store/suppressions.ts';
import { signLink } from '../../functions/subscriber/links.ts';
import type { Subscriber } from '../../functions/subscriber/subscriber.ts';
import { setUpDemo } from '../../infra/local/demo-setup.ts';
import { addReader } from '../support/newsletter.ts';
import { type Owner, startOwner } from './owner.ts';

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;
const id = 'harbour-post';
const atDemo = `@${id}.example`;

let owner: Owner;
before(async () => {
  owner = await startOwner();
});
after(() => owner.stop());

async function said(...args: string[]): Promise<string> {
  const { exitCode, out, err } = await owner.paperboy(...args);
  assert.equal(exitCode, 0, err);
  return out;
}

/** All rows in which a text stands, as `pk sk`. */
async function rowsWith(text: string): Promise<string[]> {
  const { client, name: TableName } = owner.cloud.table;
  const found: string[] = [];
  for await (const { Items = [] } of paginateScan({ client }, { TableName })) {
    // The owner of the demo has an address at its domain, and stays.
    const rows = Items.filter((row) => JSON.stringify(row).replaceAll(atDemo, '').includes(text));
    found.push(...rows.map(({ pk, sk }) => `${pk} ${sk}`));
  }
  return found;
}

const site = (path: string, method = 'GET') => fetch(`${owner.cloud.origin}${path}`, { method });

async function linkOf(reader: Subscriber, purpose: 'unsubscribe' | 'confirm'): Promise<string> {
  const { SIGNING_SECRET_ARN = '', AWS_ENDPOINT_URL_SECRETS_MANAGER } = owner.cloud.env;
  const keys = await readSigningKeys(
    SIGNING_SECRET_ARN,
    AWS_ENDPOINT_URL_SECRETS_MANAGER,
    Date.now(),
  );
  const { id: subscriberId } = reader;
  const issuedAt = owner.cloud.clock.now();
  const link =
    purpose === 'confirm'
      ? ({ purpose, subscriberId, confirmationId: 'c', issuedAt } as const)
      : ({ purpose, subscriberId } as const);
  return `/${purpose}/${signLink(link, keys)}`;
}

const create = ['newsletter', 'create', '--sender-address', 'post@kai.example'];
const kai = [...create, '--postal-address', 'Am Kai 1', '--name', 'Kai Post'];

let ann: Subscriber;

test('without the name nothing is deleted, and the answer says what would be', async () => {
  const { cloud } = owner;
  const { table, clock } = cloud;
  const add = (address: string) => addReader(table, clock.now(), { address, newsletterId: id });
  ann = await add('ann@x.example');
  await add('left@x.example');
  await add('bad@x.example');
  await said('subscribers', 'unsubscribe', 'left@x.example');
  await suppressAddress(table, 'bad@x.example', 'complaint', clock.now());
  await said(...kai);
  await addReader(table, clock.now(), { address: 'ann@x.example', newsletterId: 'kai-post' });
  await said('sending', 'pause', '--reason', 'a look first');
  const now = clock.now();
  const today = now - (now % dayMs) + 7 * hourMs;
  await cloud.advance(today > now ? today : today + dayMs);
  const before = await rowsWith(id);
  assert.match(
    await said('newsletter', 'delete', id),
    /This would delete of .*: 3 readers, \d+ feeds, \d+ items, 1 edition, 1 page of its archive[\s\S]*Nothing is deleted yet/,
  );
  const slip = await owner.paperboy('newsletter', 'delete', id, '--yes', 'Harbour');
  assert.equal(slip.exitCode, 1);
  assert.match(slip.err, /Nothing is deleted: the newsletter is called “/);
  assert.deepEqual(await rowsWith(id), before);
});

test('with its archive kept it stays closed, without readers, and what was planned is not mailed', async () => {
  const { cloud } = owner;
  const newsletter = await newsletterStore(cloud.table).load(id);
  const name = newsletter?.name ?? '';
  const archive = await (await site(`/n/${id}/archive`)).text();
  const deleted = await said('newsletter', 'delete', id, '--keep-archive', '--yes', name);
  assert.match(deleted, /is deleted: 3 readers, .* It stays, closed, with its archive\./);
  await said('sending', 'resume');
  await cloud.atRest();
  const mails = cloud.ses.mailbox.all().filter((mail) => mail.destinations.includes(ann.address));
  assert.equal(mails.length, 0);
  const [, edition = 'none'] = /href="(\/n\/harbour-post\/e\/[0-9a-f]+)"/.exec(archive) ?? [];
  assert.equal((await site(edition)).status, 200);
  assert.match(await (await site(`/n/${id}/archive`)).text(), new RegExp(edition));
  assert.equal((await site(`/n/${id}`)).status, 410);
  assert.deepEqual(await rowsWith('left@x.example'), []);
  const both = ['ADDRESS#bad@x.example SUPPRESSION'];
  assert.deepEqual(await rowsWith('bad@x.example'), both, 'The suppression outlives it.');
});

test('links of mails that were sent lead to a page that says nothing more comes', async () => {
  const leaving = await site(await linkOf(ann, 'unsubscribe'), 'POST');
  assert.equal(leaving.status, 200);
  assert.match(await leaving.text(), /The subscription of this link has ended/);
  const confirming = await site(await linkOf(ann, 'confirm'));
  assert.equal(confirming.status, 410);
  assert.match(await confirming.text(), /or its newsletter has ended/);
});

test('reopened and set up anew, no import brings back who had left', async () => {
  await said('newsletter', 'reopen', id);
  const which = ['--newsletter', id, '--proof', 'a card'];
  const again = await owner.paperboy('subscribers', 'add', 'left@x.example', ...which);
  assert.match(again.err, /had everything erased here/);
  assert.match(await said('subscribers', 'add', 'ann@x.example', ...which), /reads it from now on/);
});

test('a deletion that dies goes on when it is given again, and leaves nothing', async () => {
  const { table, clock } = owner.cloud;
  const newsletter = await newsletterStore(table).load(id);
  assert.ok(newsletter);
  await said('desk', 'add', 'wim@desk.example', '--role', 'writer', '--newsletter', id);
  await said('desk', 'add', 'both@desk.example', '--role', 'writer', '--newsletter', id);
  await said('desk', 'add', 'both@desk.example', '--role', 'editor', '--newsletter', 'kai-post');
  const postLetter = async () => assert.fail('Nobody is told.');
  const book = deletingBook(table, { postLetter, withdrawRoles: postLetter, now: clock.now });
  const input = { newsletter, keepsArchive: false, tellsReaders: false };
  const dying = { ...book, places: { removeSome: async () => assert.fail('It dies.') } };
  await assert.rejects(deleteNewsletter(input, dying), /It dies/);
  assert.match(await said('newsletter', 'list'), /harbour-post .* closed/);
  assert.ok((await countOwned(input, book)).published > 0);
  await said('newsletter', 'delete', id, '--yes', newsletter.name);
  await owner.cloud.advance(clock.now() + 2 * hourMs);
  const left = (await rowsWith(id)).filter((row) => !row.includes('#harbour-post WEBSUB#'));
  assert.deepEqual(left, []);
  const people = await said('desk', 'people');
  assert.match(people, /both@desk\.example/);
  assert.doesNotMatch(people, /wim@desk\.example/);
  const gone = await owner.paperboy('newsletter', 'show', '--newsletter', id);
  assert.match(gone.err, /no newsletter harbour-post/);
  assert.equal((await site(`/n/${id}/archive`)).status, 404);
});

test('another newsletter with the same readers has lost nothing', async () => {
  const shown = await said('subscribers', 'show', 'ann@x.example', '--newsletter', 'kai-post');
  assert.match(shown, /confirmed/);
});

test('readers who are to be told get one letter, and go when it has gone', async () => {
  const { cloud } = owner;
  const given = ['newsletter', 'delete', 'kai-post', '--tell-readers', '--yes', 'Kai Post'];
  assert.match(await said('newsletter', 'delete', 'kai-post'), /not told; --tell-readers does/);
  assert.match(await said(...given), /is closed\. 1 letter on the way to its readers/);
  await cloud.atRest();
  const mails = () =>
    cloud.ses.mailbox.all().filter((mail) => mail.subject === 'Kai Post has ended');
  assert.deepEqual(
    mails().map((mail) => mail.destinations),
    [['ann@x.example']],
  );
  assert.match(await said(...given), /Kai Post is deleted: 1 reader, /);
  assert.deepEqual(await rowsWith('ann@x.example'), []);
  await cloud.atRest();
  assert.equal(mails().length, 1);
});

test('the demo does not come back with the next start, once it is deleted', async () => {
  const { table, clock, origin } = owner.cloud;
  const place = { table, origin, ownOrigin: origin, zone: 'UTC', sender: undefined };
  await setUpDemo({ ...place, now: clock.now, queueFetch: async () => assert.fail('It is back.') });
  assert.deepEqual(await newsletterStore(table).list(), []);
});

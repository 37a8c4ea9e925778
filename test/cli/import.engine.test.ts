import assert from 'node:assert/strict';
import { existsSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { eraseSubscriber } from '../../functions/store/erasures.ts';
import { subscriberStore } from '../../functions/store/subscribers.ts';
import { suppressAddress } from '../../functions/store/suppressions.ts';
import { inboxOf } from '../support/cloud.ts';
import { linkIn } from '../support/reader.ts';
import { type Owner, startOwner } from './owner.ts';
import { addReader } from './reader.ts';

const newsletterId = 'harbour-post';
const schedule = { cadence: 'daily', hour: 7, zone: 'Asia/Tokyo' } as const;
const proof = ['--proof', 'our own form, double opt-in since 2015'];

let owner: Owner;
before(async () => {
  owner = await startOwner();
});
after(() => owner.stop());

function list(name: string, ...rows: readonly string[]): string {
  writeFileSync(join(owner.folder, name), rows.map((row) => `${row}\n`).join(''));
  return name;
}

const take = async (...args: string[]) => {
  const said = await owner.paperboy('subscribers', 'import', ...args);
  return { ...said, refused: refusedIn(args[0] ?? '') };
};

const refusedIn = (name: string) =>
  readFileSync(join(owner.folder, `${name}.refused.csv`), 'utf8')
    .trim()
    .split('\r\n')
    .slice(1);

const readerOf = async (address: string) => {
  const store = subscriberStore(owner.cloud.table, owner.cloud.clock.now);
  return (await store.findByAddress(newsletterId, address)).subscriber;
};

test('a first look writes nothing but the report', async () => {
  const name = list('look.csv', 'email,status', 'look@x.example,active', 'no address,active');
  const { out, refused } = await take(name);
  assert.match(out, /^email +address +l…@x…, n…/m);
  assert.match(out, /^status +state +2 reader +active/m);
  assert.match(out, /^Its rows, by the worst that each says: 1 reader\./m);
  assert.match(out, /1 would be asked to confirm by mail\./);
  assert.match(out, /at most 600 an hour/);
  assert.match(out, /Nothing was written yet\. Do it with --apply\./);
  assert.deepEqual(refused, ['3,,This is no e-mail address.']);
  assert.equal(await readerOf('look@x.example'), undefined);
  assert.equal(statSync(join(owner.folder, 'look.csv.refused.csv')).mode & 0o077, 0);
});

test('with proof of consent readers read at once, and the record says how', async () => {
  const heading = 'Email Address,OPTIN_TIME,CONFIRM_TIME,CONFIRM_IP,LEID,TAGS';
  const row = 'Proven@x.example,2019-01-02 03:04:05,2019-01-02 03:05:06,192.0.2.9,1,"x"';
  const { out } = await take(list('proven.csv', heading, row), ...proof, '--apply');
  assert.match(out, /1 read from now on\./);
  const reader = await readerOf('proven@x.example');
  assert.equal(reader?.state, 'confirmed');
  assert.equal(reader.address, 'Proven@x.example');
  assert.deepEqual(reader.consent, {
    requestedAt: Date.parse('2019-01-02T03:04:05Z'),
    requestedFrom: 'import',
    wordsVersion: 'elsewhere',
    confirmedAt: Date.parse('2019-01-02T03:05:06Z'),
    confirmedFrom: '192.0.2.9',
    importedAt: reader.createdAt,
    importedFrom: 'Mailchimp',
    importedProof: proof[1],
  });
  assert.equal(reader.receivedThrough, reader.createdAt, 'The backlog is not theirs.');
  const shown = await owner.paperboy('subscribers', 'show', 'proven@x.example');
  assert.match(shown.out, /^Imported +.* from Mailchimp; proof: our/m);
});

test('nobody who reads, has left, is suppressed or was erased here is touched', async () => {
  const { cloud } = owner;
  const { table, clock } = cloud;
  const add = (address: string, changes = {}) =>
    addReader(cloud, { address, newsletterId, schedule }, changes);
  await add('reads@x.example');
  await add('left@x.example', { state: 'unsubscribed', segmentId: 'none' });
  await add('asked@x.example', { state: 'pending', segmentId: 'none' });
  await add('bounced@x.example');
  await suppressAddress(table, 'bounced@x.example', 'bounce', clock.now());
  await suppressAddress(table, 'unknown@x.example', 'complaint', clock.now());
  const erased = await add('erased@x.example');
  await eraseSubscriber(cloud.table, erased, clock.now());
  const people = ['reads', 'left', 'asked', 'bounced', 'unknown', 'erased'];
  const rowsOf = async () => Promise.all(people.map((who) => readerOf(`${who}@x.example`)));
  const earlier = await rowsOf();
  const addresses = people.map((who) => `${who}@x.example`);
  const name = list('known.csv', 'email', ...addresses, 'new@x.example', 'NEW@x.example');
  const { out, refused } = await take(name, ...proof, '--apply');
  assert.match(out, /a list with 8 rows:\n {2}1 read from now on\./);
  assert.deepEqual(await rowsOf(), earlier);
  assert.deepEqual(
    refused.map((row) => row.replace(/^(\d+),(\w+)@.*?,/, '$1 $2: ').slice(0, 30)),
    [
      '2 reads: Reads here already; n',
      '3 left: Has left here; only th',
      '4 asked: Was asked to confirm ',
      '5 bounced: Mail to this addres',
      '6 unknown: Mail to this addres',
      '7 erased: This reader had ever',
      '9 NEW: It is in this file twic',
    ],
  );
});

test('who has left elsewhere is remembered, and a later list does not bring them back', async () => {
  const left = list('cleaned_export.csv', 'Email Address,LEID', 'gone@x.example,1');
  const { out } = await take(left, '--apply');
  assert.match(out, /1 are remembered as never to be mailed/);
  const reader = await readerOf('gone@x.example');
  assert.equal(reader?.state, 'unsubscribed');
  assert.equal(reader.consent.withdrawnBy, 'import');
  assert.equal(reader.consent.importedState, 'bounced');
  const again = await take(list('again.csv', 'email', 'gone@x.example'), ...proof, '--apply');
  assert.equal(again.refused.length, 1);
  assert.deepEqual(await readerOf('gone@x.example'), reader);
});

test('whoever left in a file is taken off here, and nobody whom it calls unconfirmed', async () => {
  const add = (address: string, changes = {}) =>
    addReader(owner.cloud, { address, newsletterId, schedule }, changes);
  await add('off@x.example');
  await add('self@x.example', {
    consent: {
      requestedAt: 1,
      requestedFrom: '::1',
      wordsVersion: 'en-1',
      confirmedAt: 1,
      confirmationId: 'c',
    },
  });
  const rows = ['off@x.example,unsubscribed', 'self@x.example,unconfirmed'];
  const { out, refused } = await take(list('off.csv', 'email,status', ...rows), '--apply');
  assert.match(out, /1 read here, are called left by the file, and are mailed no more\./);
  assert.deepEqual([refused.length, refused[0]?.startsWith('3,self@')], [1, true]);
  const off = await readerOf('off@x.example');
  assert.deepEqual([off?.state, off?.consent.withdrawnBy], ['unsubscribed', 'import']);
  assert.equal((await readerOf('self@x.example'))?.state, 'confirmed');
});

test('a file with a column that seems to speak of consent is refused with proof', async () => {
  const name = list('gdpr.csv', 'email,GDPR', 'g-1@x.example,yes', 'g-2@x.example,no');
  const look = await owner.paperboy('subscribers', 'import', name, ...proof);
  assert.equal(look.exitCode, 1);
  assert.match(look.out, /^GDPR +NOT UNDERSTOOD/m);
  const applied = await owner.paperboy('subscribers', 'import', name, ...proof, '--apply');
  assert.equal(applied.exitCode, 1);
  assert.match(applied.err, /is not understood: "GDPR" of gdpr\.csv/);
  assert.equal(await readerOf('g-1@x.example'), undefined);
  const told = await take(name, ...proof, '--column', 'gdpr=agreed', '--apply');
  assert.match(told.out, /1 read from now on\./);
  const reader = await readerOf('g-1@x.example');
  assert.equal(reader?.consent.importedProof, `${proof[1]}; columns: gdpr=agreed`);
  assert.equal((await readerOf('g-2@x.example'))?.consent.importedState, 'not-agreed');
  const denied = await owner.paperboy(
    'subscribers',
    'import',
    'off.csv',
    '--column',
    'status=aside',
  );
  assert.match(denied.err, /The column "status" says by itself who is not to be mailed/);
});

test('the owner can vouch for those of whom a file says nothing, and for nobody else', async () => {
  const heading = 'uuid,email,name,attributes,status';
  const rows = ['1,lm-1@x.example,A,{},enabled', '2,lm-2@x.example,B,{},blocklisted'];
  const name = list('listmonk.csv', heading, ...rows);
  const { out } = await take(name, ...proof, '--all-subscribed', '--apply');
  assert.match(out, /1 read from now on\.\n {2}1 are remembered as never to be mailed/);
  const reader = await readerOf('lm-1@x.example');
  assert.match(reader?.consent.importedProof ?? '', /the owner says that all are subscribed$/);
});

test('the worst counts that any of several files says', async () => {
  const reads = list('w-1.csv', 'email', 'w-1@x.example', 'w-2@x.example');
  const gone = list('unsubscribed.csv', 'email', 'W-2@x.example');
  const both = [reads, gone, ...proof, '--apply'];
  const { out } = await owner.paperboy('subscribers', 'import', ...both);
  assert.match(out, /w-1\.csv is a list with 2 rows:\n {2}1 read from now on/);
  assert.equal((await readerOf('w-2@x.example'))?.state, 'unsubscribed');
});

test('what an import added is taken back, but for who touched it since', async () => {
  const name = list(
    'undo.csv',
    'email,status',
    'u-1@x.example,active',
    'u-2@x.example,active',
    'u-3@x.example,unsubscribed',
  );
  const { out } = await take(name, ...proof, '--apply');
  const run = /--undo (\S+)/.exec(out)?.[1] ?? '';
  const second = await readerOf('u-2@x.example');
  assert.ok(second);
  const store = subscriberStore(owner.cloud.table, owner.cloud.clock.now);
  await store.save(second.id, { state: 'confirmed' }, { pausedUntil: owner.cloud.clock.now() + 1 });
  const undo = ['subscribers', 'import', '--undo', run];
  assert.match((await owner.paperboy(...undo)).out, /2 addresses would be taken out again/);
  assert.ok(await readerOf('u-1@x.example'));
  const done = await owner.paperboy(...undo, '--apply');
  assert.match(done.out, /2 addresses are taken out again\.\n1 reader stay/);
  assert.equal(await readerOf('u-1@x.example'), undefined);
  assert.equal(await readerOf('u-3@x.example'), undefined);
  assert.ok(await readerOf('u-2@x.example'));
  assert.match((await take(name, ...proof, '--apply')).out, /1 read from now on/);
});

test('a list without a heading is told so, and a file that lacks the named column', async () => {
  const bare = await take2(list('bare.csv', 'b@x.example,Ann'));
  assert.match(bare.err, /bare\.csv has no heading: its first line holds an address/);
  const both = ['email,subscribed', 'd@x.example,yes', 'email,unsubscribed', 'e@x.example,yes'];
  const joined = await take2(list('joined.csv', ...both), '--proof', 'kept');
  assert.match(joined.err, /joined\.csv has a second heading in line 3/);
  assert.equal(await readerOf('e@x.example'), undefined);
  const lines = ['email,way', 'f@x.example,form', 'email,way', ',Email', 'g@x.example,form'];
  const same = await take2(list('same.csv', ...lines));
  assert.match(same.out, /2 would be asked/);
  const missing = await take2(list('col.csv', 'email', 'c@x.example'), '--column', 'status=state');
  assert.match(missing.err, /col\.csv has no column "status"\. It has: email\./);
  assert.equal((await take2('col.csv', '--column', 'email')).exitCode, 2);
  assert.match((await take2()).err, /needs FILE/);
});

test('without proof each is asked once, when its turn comes, and one click confirms', async () => {
  const { cloud } = owner;
  const name = list('ask.csv', 'email', 'ask-1@x.example', 'ask-2@x.example');
  assert.match((await take(name, '--apply')).out, /2 are asked to confirm by mail\./);
  const pending = await readerOf('ask-1@x.example');
  assert.equal(pending?.state, 'pending');
  assert.ok(pending.confirmation?.state === 'queued' && pending.expiresAt === undefined);
  await cloud.fire('sweep', cloud.clock.now());
  await cloud.atRest();
  assert.equal((await inboxOf(cloud, 'ask-1@x.example')).length, 0, 'Not before its turn.');
  await cloud.advance(cloud.clock.now() + 3_600_000);
  await cloud.atRest();
  const [mail, ...more] = await inboxOf(cloud, 'ask-1@x.example');
  assert.ok(mail !== undefined && more.length === 0);
  const confirmed = await fetch(linkIn(mail.text, 'confirm'), { method: 'POST' });
  assert.equal(confirmed.status, 200);
  assert.equal((await readerOf('ask-1@x.example'))?.state, 'confirmed');
});

test('what an import cannot work with is said', async () => {
  const nothing = await take2('nowhere.csv');
  assert.deepEqual([nothing.exitCode, nothing.err], [1, 'There is no file nowhere.csv.']);
  const heading = await take2(list('names.csv', 'name,town', 'Ann,Hull'));
  assert.match(heading.err, /No column of names\.csv holds addresses: its heading is name, town/);
  const packed = await take2(list('list.zip', 'PK\u0003\u0004\u0000binary'));
  assert.match(packed.err, /list\.zip is a ZIP or Excel file/);
  assert.equal((await take2(list('one.csv', 'email', 'a@x.example'), '--proof', ' ')).exitCode, 2);
  assert.equal((await take2('one.csv', '--report', 'one.csv')).exitCode, 2);
});

const take2 = (...args: string[]) => owner.paperboy('subscribers', 'import', ...args);

test('an export comes back in: into an empty newsletter it gives the same export', async (t) => {
  const { cloud, folder } = owner;
  await addReader(
    cloud,
    { address: '=cmd+x@x.example', newsletterId, schedule },
    {
      sections: ['town'],
      usual: true,
      language: 'de',
      pausedUntil: cloud.clock.now() + 86_400_000,
      receivesSince: 5,
      bouncesAt: [cloud.clock.now() - 86_400_000, cloud.clock.now()],
      pastConsents: [
        { requestedAt: 1, requestedFrom: '::1', wordsVersion: 'en-1', withdrawnAt: 2 },
      ],
    },
  );
  const exported = await owner.paperboy('subscribers', 'export', 'out.csv');
  assert.equal(exported.exitCode, 0, exported.err);
  assert.equal((await owner.paperboy('subscribers', 'export', 'out.csv')).exitCode, 1);
  const text = readFileSync(join(folder, 'out.csv'), 'utf8');
  assert.doesNotMatch(text, /(^|,|")[=+\-@]/m, 'Nothing that a spreadsheet would run.');
  assert.equal(statSync(join(folder, 'out.csv')).mode & 0o077, 0);
  const other = await startOwner();
  t.after(() => other.stop());
  await other.cloud.advance(cloud.clock.now());
  writeFileSync(join(other.folder, 'in.csv'), text);
  const first = await other.paperboy('subscribers', 'import', 'in.csv', '--apply');
  assert.equal(first.exitCode, 0, first.err);
  await other.paperboy('subscribers', 'export', 'out.csv');
  const back = readFileSync(join(other.folder, 'out.csv'), 'utf8');
  assert.deepEqual(back.split('\r\n').sort(), text.split('\r\n').sort());
  assert.equal(existsSync(join(other.folder, 'in.csv.refused.csv.progress')), false);
  const second = await other.paperboy('subscribers', 'import', 'in.csv', '--apply', '--json');
  assert.deepEqual(Object.keys(JSON.parse(second.out)).sort(), [
    'asked-here',
    'isDryRun',
    'left-here',
    'mark',
    'reads-here',
    'run',
    'suppressed',
  ]);
});

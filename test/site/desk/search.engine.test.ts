/** Readers looked for at the desk, and the address that is nowhere but in the answer. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { dayMs, hourMs } from '../../../functions/config/time.ts';
import { auditLog } from '../../../functions/store/audit.ts';
import type { Table } from '../../../functions/store/client.ts';
import { findIndex } from '../../../functions/store/indexes.ts';
import { schemaStore } from '../../../functions/store/schema.ts';
import { subscriberStore } from '../../../functions/store/subscribers.ts';
import { suppressAddress } from '../../../functions/store/suppressions.ts';
import { toUnsubscribed } from '../../../functions/subscriber/moves.ts';
import { addReader, newsletter, seedReaders } from '../../support/newsletter.ts';
import { type DeskVisitor, deskOn, monday } from './stage.ts';

const find = '/desk/n/paper/readers/find';

async function found(visitor: DeskVisitor, fields: Record<string, string>) {
  const answer = await visitor.post(find, fields);
  assert.equal(answer.status, 200);
  const text = (await answer.text()).replace(/\s+/g, ' ');
  const [list = '', form = ''] = text.split('<h2>Find readers</h2>');
  return { list, form, addresses: addressesIn(list) };
}

/** A table of an earlier release refuses to be asked by an index that it does not have. */
function withoutIndex({ client }: Table): void {
  client.middlewareStack.add(
    (next) => (args) => {
      const { IndexName } = args.input as { readonly IndexName?: string };
      if (IndexName !== findIndex) return next(args);
      const message = `The table does not have the specified index: ${IndexName}`;
      return Promise.reject(Object.assign(new Error(message), { name: 'ValidationException' }));
    },
    { name: 'withoutIndex', step: 'initialize' },
  );
}

const addressesIn = (text: string) =>
  [...text.matchAll(/\/r\/[^"]+">([^<]+)<\/a>/g)].map(([, address]) => String(address));

/** What the button that goes on would send. */
function nextOf(list: string): Record<string, string> | undefined {
  const form = /<form method="post"[^>]*>(?:(?!<\/form>).)*Go on<\/button>/.exec(list)?.[0];
  if (form === undefined) return undefined;
  const fields = form.matchAll(/name="(address|state|from|to|after)" value="([^"]*)"/g);
  return Object.fromEntries([...fields].map(([, name = '', value = '']) => [name, value]));
}

test('readers are found by the beginning of the address, by state and by day, and each row leads to one', async (t) => {
  const { signedIn, table, errors } = await deskOn(t, [newsletter({ zone: 'Europe/Berlin' })]);
  const owner = await signedIn('owner');
  // In Berlin it is the first of March already.
  const late = Date.parse('2026-02-28T23:30:00Z');
  const anna = await addReader(table, late, { address: 'anna@reader.example' });
  await addReader(table, monday - hourMs, { address: 'annika@reader.example' });
  const bert = await addReader(table, monday - 9 * dayMs, { address: 'bert@reader.example' });
  const move = toUnsubscribed(bert, 'page', monday - 2 * hourMs);
  assert.ok(move);
  const { save } = subscriberStore(table, () => monday - 2 * hourMs);
  await save(bert.id, move.expected, move.changes);

  const both = await found(owner, { address: 'ANN' });
  assert.deepEqual(both.addresses, ['anna@reader.example', 'annika@reader.example']);
  assert.match(both.list, new RegExp(`/desk/n/paper/r/${anna.id}"`));
  assert.match(both.form, /name="address"[^>]* value="ANN"/, 'what was asked stands in the form');
  const march = { from: '2026-03-01', to: '2026-03-01' };
  assert.deepEqual((await found(owner, march)).addresses, ['anna@reader.example']);
  const left = await found(owner, { state: 'unsubscribed' });
  assert.deepEqual(left.addresses, ['bert@reader.example']);
  assert.match(left.list, /has left/);
  assert.match(left.form, /value="unsubscribed" selected/);
  assert.deepEqual((await found(owner, {})).addresses, [
    'annika@reader.example',
    'bert@reader.example',
    'anna@reader.example',
  ]);
  const none = await found(owner, { address: 'ann', state: 'suppressed' });
  assert.match(none.list, /No reader fits that/);
  const page = await (await owner.get('/desk/n/paper/readers')).text();
  assert.deepEqual(addressesIn(page), [
    'annika@reader.example',
    'bert@reader.example',
    'anna@reader.example',
  ]);
  assert.deepEqual(errors, []);
});

test('a whole address leads to its reader, without the index too; one that is suppressed is called so', async (t) => {
  const { signedIn, table } = await deskOn(t);
  const owner = await signedIn('owner');
  const { id } = await addReader(table, monday, { address: 'anna@reader.example' });
  withoutIndex(table);
  const beginning = await found(owner, { address: 'ann' });
  assert.match(beginning.list, /has no index of addresses yet.*A whole address is found/);
  const answer = await owner.post(find, { address: ' Anna@Reader.example ' });
  assert.equal(answer.headers.get('location'), `/desk/n/paper/r/${id}`);
  await suppressAddress(table, 'bert@reader.example', 'bounce', monday);
  const { list } = await found(owner, { address: 'bert@reader.example' });
  assert.match(list, /That address is suppressed/);
  table.client.middlewareStack.remove('withoutIndex');
  const nobody = await found(owner, { address: 'carl@reader.example' });
  assert.match(nobody.list, /No reader fits that/);
});

test('pages follow each other by a form, and each reader is on one of them', async (t) => {
  const { signedIn, table } = await deskOn(t);
  const owner = await signedIn('owner');
  await seedReaders(table, monday, 130);
  const seen: string[] = [];
  let fields: Record<string, string> | undefined = { address: 'reader-s' };
  let pages = 0;
  while (fields !== undefined) {
    const { list, addresses } = await found(owner, fields);
    assert.ok(Buffer.byteLength(list) < 100_000);
    assert.doesNotMatch(list, /(?:href|action)="[^"]*reader-s/, 'no address in an address');
    seen.push(...addresses);
    fields = nextOf(list);
    pages += 1;
  }
  assert.equal(pages, 3);
  assert.equal(seen.length, 130);
  assert.equal(new Set(seen).size, 130);
});

test('nothing that was typed is in the audit trail or in an error, and what makes no sense finds nobody', async (t) => {
  const { signedIn, table, errors } = await deskOn(t);
  const owner = await signedIn('owner');
  await addReader(table, monday, { address: 'anna@reader.example' });
  await owner.post(find, { address: 'anna@reader.example' });
  const odd = [
    { fields: { address: 'a' }, says: /at least two characters/ },
    { fields: { address: `anna${'x'.repeat(1_500)}` }, says: /No reader fits that/ },
    { fields: { address: '\ud800\u0000<b>' }, says: /No reader fits that/ },
    { fields: { from: '24 March' }, says: /such as 2026-03-24/ },
    { fields: { from: '2026-03-09', to: '2026-03-01' }, says: /No reader fits that/ },
    { fields: { from: '0001-01-01', to: '9999-12-31' }, says: /anna@reader\.example/ },
    { fields: { state: 'king', address: 'an' }, says: /anna@reader\.example/ },
    { fields: { address: 'an', after: `an${'x'.repeat(2_000)}` }, says: /anna@|No reader/ },
    { fields: { after: '2026-03-02 #' }, says: /anna@|No reader/ },
  ];
  for (const { fields, says } of odd) {
    const { list } = await found(owner, fields as unknown as Record<string, string>);
    assert.match(list, says, JSON.stringify(fields).slice(0, 80));
  }
  const entries = await auditLog(table).list('paper', { limit: 50 });
  assert.equal(entries.length, odd.length + 1);
  assert.doesNotMatch(JSON.stringify(entries), /anna|reader\.example/);
  assert.deepEqual(errors, []);
});

test('a table that is not upgraded yet says who is missing', async (t) => {
  const { signedIn, table } = await deskOn(t);
  const owner = await signedIn('owner');
  await schemaStore(table).begin(2);
  assert.match((await found(owner, { address: 'an' })).list, /paperboy upgrade --apply/);
  await schemaStore(table).noteVersion(3);
  assert.doesNotMatch((await found(owner, { address: 'an' })).list, /upgrade/);
});

test('who loads the answer again by its address is at the form, and who may not look after readers is not', async (t) => {
  const { signedIn } = await deskOn(t);
  const again = await (await signedIn('owner')).get(find);
  assert.equal(again.headers.get('location'), '/desk/n/paper/readers');
  const editor = await signedIn('editor');
  assert.equal((await editor.post(find, { address: 'anna' })).status, 403);
});

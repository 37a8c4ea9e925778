/** Readers at the desk: found, looked at, added, taken off, suppressed and erased. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { auditLog } from '../../../functions/store/audit.ts';
import { newsletterStore } from '../../../functions/store/newsletters.ts';
import { subscriberStore } from '../../../functions/store/subscribers.ts';
import { newsletter } from '../../support/newsletter.ts';
import { type DeskVisitor, deskOn, monday } from './stage.ts';

const paper = newsletter({ id: 'harbour' });
const other = newsletter({ id: 'meadow' });
const address = 'anna@reader.example';

async function added(visitor: DeskVisitor, fields: Record<string, string> = {}) {
  const answer = await visitor.post('/desk/n/harbour/readers/add', {
    'new-address': address,
    ...fields,
  });
  assert.equal(answer.status, 303);
  return answer.headers.get('location') ?? '';
}

const pathOf = (location: string) => location.replace(/\?.*/, '');

test('who is added with a proof reads at once, is found by the address, and the audit has no address', async (t) => {
  const { signedIn, table, errors } = await deskOn(t, [paper]);
  const owner = await signedIn('owner');
  const location = await added(owner, { proof: 'Form of 1 March', reason: 'asked by phone <b>' });
  assert.match(location, /^\/desk\/n\/harbour\/r\/[^/]+\?said=confirmed$/);
  const found = await owner.post('/desk/n/harbour/readers/find', { address: ` ${address} ` });
  assert.equal(found.headers.get('location'), pathOf(location));
  const page = await (await owner.get(location)).text();
  assert.match(page, /anna@reader\.example/);
  assert.match(page, /Form of 1 March/);
  assert.match(page, /asked by phone &lt;b&gt;/);
  assert.match(page, /They read from now on/);
  const again = await added(owner, { proof: 'Form of 1 March' });
  assert.match(again, /said=reads$/);
  const entries = await auditLog(table).list('harbour', { limit: 10 });
  assert.ok(entries.length >= 3);
  assert.doesNotMatch(JSON.stringify(entries), /reader\.example/);
  assert.deepEqual(errors, []);
});

test('who is added without a proof waits for a confirmation and is in no edition', async (t) => {
  const { signedIn, table } = await deskOn(t, [paper]);
  const owner = await signedIn('owner');
  assert.match(await added(owner), /said=asked$/);
  const store = subscriberStore(table, () => monday);
  const { subscriber } = await store.findByAddress('harbour', address);
  assert.equal(subscriber?.state, 'pending');
  assert.equal(subscriber?.confirmation?.state, 'queued');
  assert.match(await added(owner), /said=asked-here$/);
  await newsletterStore(table).save({ ...paper, closedAt: monday });
  assert.match(await added(owner, { 'new-address': 'bo@reader.example' }), /said=closed$/);
  assert.match(
    await (await owner.get('/desk/n/harbour/readers?said=closed')).text(),
    /This newsletter is closed: nobody is added/,
  );
  assert.equal((await store.findByAddress('harbour', 'bo@reader.example')).subscriber, undefined);
});

test('a reader is taken off with a reason, and adding does not bring them back', async (t) => {
  const { signedIn } = await deskOn(t, [paper]);
  const owner = await signedIn('owner');
  const path = pathOf(await added(owner, { proof: 'Form' }));
  const off = await owner.post(`${path}/off`, { 'off-reason': 'wrote to us' });
  assert.equal(off.headers.get('location'), `${path}?said=taken-off`);
  const page = await (await owner.get(path)).text();
  assert.match(page, /has left/);
  assert.match(page, /wrote to us/);
  assert.match(await added(owner, { proof: 'Form' }), /readers\?said=left-here$/);
  const again = await owner.post(`${path}/off`);
  assert.equal(again.headers.get('location'), `${path}?said=left`);
});

test('suppressing takes the right for all newsletters', async (t) => {
  const { signedIn, table } = await deskOn(t, [paper, other]);
  const owner = await signedIn('owner');
  const local = await signedIn('owner', 'harbour');
  const path = pathOf(await added(local, { proof: 'Form' }));
  const store = subscriberStore(table, () => monday);
  const isSuppressed = async () => (await store.findByAddress('harbour', address)).suppressed;
  const refused = await local.post(`${path}/suppress`);
  assert.match(refused.headers.get('location') ?? '', /said=notEverywhere$/);
  assert.equal(await isSuppressed(), false);
  const done = await owner.post(`${path}/suppress`, { 'suppress-reason': 'bounced by phone' });
  assert.match(done.headers.get('location') ?? '', /said=nowSuppressed$/);
  assert.equal(await isSuppressed(), true);
  assert.equal((await store.findByAddress('meadow', address)).suppressed, true);
  assert.match(await (await owner.get(path)).text(), /bounced by phone/);
});

test('a reader is erased only when the address is typed, by a fresh session, and stays erased', async (t) => {
  const { signedIn, clock, table } = await deskOn(t, [paper]);
  const owner = await signedIn('owner');
  const path = pathOf(await added(owner, { proof: 'Form' }));
  const wrong = await owner.post(`${path}/erase`, { typed: 'bert@reader.example' });
  assert.equal(wrong.headers.get('location'), `${path}?said=notTyped`);
  clock.at += 60 * 60_000;
  const stale = await owner.post(`${path}/erase`, { typed: address });
  assert.equal(stale.headers.get('location'), '/desk/in?said=prove');
  const fresh = await signedIn('owner');
  const done = await fresh.post(`${path}/erase`, { typed: address.toUpperCase() });
  assert.equal(done.headers.get('location'), '/desk/n/harbour/readers?said=isErased');
  const store = subscriberStore(table, () => clock.at);
  assert.equal((await store.findByAddress('harbour', address)).subscriber, undefined);
  assert.equal((await fresh.get(path)).status, 404);
  assert.match(await added(fresh, { proof: 'Form' }), /readers\?said=erased$/);
});

test('the id of a reader of another newsletter leads nowhere', async (t) => {
  const { signedIn } = await deskOn(t, [paper, other]);
  const owner = await signedIn('owner');
  const path = pathOf(await added(owner, { proof: 'Form' })).replace('harbour', 'meadow');
  assert.equal((await owner.get(path)).status, 404);
  for (const act of ['off', 'suppress', 'erase']) {
    const answer = await owner.post(`${path}/${act}`, { typed: address });
    assert.equal(answer.status, 404, act);
  }
});

test('the page shows who chose the same, and what is no address or no line changes nothing', async (t) => {
  const { signedIn } = await deskOn(t, [paper]);
  const owner = await signedIn('owner');
  const empty = await (await owner.get('/desk/n/harbour/readers')).text();
  assert.match(empty, /Nobody reads yet/);
  assert.match(await added(owner, { 'new-address': 'nobody' }), /said=noAddress$/);
  assert.match(await added(owner, { proof: 'x'.repeat(301) }), /said=tooLong$/);
  await added(owner, { proof: 'Form' });
  assert.doesNotMatch(
    await (await owner.get('/desk/n/harbour/readers')).text(),
    /Nobody reads yet/,
  );
});

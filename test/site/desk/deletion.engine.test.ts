/** Deleting a newsletter at the desk: told in numbers, asked by its name, kept after all, followed to its end. */
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { type TestContext, test } from 'node:test';
import { schemaVersion } from '../../../functions/config/upgrade.ts';
import { sweepDeletions } from '../../../functions/mail/sweep-deletions.ts';
import { auditLog } from '../../../functions/store/audit.ts';
import { feedStore } from '../../../functions/store/feeds.ts';
import { newsletterStore } from '../../../functions/store/newsletters.ts';
import { schemaStore } from '../../../functions/store/schema.ts';
import { deletionsToSweep } from '../../../functions/store/sweep-book.ts';
import { addReader, feed, newsletter } from '../../support/newsletter.ts';
import { deskForPrograms } from './program.ts';
import { deskOn, monday } from './stage.ts';

const dayMs = 86_400_000;
const end = '/desk/n/paper/settings/end';
const papers = [newsletter(), newsletter({ id: 'other', name: 'Another' })];

async function desk(t: TestContext) {
  const on = await deskOn(t, papers);
  const { table, clock, errors } = on;
  await schemaStore(table).begin(schemaVersion);
  const now = () => clock.at;
  /** The sweep, as often as it is asked for by then. */
  const sweepUntil = async (at: number) => {
    while (clock.at < at) {
      await sweepDeletions(deletionsToSweep(table, now), async () => {}, {
        now,
        randomId: randomUUID,
      });
      clock.at += 5 * 60_000;
    }
  };
  const closedAt = async () => (await newsletterStore(table).load('paper'))?.closedAt;
  t.after(() => assert.deepEqual(errors, []));
  return { ...on, sweepUntil, closedAt };
}

test('what will go is told in numbers, and its name is asked for', async (t) => {
  const { table, signedIn, closedAt } = await desk(t);
  await feedStore(table).create(feed({ state: 'stopped' }), '30#0');
  const owner = await signedIn('owner');
  const form = await (await owner.get(`${end}/delete`)).text();
  assert.match(form, /readers not counted yet, feeds 1, editions 0, pages of its archive 0/);
  assert.match(form, /until then you can keep it/);
  const wrong = await owner.post(`${end}/delete`, { name: 'Another' });
  assert.match(wrong.headers.get('location') ?? '', /wrongName/);
  assert.equal(await closedAt(), undefined);
  const right = await owner.post(`${end}/delete`, { name: 'The Test Paper' });
  const page = await (await owner.get(right.headers.get('location') ?? '')).text();
  assert.match(page, /It is closed, and will be deleted\. You can keep it for a day\./);
  assert.match(page, /It will be deleted from Tuesday, March 3/);
  assert.notEqual(await closedAt(), undefined);
  const today = await (await owner.get('/desk/n/paper')).text();
  assert.match(today, /Keep it after all/);
  const again = await owner.post(`${end}/delete`, {
    name: 'The Test Paper',
    'keep-archive': 'yes',
  });
  assert.equal(again.headers.get('location'), `${end}?said=there`);
});

test('a table of an earlier release is upgraded first', async (t) => {
  const { signedIn, table } = await deskOn(t);
  const owner = await signedIn('owner');
  const answer = await owner.post(`${end}/delete`, { name: 'The Test Paper' });
  const page = await (await owner.get(answer.headers.get('location') ?? '')).text();
  assert.match(page, /<code dir="ltr">paperboy upgrade<\/code> comes first/);
  assert.equal((await newsletterStore(table).load('paper'))?.closedAt, undefined);
});

test('deleting asks for a proof that is minutes old, and for the right to the settings', async (t) => {
  const { clock, signedIn } = await desk(t);
  const owner = await signedIn('owner');
  const editor = await signedIn('editor', 'paper');
  const refused = await editor.post(`${end}/delete`, { name: 'The Test Paper' });
  assert.equal(refused.status, 403);
  clock.at += 60 * 60_000;
  const later = await owner.post(`${end}/delete`, { name: 'The Test Paper' });
  assert.equal(later.headers.get('location'), '/desk/in?said=prove');
});

test('until anything has gone it is kept after all, or opened, and is as it was', async (t) => {
  const { table, signedIn, sweepUntil, closedAt } = await desk(t);
  await addReader(table, monday, { address: 'ann@x.example' });
  const owner = await signedIn('owner');
  for (const act of ['keep', 'reopen']) {
    await owner.post(`${end}/delete`, { name: 'The Test Paper' });
    assert.notEqual(await closedAt(), undefined);
    await owner.post(`${end}/${act}`);
    assert.equal(await closedAt(), undefined, act);
  }
  const nothing = await owner.post(`${end}/keep`);
  assert.equal(nothing.headers.get('location'), `${end}?said=nothing`);
  await sweepUntil(monday + 2 * dayMs);
  assert.equal(await closedAt(), undefined);
  assert.notEqual(await newsletterStore(table).load('paper'), undefined);
});

test('its progress and its end are shown, and whoever had a role at it alone is out', async (t) => {
  const { table, signedIn, sweepUntil } = await desk(t);
  await addReader(table, monday, { address: 'ann@x.example' });
  await addReader(table, monday, { address: 'bob@x.example' });
  await (await signedIn('owner')).post(`${end}/delete`, { name: 'The Test Paper' });
  // The first look is over, the second is waited for.
  await sweepUntil(monday + dayMs + 10 * 60_000);
  const owner = await signedIn('owner');
  const alone = await signedIn('owner', 'paper');
  assert.equal((await alone.get('/desk/n/paper')).status, 200);
  const late = await owner.post(`${end}/keep`);
  assert.equal(late.headers.get('location'), `${end}?said=tooLate`);
  const shut = await owner.post(`${end}/reopen`);
  assert.equal(shut.headers.get('location'), `${end}?said=deleting`);
  const page = await (await owner.get(end)).text();
  assert.match(page, /It is being deleted, and cannot be kept any more/);
  assert.match(page, /<dt>Readers<\/dt><dd dir="auto">2<\/dd>/);
  assert.doesNotMatch(page, /Keep it after all/);
  await sweepUntil(monday + dayMs + 60 * 60_000);
  assert.equal((await owner.get(end)).status, 404);
  const ended = await (await owner.get('/desk/deletions')).text();
  assert.match(
    ended,
    /The Test Paper[\s\S]*It was deleted on Tuesday, March 3[\s\S]*<dd dir="auto">2<\/dd>/,
  );
  assert.equal((await alone.get('/desk')).headers.get('location'), '/desk/in?said=out');
  const [entry] = await auditLog(table).list('*', { limit: 1 });
  assert.equal(entry?.object, 'paper');
  assert.deepEqual(await newsletterStore(table).load('paper'), undefined);
  assert.notEqual(await newsletterStore(table).load('other'), undefined);
});

test('a program has it deleted by its name, is told how far it is, and keeps it', async (t) => {
  const { program, table } = await deskForPrograms(t, papers);
  await schemaStore(table).begin(schemaVersion);
  const at = '/newsletters/paper/deletion';
  const { get, post, remove } = await program({ isGrave: true });
  assert.equal((await get(at)).status, 404);
  const wrong = await post(at, { name: 'Another' });
  assert.deepEqual([wrong.status, wrong.body.kind], [422, 'refused']);
  const asked = await post(at, { name: 'The Test Paper', tellReaders: true });
  assert.equal(asked.status, 201);
  assert.equal(asked.body.startsAt, new Date(monday + dayMs).toISOString());
  const again = await post(at, { name: 'The Test Paper', keepArchive: true });
  assert.deepEqual([again.status, again.body.keepArchive], [200, false]);
  assert.deepEqual((await get(at)).body, asked.body);
  assert.notEqual((await get('/newsletters/paper')).body.closedAt, undefined);
  assert.equal((await remove(at)).status, 204);
  assert.equal((await remove(at)).status, 404);
  assert.equal((await get('/newsletters/paper')).body.closedAt, undefined);
  const usual = await program();
  assert.equal((await usual.post(at, { name: 'The Test Paper' })).body.kind, 'grave');
});

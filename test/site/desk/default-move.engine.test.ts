/** Moving readers to the default at the desk: looked at, started, followed, stopped, gone on with by the sweep. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { sweepDefaultMoves } from '../../../functions/mail/sweep-default-moves.ts';
import { auditLog } from '../../../functions/store/audit.ts';
import { newsletterStore } from '../../../functions/store/newsletters.ts';
import { sweepBook } from '../../../functions/store/sweep-book.ts';
import { lookAtDefaultMove } from '../../../functions/subscriber/default-move.ts';
import { addReader, newsletter, seedReaders } from '../../support/newsletter.ts';
import { countCalls } from '../../support/table-calls.ts';
import { type DeskVisitor, deskOn, keys, monday } from './stage.ts';

const paper = newsletter({ id: 'harbour' });
const atNine = { cadence: 'daily', hour: 9, zone: 'UTC' } as const;
const path = '/desk/n/harbour/readers/default';

type Stage = Awaited<ReturnType<typeof deskOn>>;

const sweep = ({ table, clock }: Stage) => {
  const now = () => clock.at;
  const { defaultMoves } = sweepBook(table, now, async () => keys);
  return sweepDefaultMoves(defaultMoves, { now, randomId: () => 'sweep' });
};

async function withReaders(desk: Stage, usual: number, others: number) {
  const { table } = desk;
  for (let n = 0; n < usual; n++) {
    await addReader(table, monday, { newsletterId: 'harbour', usual: true });
  }
  for (let n = 0; n < others; n++) await addReader(table, monday, { newsletterId: 'harbour' });
  await newsletterStore(table).save({ ...paper, defaultSchedule: atNine });
}

const textOf = async (visitor: DeskVisitor) => (await visitor.get(path)).text();

async function start(visitor: DeskVisitor): Promise<string> {
  const look = /name="look" value="([^"]+)"/.exec(await textOf(visitor))?.[1] ?? '';
  const answer = await visitor.post(`${path}/start`, { look });
  return answer.headers.get('location') ?? '';
}

test('it says who would be moved and who stays, moves them when told, and stands in the log', async (t) => {
  const desk = await deskOn(t, [paper]);
  await withReaders(desk, 3, 2);
  const owner = await desk.signedIn('owner');
  assert.match(await textOf(owner), /Every day at 9:00 AM \(UTC\)\.</);
  assert.doesNotMatch(await textOf(owner), /Who would be moved/);
  assert.equal((await owner.post(`${path}/look`)).headers.get('location'), path);
  const looked = await textOf(owner);
  assert.match(looked, /Every day at 7:00 AM \(UTC\)\.<\/th><td[^>]*>3</);
  assert.match(looked, /who stay: 2\./);
  assert.match(looked, /<button class="first">Move 3</);
  assert.equal(await start(owner), `${path}?said=started`);
  assert.match(await textOf(owner), /Moved on [^<]*: 3\./);
  const [entry] = await auditLog(desk.table).list('harbour', { limit: 1 });
  assert.deepEqual(
    [entry?.act, entry?.before, entry?.after, entry?.outcome],
    ['/readers/default/start', 'daily 7: 3', 'daily 9: 3', 'done'],
  );
  assert.equal((await owner.post(`${path}/look`)).status, 303);
  assert.match(await textOf(owner), /Nobody who never chose reads by another schedule/);
  assert.deepEqual(desk.errors, []);
});

test('a default that has changed since is not moved to unseen', async (t) => {
  const desk = await deskOn(t, [paper]);
  await withReaders(desk, 1, 0);
  const owner = await desk.signedIn('owner');
  await owner.post(`${path}/look`);
  const look = /name="look" value="([^"]+)"/.exec(await textOf(owner))?.[1] ?? '';
  await newsletterStore(desk.table).save({ ...paper, defaultSchedule: { ...atNine, hour: 10 } });
  assert.match(await textOf(owner), /The default has changed since: look again/);
  const answer = await owner.post(`${path}/start`, { look });
  assert.equal(answer.headers.get('location'), `${path}?said=stale`);
  const [entry] = await auditLog(desk.table).list('harbour', { limit: 1 });
  assert.equal(entry?.outcome, 'refused');
});

test('what nobody watches the sweep goes on with; the page says so, and can stop it', async (t) => {
  const desk = await deskOn(t, [paper]);
  await withReaders(desk, 2, 0);
  const owner = await desk.signedIn('owner');
  const { defaultMoves } = desk.deps;
  const deps = { records: defaultMoves.records, now: () => desk.clock.at };
  const changed = { ...paper, defaultSchedule: atNine };
  await lookAtDefaultMove({ newsletter: changed, by: 'p' }, deps);
  const waiting = await textOf(owner);
  assert.match(waiting, /Found so far who would be moved: 0\./);
  assert.match(waiting, /It goes on by itself at/);
  assert.match(waiting, /data-live/);
  assert.equal(await sweep(desk), 0, 'It is watched for two minutes.');
  desk.clock.at += 3 * 60_000;
  assert.equal(await sweep(desk), 1);
  assert.match(await textOf(owner), /<button class="first">Move 2</);
  const stop = async () => (await owner.post(`${path}/stop`)).headers.get('location');
  assert.equal(await stop(), `${path}?said=over`);
});

test('a page for many readers costs few calls, whatever is under way', async (t) => {
  const desk = await deskOn(t, [paper]);
  await seedReaders(desk.table, monday, 1_200, 'harbour');
  await newsletterStore(desk.table).save({ ...paper, defaultSchedule: atNine });
  const owner = await desk.signedIn('owner');
  await owner.post(`${path}/look`);
  let page = '';
  const calls = await countCalls(desk.table, async () => {
    page = await textOf(owner);
  });
  assert.ok(calls <= 5, `${calls} calls`);
  assert.match(page, /who stay: 1,201\./);
  assert.match(page, /Nobody who never chose/);
});

test('an editor, who may not see readers, may not move them either', async (t) => {
  const desk = await deskOn(t, [paper]);
  const editor = await desk.signedIn('editor', 'harbour');
  assert.equal((await editor.get(path)).status, 403);
});

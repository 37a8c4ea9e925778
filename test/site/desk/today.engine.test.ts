/** The page of the day: what it says of what there is, and what its buttons do. */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { minuteMs } from '../../../functions/config/time.ts';
import type { Call } from '../../../functions/edition/call.ts';
import type { Edition } from '../../../functions/edition/edition.ts';
import { callStore } from '../../../functions/store/calls.ts';
import type { Table } from '../../../functions/store/client.ts';
import { editionStore } from '../../../functions/store/editions.ts';
import { feedStore } from '../../../functions/store/feeds.ts';
import { gateRows } from '../../../functions/store/gate.ts';
import { heldEditions } from '../../../functions/store/held-editions.ts';
import { paceStore } from '../../../functions/store/pace.ts';
import { readerCountStore } from '../../../functions/store/readers.ts';
import { segmentStore } from '../../../functions/store/segments.ts';
import { addReader, addReaders, feed, item, newEdition } from '../../support/newsletter.ts';
import { countCalls } from '../../support/table-calls.ts';
import { deskOn, monday } from './stage.ts';

const now = () => monday;
const page = '/desk/n/paper';
/** Two hours after the clock of the stage. */
const due = monday + 120 * minuteMs;
const lastDue = Date.parse('2026-03-02T07:00:00Z');

type DeskStage = Awaited<ReturnType<typeof deskOn>>;

async function textOf(answer: Response | Promise<Response>): Promise<string> {
  return (await (await answer).text()).replace(/\s+/g, ' ');
}

async function heldEdition({ table }: DeskStage, changes: Partial<Edition> = {}): Promise<Edition> {
  const edition = newEdition(lastDue, changes);
  await editionStore(table, now).start(edition);
  return await heldEditions(table, now).hold(edition, [
    { level: 'error', check: 'surge', count: 120 },
  ]);
}

async function opened(table: Table, changes: Partial<Call> = {}): Promise<Call> {
  return await callStore(table, now).open({
    newsletterId: 'paper',
    scheduledAt: due,
    cutoff: monday,
    calledAt: monday,
    goesAt: due,
    state: 'waiting',
    ...changes,
  });
}

describe('the page of the day', () => {
  test('of a new newsletter leads to the first edition in four steps', async (t) => {
    const desk = await deskOn(t);
    const editor = await desk.signedIn('editor');
    const text = await textOf(editor.get(page));
    assert.match(text, /Four steps to the first edition/);
    assert.match(text, /Add a feed that the newsletter reads/);
    assert.match(text, /The Test Paper, 1 Quay, Nowhere/);
    assert.match(text, /https:\/\/news\.example\.com\/n\/paper/);
    assert.match(text, /Nothing waits for you/);
    assert.match(text, /It has no confirmed readers, so nothing goes out/);
  });

  test('says so when every reader gets each story as it comes', async (t) => {
    const desk = await deskOn(t);
    const schedule = { cadence: 'instant', zone: 'UTC' } as const;
    await addReader(desk.table, monday - 1, { schedule });
    const text = await textOf((await desk.signedIn('editor')).get(page));
    assert.match(text, /All of your readers chose to get each story as it comes/);
  });

  test('tells what is due next and to about how many, by what the last edition met', async (t) => {
    const desk = await deskOn(t);
    const reader = await addReader(desk.table, monday - 1);
    const editor = await desk.signedIn('editor');
    assert.match(
      await textOf(editor.get(page)),
      /Tuesday, March 3, 2026.*readers who have had none yet/,
    );
    const { editionId } = await import('../../../functions/edition/edition.ts');
    const id = editionId('paper', reader.segmentId ?? '', lastDue);
    const passedOver = { nothingNew: 200, paused: 3, ahead: 0 };
    const edition = newEdition(lastDue, { id, readers: 1_034, passedOver, state: 'sending' });
    await editionStore(desk.table, now).start(edition);
    const text = await textOf(editor.get(page));
    assert.match(text, /about 1,234 readers, as the last time/);
    assert.match(text, /going out/);
    assert.doesNotMatch(text, /Four steps/);
  });

  test('says why an edition is held, and its buttons release it or give it up', async (t) => {
    const desk = await deskOn(t);
    await heldEdition(desk, { id: 'e1' });
    await heldEdition(desk, { id: 'e2' });
    const editor = await desk.signedIn('editor');
    const text = await textOf(editor.get(page));
    assert.match(
      text,
      /is held back\.<\/strong> It would bring 120 stories, many times the usual number/,
    );
    const released = await editor.post(`${page}/today/release`, { edition: 'e1' });
    assert.equal(released.headers.get('location'), `${page}?said=released`);
    const dropped = await editor.post(`${page}/today/drop`, { edition: 'e2' });
    assert.equal(dropped.headers.get('location'), `${page}?said=dropped`);
    const { load } = editionStore(desk.table, now);
    assert.deepEqual(
      [(await load('e1'))?.state, (await load('e1'))?.released, (await load('e2'))?.state],
      ['planning', true, 'dropped'],
    );
    const again = await editor.post(`${page}/today/drop`, { edition: 'e1' });
    assert.equal(again.headers.get('location'), `${page}?said=decided`);
    const [log] = await desk.deps.audit.list('paper', { limit: 1 });
    assert.equal(log?.outcome, 'refused');
  });

  test('decides nothing about an edition of another newsletter', async (t) => {
    const desk = await deskOn(t);
    await heldEdition(desk, { newsletterId: 'foreign' });
    const editor = await desk.signedIn('editor', 'paper');
    assert.doesNotMatch(await textOf(editor.get(page)), /is held back/);
    const answer = await editor.post(`${page}/today/release`, { edition: 'e1' });
    assert.equal(answer.headers.get('location'), `${page}?said=decided`);
    assert.equal((await editionStore(desk.table, now).load('e1'))?.state, 'held');
  });

  test('stops what would go by itself, and lets it go again', async (t) => {
    const desk = await deskOn(t);
    await opened(desk.table, {
      shown: { contentKey: 'c', items: [{ feedId: 'feed1', key: 'a', title: 'A' }] },
    });
    const editor = await desk.signedIn('editor');
    const text = await textOf(editor.get(page));
    assert.match(text, /goes out by itself on .* unless you stop it/);
    assert.match(text, /It holds 1 story/);
    const stopped = await editor.post(`${page}/today/stop`, { due: String(due) });
    assert.equal(stopped.headers.get('location'), `${page}?said=stopped`);
    const calls = callStore(desk.table, now);
    assert.equal((await calls.load('paper', due))?.state, 'stopped');
    assert.match(await textOf(editor.get(page)), /is stopped\. Nobody else is mailed it/);
    const [log] = await desk.deps.audit.list('paper', { limit: 1 });
    assert.deepEqual(
      [log?.object, log?.before, log?.after, log?.outcome],
      [`call ${due}`, 'waiting', 'stopped', 'done'],
    );
    await editor.post(`${page}/today/go`, { due: String(due) });
    assert.equal((await calls.load('paper', due))?.state, 'going');
    assert.match(await textOf(editor.get(page)), /Nothing waits for you/);
  });

  test('skips what is due with one button, and takes that back with another', async (t) => {
    const desk = await deskOn(t);
    const { segmentId = '' } = await addReader(desk.table, monday - 1);
    const [segment] = await segmentStore(desk.table).list('paper');
    assert.equal(segment?.id, segmentId);
    const next = String(segment?.dueAt);
    const editor = await desk.signedIn('editor');
    const writer = await desk.signedIn('writer');
    assert.match(await textOf(editor.get(page)), /Skip this one/);
    assert.doesNotMatch(await textOf(writer.get(page)), /Skip this one/);
    const skipped = await editor.post(`${page}/today/skip`, { due: next });
    assert.equal(skipped.headers.get('location'), `${page}?said=skipped`);
    const text = await textOf(editor.get(page));
    assert.match(text, /<span class="tag">skipped<\/span>/);
    assert.match(text, /Do not skip it/);
    assert.doesNotMatch(text, /is stopped/, 'It needs nobody.');
    const unskipped = await editor.post(`${page}/today/unskip`, { due: next });
    assert.equal(unskipped.headers.get('location'), `${page}?said=unskipped`);
    assert.equal(await callStore(desk.table, now).load('paper', Number(next)), undefined);
    for (const [path, sent, said] of [
      ['skip', String(monday - 1), 'goesAlready'],
      ['skip', String(Number(next) + 1), 'gone'],
      ['skip', 'soon', 'gone'],
      ['unskip', next, 'gone'],
    ] as const) {
      const answer = await editor.post(`${page}/today/${path}`, { due: sent });
      assert.equal(answer.headers.get('location'), `${page}?said=${said}`);
    }
    assert.equal((await writer.post(`${page}/today/skip`, { due: next })).status, 403);
  });

  test('gives up what a stopped call holds, and then says no more of it', async (t) => {
    const desk = await deskOn(t);
    const call = await opened(desk.table, { scheduledAt: lastDue, goesAt: lastDue });
    await editionStore(desk.table, now).start(newEdition(lastDue));
    const editor = await desk.signedIn('editor');
    await editor.post(`${page}/today/stop`, { due: String(call.scheduledAt) });
    const text = await textOf(editor.get(page));
    assert.equal(text.split('<section class="card urgent">').length - 1, 1, 'one card for both');
    const dropped = await editor.post(`${page}/today/drop`, { due: String(call.scheduledAt) });
    assert.equal(dropped.headers.get('location'), `${page}?said=dropped`);
    assert.match(await textOf(editor.get(page)), /Nothing waits for you/);
  });

  test('shows what waits at the gate, and lets it in', async (t) => {
    const desk = await deskOn(t);
    const approval = { hours: 24, otherwise: 'drop' } as const;
    await feedStore(desk.table).create(feed({ approval, title: 'Hill & <b>Dale</b>' }), '30#0');
    const gate = gateRows(desk.table, desk.table, now);
    const held = item(monday - minuteMs, { key: 'k1', title: 'A <script>alert(1)</script>' });
    await gate.hold({ item: held, identityKeys: ['id:k1'], words: '', why: ['approval'] });
    const writer = await desk.signedIn('writer');
    const text = await textOf(writer.get(page));
    assert.match(text, /1 item of “Hill &amp; &lt;b&gt;Dale&lt;\/b&gt;” waits for your word/);
    assert.match(text, /A &lt;script&gt;/);
    const upTo = /name="upTo" value="(\d+)"/.exec(text)?.[1] ?? '';
    const answer = await writer.post(`${page}/today/gate`, {
      feed: 'feed1',
      word: 'release',
      upTo,
    });
    assert.equal(answer.headers.get('location'), `${page}?said=letIn`);
    assert.equal((await gate.list({ newsletterId: 'paper', feedId: 'feed1' })).length, 0);
    assert.match(await textOf(writer.get(page)), /1 new item came in/);
  });

  test('says in plain words which feeds fail, and why', async (t) => {
    const desk = await deskOn(t);
    const feeds = feedStore(desk.table);
    const failing = { failures: 3, lastError: 'The server answers 503.', failingSince: monday };
    await feeds.create(feed({ id: 'f1', title: 'One', ...failing }), '30#0');
    await feeds.create(feed({ id: 'f2', title: 'Two', silentToldAt: monday }), '30#0');
    await feeds.create(feed({ id: 'f3', title: 'Three', url: 'https://three.example' }), '30#0');
    const text = await textOf((await desk.signedIn('reader')).get(page));
    assert.match(text, /“One” cannot be read: The server answers 503\..*This began on Monday/);
    assert.match(text, /“Two” has brought nothing new for long/);
    assert.doesNotMatch(text, /“Three”/);
  });

  test('pauses all sending and lets it go on, for whoever may send for all newsletters', async (t) => {
    const desk = await deskOn(t);
    const owner = await desk.signedIn('owner');
    assert.match(await textOf(owner.get(page)), /Pause all sending/);
    const fields = { newsletter: 'paper' };
    const paused = await owner.post('/desk/sending/pause', fields);
    assert.equal(paused.headers.get('location'), `${page}?said=paused`);
    assert.equal((await paceStore(desk.table).load())?.paused?.by, 'owner');
    assert.match(await textOf(owner.get(page)), /All sending is paused since/);
    const local = await desk.signedIn('editor', 'paper');
    const text = await textOf(local.get(page));
    assert.match(text, /All sending is paused since/);
    assert.doesNotMatch(text, /Go on with sending/);
    assert.equal((await local.post('/desk/sending/resume', fields)).status, 403);
    await owner.post('/desk/sending/resume', fields);
    assert.equal((await paceStore(desk.table).load())?.paused, undefined);
  });

  test('shows a writer what waits, without the buttons of those who may send', async (t) => {
    const desk = await deskOn(t);
    await opened(desk.table);
    await heldEdition(desk);
    const writer = await desk.signedIn('writer');
    const text = await textOf(writer.get(page));
    assert.match(text, /unless you stop it/);
    assert.doesNotMatch(text, /today\/(?:stop|go|release|drop)/);
    assert.equal((await writer.post(`${page}/today/stop`, { due: String(due) })).status, 403);
  });

  test('costs at most twenty calls of the table, however many read and feed it', async (t) => {
    const desk = await deskOn(t);
    const { table } = desk;
    await addReaders(table, monday - 1, 300);
    const approval = { hours: 24, otherwise: 'drop' } as const;
    for (let n = 0; n < 30; n++) {
      const own = { id: `f${n}`, url: `https://feeds.example/${n}`, approval, failures: n % 3 };
      await feedStore(table).create(feed(own), '30#0');
    }
    for (let n = 0; n < 45; n++) {
      await editionStore(table, now).start(newEdition(lastDue - n * 60_000, { id: `past${n}` }));
    }
    for (let n = 0; n < 5; n++) await heldEdition(desk, { id: `held${n}` });
    await opened(table);
    await readerCountStore(table).countDue(monday);
    const owner = await desk.signedIn('owner');
    const calls = await countCalls(table, async () => {
      const answer = await owner.get(page);
      const text = await answer.text();
      assert.equal(answer.status, 200);
      assert.match(text, /more feeds ask for your word before their items go out/);
      assert.match(text, /1 confirmed reader|300 confirmed readers/);
      assert.ok(Buffer.byteLength(text) < 150_000);
    });
    assert.ok(calls <= 20, `${calls} calls`);
  });
});

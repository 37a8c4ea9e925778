/** The pages of editions: what they say of each, and what their buttons do. */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { minuteMs } from '../../../functions/config/time.ts';
import type { Outcome } from '../../../functions/edition/batch.ts';
import type { Content } from '../../../functions/edition/content.ts';
import type { Edition } from '../../../functions/edition/edition.ts';
import type { Mark } from '../../../functions/edition/mark.ts';
import { batchStore } from '../../../functions/store/batches.ts';
import { contentStore } from '../../../functions/store/contents.ts';
import { editionStore } from '../../../functions/store/editions.ts';
import { heldEditions } from '../../../functions/store/held-editions.ts';
import { markStore } from '../../../functions/store/marks.ts';
import { newEdition } from '../../support/newsletter.ts';
import { countCalls } from '../../support/table-calls.ts';
import { deskOn, monday } from './stage.ts';

const now = () => monday;
const list = '/desk/n/paper/editions';
const page = '/desk/n/paper/e/e1';
const due = Date.parse('2026-03-02T07:00:00Z');

type DeskStage = Awaited<ReturnType<typeof deskOn>>;

async function textOf(answer: Response | Promise<Response>): Promise<string> {
  return (await (await answer).text()).replace(/\s+/g, ' ');
}

async function started({ table }: DeskStage, changes: Partial<Edition> = {}): Promise<Edition> {
  const edition = newEdition(due, { state: 'sending', ...changes });
  await editionStore(table, now).start(edition);
  return edition;
}

/** Adds a batch of these outcomes; readers without one are open. */
async function batched(
  { table }: DeskStage,
  edition: Edition,
  outcomes: readonly (Outcome | undefined)[],
  id = 'b0',
): Promise<void> {
  const batches = batchStore(table, now);
  const readers = outcomes.map((_, n) => `${id}-r${n}`);
  const { cutoff } = edition;
  await batches.add(edition, { id, contentKey: 'c1', from: 0, cutoff, readers });
  const batch = await batches.load({ editionId: edition.id, batchId: id });
  assert.ok(batch);
  const known = outcomes.flatMap((one, n) => (one ? [[`${id}-r${n}`, one] as const] : []));
  const results = { outcomes: Object.fromEntries(known), stragglers: [] };
  await batches.record(batch, results);
}

const submitted: Outcome = { kind: 'submitted', messageId: 'm', at: monday };
const paused: Outcome = { kind: 'skipped', reason: 'paused', at: monday };
const refusedFor = (address: string): Outcome => ({
  kind: 'refused',
  reason: `Address <${address}> is malformed & odd`,
  at: monday,
  kept: true,
});

const content: Content = {
  key: 'c1',
  newsletterId: 'paper',
  subject: 'Ferries & <b>fog</b>',
  html: ['<html><head></head><body>Hello ', { personal: 'address' }, '</body></html>'],
  text: ['Hello in plain text'],
  items: [],
  excluded: [],
  findings: [],
};

describe('the list of editions', () => {
  test('tells of each when it was due, for whom, how it stands and its counts', async (t) => {
    const desk = await deskOn(t);
    await started(desk, { id: 'e0', state: 'done', readers: 1_234, submitted: 1_230, refused: 4 });
    const held = await started(desk, { id: 'e1' });
    const reason = { level: 'error', check: 'surge', count: 120 } as const;
    await heldEditions(desk.table, now).hold(held, [reason]);
    await started(desk, { id: 'e2', state: 'done' });
    await started(desk, { id: 'foreign', newsletterId: 'other' });
    const text = await textOf((await desk.signedIn('reader')).get(list));
    assert.match(text, /1,234/);
    assert.match(text, /held back<\/span> It would bring 120 stories/);
    assert.match(text, /nobody was due/);
    assert.match(text, /href="\/desk\/n\/paper\/e\/e0"/);
    assert.doesNotMatch(text, /foreign/);
    await started(desk, { id: 'e3', state: 'planning', readers: 2 });
    const pageOf = async (id: string) =>
      textOf((await desk.signedIn('reader')).get(`/desk/n/paper/e/${id}`));
    assert.match(await pageOf('e2'), /Nobody was mailed: nothing was new to anybody/);
    assert.match(await pageOf('e3'), /being prepared.*have not all been counted yet/);
  });

  test('says so when there is none', async (t) => {
    const desk = await deskOn(t);
    const text = await textOf((await desk.signedIn('reader')).get(list));
    assert.match(text, /No edition has gone out yet/);
  });

  test('pages through all of them, each once, within twenty calls a page', async (t) => {
    const desk = await deskOn(t);
    for (let n = 0; n < 60; n++) {
      await started(desk, { id: `past${n}`, scheduledAt: due - Math.floor(n / 3) * minuteMs });
    }
    const reader = await desk.signedIn('reader');
    const seen: string[] = [];
    let path: string | undefined = list;
    while (path !== undefined) {
      let text = '';
      const at: string = path;
      const calls = await countCalls(desk.table, async () => {
        text = await textOf(reader.get(at));
      });
      assert.ok(calls <= 20, `${calls} calls`);
      assert.ok(Buffer.byteLength(text) < 150_000);
      seen.push(...[...text.matchAll(/\/e\/(past\d+)"/g)].map(([, id]) => String(id)));
      path = /href="([^"]+\?after=[^"]+)"/.exec(text)?.[1];
    }
    assert.equal(seen.length, 60);
    assert.equal(new Set(seen).size, 60);
  });
});

describe('the page of an edition', () => {
  test('tells live how many have it, how many wait, and what for', async (t) => {
    const desk = await deskOn(t);
    await batched(desk, await started(desk), [submitted, submitted, undefined, undefined]);
    await batched(desk, await started(desk), [submitted, paused], 'b1');
    const owner = await desk.signedIn('owner');
    const text = await textOf(owner.get(page));
    assert.match(text, /data-live="5"/);
    assert.match(text, /It is going out/);
    assert.match(text, /as fast as the mail service takes it/);
    assert.match(text, /1 mail went out\. 4 readers still wait/, 'counted with whole batches');
    await owner.post('/desk/sending/pause', { newsletter: 'paper' });
    assert.match(
      await textOf(owner.get(page)),
      /All sending is paused since .* when somebody lets it/,
    );
  });

  test('stops it, lets it go on, and gives it up; each act is in the log', async (t) => {
    const desk = await deskOn(t);
    await started(desk);
    const editor = await desk.signedIn('editor');
    const load = async () => (await editionStore(desk.table, now).load('e1'))?.state;
    const said = async (act: string) =>
      (await editor.post(`${page}/${act}`)).headers.get('location')?.split('said=')[1];
    assert.equal(await said('release'), 'decided', 'it is not held');
    assert.equal(await said('stop'), 'stopped');
    assert.equal(await load(), 'held');
    const [log] = await desk.deps.audit.list('paper', { limit: 1 });
    assert.deepEqual(
      [log?.object, log?.before, log?.after, log?.outcome],
      ['e1', 'sending', 'held', 'done'],
    );
    assert.match(await textOf(editor.get(page)), /It is held back since/);
    assert.equal(await said('release'), 'released');
    assert.equal(await load(), 'sending');
    assert.equal(await said('stop'), 'stopped');
    assert.equal(await said('drop'), 'dropped');
    assert.equal(await load(), 'dropped');
    assert.equal(await said('drop'), 'decided');
    const [last] = await desk.deps.audit.list('paper', { limit: 1 });
    assert.equal(last?.outcome, 'refused');
    assert.match(await textOf(editor.get(page)), /It was given up/);
  });

  test('says that it was too late for one that is done', async (t) => {
    const desk = await deskOn(t);
    await started(desk, { state: 'done', readers: 2, submitted: 2 });
    const editor = await desk.signedIn('editor');
    assert.doesNotMatch(await textOf(editor.get(page)), /Stop it/);
    const answer = await editor.post(`${page}/stop`);
    assert.equal(answer.headers.get('location'), `${page}?said=tooLate`);
  });

  test('shows a writer how it stands, without the buttons of those who may send', async (t) => {
    const desk = await deskOn(t);
    await started(desk);
    const writer = await desk.signedIn('writer');
    const text = await textOf(writer.get(page));
    assert.match(text, /Somebody who may send decides about it/);
    assert.doesNotMatch(text, /e1\/(?:stop|release|drop)/);
    assert.equal((await writer.post(`${page}/stop`)).status, 403);
  });

  test('shows and decides nothing about an edition of another newsletter', async (t) => {
    const desk = await deskOn(t);
    await started(desk, { newsletterId: 'other' });
    const editor = await desk.signedIn('editor', 'paper');
    for (const path of [page, `${page}/preview`, `${page}/reasons`]) {
      assert.equal((await editor.get(path)).status, 404, path);
    }
    assert.equal((await editor.post(`${page}/stop`)).status, 404);
    assert.equal((await editionStore(desk.table, now).load('e1'))?.state, 'sending');
  });

  test('shows what it says in a frame that can do nothing, and what had been changed', async (t) => {
    const desk = await deskOn(t);
    const edition = await started(desk);
    await contentStore(desk.table, now).put(content);
    await batched(desk, edition, [submitted, undefined]);
    const mark: Mark = {
      ...{ id: 'm1', newsletterId: 'paper', from: 0, until: monday, madeAt: 0 },
      ...{ kind: 'pin', item: { feedId: 'feed1', key: 'a' }, named: 'The <i>pier</i>' },
    };
    await markStore(desk.table, now).record(edition, [mark]);
    const reader = await desk.signedIn('reader');
    const live = await textOf(reader.get(page));
    assert.match(live, /Ferries &amp; &lt;b&gt;fog/);
    assert.match(live, /“The &lt;i&gt;pier&lt;\/i&gt;” stands at the top/);
    assert.doesNotMatch(live, /<iframe/, 'not while its counts are looked at again and again');
    const text = await textOf(reader.get(`${page}?look=dark`));
    assert.match(text, /<iframe class="preview dark" sandbox=""/);
    assert.doesNotMatch(text, /data-live="5"/);
    const preview = await reader.get(`${page}/preview?look=dark`);
    assert.match(preview.headers.get('content-security-policy') ?? '', /sandbox/);
    assert.match(await preview.text(), /Hello reader@example\.org/);
  });

  test('tells why readers were not mailed, without addresses, within twenty calls', async (t) => {
    const desk = await deskOn(t);
    const edition = await started(desk);
    const outcomes = [submitted, paused, refusedFor('a@x.example'), refusedFor('b@x.example')];
    for (const digit of '0123456789abcdef') {
      await batched(desk, edition, outcomes, `b${digit}`);
    }
    const reader = await desk.signedIn('reader');
    let text = '';
    const calls = await countCalls(desk.table, async () => {
      text = await textOf(reader.get(`${page}/reasons`));
    });
    assert.ok(calls <= 20, `${calls} calls`);
    assert.match(text, /Counted from all of its readers/);
    assert.match(text, /Address &lt;…&gt; is malformed &amp; odd<\/q>.*?>32</);
    assert.match(text, /The next edition brings the same stories/);
    assert.match(text, /Paused by the reader.*?>16</);
    assert.doesNotMatch(text, /x\.example/);
    assert.match(await textOf(reader.get(page)), /Who was refused or passed over, and why/);
  });

  test('says that the reasons are a sample where there are more batches than a page reads', async (t) => {
    const desk = await deskOn(t);
    const edition = await started(desk);
    for (let n = 0; n < 97; n++) await batched(desk, edition, [paused], `b${n}0`);
    const text = await textOf((await desk.signedIn('reader')).get(`${page}/reasons`));
    assert.match(text, /Counted from 3 of its 97 batches, so the numbers are a sample/);
  });
});

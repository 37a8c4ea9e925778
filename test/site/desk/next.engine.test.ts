/** The page of the next edition: what it shows, and what is changed there. */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { hourMs } from '../../../functions/config/time.ts';
import { schemaVersion } from '../../../functions/config/upgrade.ts';
import { openSegment } from '../../../functions/edition/segment.ts';
import { callStore } from '../../../functions/store/calls.ts';
import { getRow } from '../../../functions/store/client.ts';
import { contentStore } from '../../../functions/store/contents.ts';
import { feedStore } from '../../../functions/store/feeds.ts';
import { markStore } from '../../../functions/store/marks.ts';
import { schemaStore } from '../../../functions/store/schema.ts';
import { segmentStore } from '../../../functions/store/segments.ts';
import { keys } from '../../../functions/store/table.ts';
import {
  addItems,
  addReader,
  feed,
  item,
  newsletter,
  seedReaders,
} from '../../support/newsletter.ts';
import { countCalls } from '../../support/table-calls.ts';
import { deskOn, monday } from './stage.ts';

const now = () => monday;
const page = '/desk/n/paper/next';

async function textOf(answer: Response | Promise<Response>): Promise<string> {
  return (await (await answer).text()).replace(/\s+/g, ' ');
}

/** A newsletter of two sections whose feed has brought two stories. */
async function deskWithNews(t: Parameters<typeof deskOn>[0]) {
  const sections = [
    { id: 'news', name: 'News' },
    { id: 'sea', name: 'The sea' },
  ];
  const desk = await deskOn(t, [newsletter({ sections, ownerAddress: 'olive@paper.example' })]);
  await feedStore(desk.table).create(feed({ state: 'stopped' }), '30#0');
  await addReader(desk.table, monday - 12 * hourMs);
  await addItems(
    desk.table,
    item(monday - 2 * hourMs, { key: 'ferry', title: 'The ferry is <i>late</i> & slow' }),
    item(monday - hourMs, { key: 'tide', title: 'A tide table' }),
  );
  return desk;
}

const ferry = { feed: 'feed1', key: 'ferry', named: 'The ferry is late' };

describe('the page of the next edition', () => {
  test('shows for whom it is, when it is due, what was found, and its stories', async (t) => {
    const desk = await deskWithNews(t);
    const editor = await desk.signedIn('editor');
    const text = await textOf(editor.get(page));
    assert.match(text, /Every day at 7:00 AM/);
    assert.match(text, /Due on Tuesday, March 3, 2026/);
    assert.match(text, /<iframe class="preview light" sandbox=""/);
    assert.match(text, /The ferry is &lt;i&gt;late&lt;\/i&gt; &amp; slow/);
    assert.match(text, /What was found/);
    assert.doesNotMatch(text, /Nobody has made this choice yet/);
  });

  test('shows it in a frame that can do nothing, light, dark and as plain text', async (t) => {
    const desk = await deskWithNews(t);
    const reader = await desk.signedIn('reader');
    const light = await reader.get(`${page}/preview?look=light`);
    assert.match(light.headers.get('content-security-policy') ?? '', /sandbox/);
    assert.match(light.headers.get('content-security-policy') ?? '', /default-src 'none'/);
    const html = await light.text();
    assert.match(html, /A tide table/);
    assert.doesNotMatch(html, /prefers-color-scheme: dark\)/);
    assert.match(await textOf(reader.get(`${page}/preview?look=dark`)), /@media all/);
    assert.match(
      await textOf(reader.get(`${page}/preview?look=text`)),
      /<pre dir="auto">.*A tide table/,
    );
  });

  test('says so when nothing is new', async (t) => {
    const desk = await deskOn(t);
    const editor = await desk.signedIn('editor');
    const text = await textOf(editor.get(page));
    assert.match(text, /Nothing is new since .* nothing goes out/);
    assert.match(text, /What comes in until then is added\. Nobody has made this choice yet/);
    assert.equal((await editor.get(`${page}/preview`)).status, 404);
    const tested = await editor.post(`${page}/test`, { to: '0' });
    assert.equal(tested.headers.get('location'), `${page}?said=nothing`);
    assert.deepEqual(desk.queued, []);
  });

  test('says until when more comes in where its owner is asked first', async (t) => {
    const schedule = { cadence: 'instant', zone: 'UTC' } as const;
    for (const [changes, says] of [
      [
        { name: 'Daily' },
        /Shown as it would be now\. What comes in until Tuesday, March 3, 2026 at 6:30.AM/,
      ],
      [
        { defaultSchedule: schedule },
        /You are shown it as soon as something is new, before it goes/,
      ],
    ] as const) {
      const sending = { mode: 'veto', lastCallMinutes: 30 } as const;
      const desk = await deskOn(t, [newsletter({ sending, ...changes })]);
      const text = await textOf((await desk.signedIn('editor')).get(page));
      assert.match(text, says);
      assert.doesNotMatch(text, /It goes out as soon/);
    }
  });

  test('pins, leaves out, moves and retitles a story, and takes that back', async (t) => {
    const desk = await deskWithNews(t);
    const writer = await desk.signedIn('writer');
    const { list } = markStore(desk.table, now);
    const press = async (act: string, fields: Record<string, string>) =>
      (await writer.post(`${page}/${act}`, fields)).headers.get('location');
    assert.equal(await press('pin', { ...ferry, key: 'tide' }), `${page}?said=pin`);
    assert.equal(await press('retitle', { ...ferry, title: 'The ferry' }), `${page}?said=retitle`);
    assert.equal(await press('move', { ...ferry, section: 'sea' }), `${page}?said=move`);
    const text = await textOf(writer.get(page));
    assert.match(text, /<ol>.*A tide table.*The ferry<\/strong>/, 'the pinned one first');
    assert.match(text, /“The ferry is late” stands in The sea/);
    assert.match(await textOf(writer.get(`${page}/preview`)), /The sea/);
    assert.equal(await press('leave-out', ferry), `${page}?said=leave-out`);
    assert.doesNotMatch(await textOf(writer.get(`${page}/preview`)), /The ferry/);
    for (const { id } of await list('paper')) {
      assert.equal(await press('take-back', { mark: id }), `${page}?said=takenBack`);
    }
    assert.deepEqual(await list('paper'), []);
    assert.match(await textOf(writer.get(`${page}/preview`)), /The ferry is/);
  });

  test('refuses what no edition could print, in a sentence', async (t) => {
    const desk = await deskWithNews(t);
    const writer = await desk.signedIn('writer');
    const said = async (act: string, fields: Record<string, string>) =>
      (await writer.post(`${page}/${act}`, fields)).headers.get('location')?.split('said=')[1];
    assert.equal(await said('retitle', { ...ferry, title: '', excerpt: '' }), 'badWords');
    assert.equal(await said('retitle', { ...ferry, title: 'x'.repeat(301) }), 'badWords');
    assert.equal(await said('retitle', { ...ferry, excerpt: 'x'.repeat(1_001) }), 'badWords');
    assert.equal(await said('move', { ...ferry, section: 'nowhere' }), 'badWords');
    assert.equal(await said('note', { text: ' ' }), 'badNote');
    assert.equal(await said('note', { text: 'x'.repeat(5_001) }), 'badNote');
    assert.equal(
      await said('item', { title: 'A', link: 'javascript:alert(1)', section: 'news' }),
      'badItem',
    );
    assert.equal(await said('item', { title: 'A\nB', section: 'news' }), 'badItem');
    assert.equal(await said('take-back', { mark: '' }), 'gone');
    const { list, save } = markStore(desk.table, now);
    assert.deepEqual(await list('paper'), []);
    await writer.post(`${page}/pin`, ferry);
    const [first] = await list('paper');
    assert.ok(first);
    for (let n = 1; n < 200; n++) await save({ ...first, id: `m${n}` });
    assert.equal(await said('note', { text: 'One more.' }), 'full');
    assert.match(await textOf(writer.get(`${page}?said=full`)), /There are 200 changes already/);
  });

  test('puts a note and an item of one’s own in, whatever they hold', async (t) => {
    const desk = await deskWithNews(t);
    const writer = await desk.signedIn('writer');
    const long = `Dear readers ${'and so on '.repeat(300)}`;
    await writer.post(`${page}/note`, { text: `${long}<script>alert(1)</script>` });
    await writer.post(`${page}/item`, {
      title: 'Our <b>fair</b>',
      text: '*Come!*',
      section: 'sea',
    });
    const preview = await textOf(writer.get(`${page}/preview`));
    assert.match(preview, /Dear readers/);
    assert.match(preview, /Our &lt;b&gt;fair/);
    assert.doesNotMatch(preview, /<script/);
    assert.match(
      await textOf(writer.get(page)),
      /“Our &lt;b&gt;fair&lt;\/b&gt;”, of your own, in The sea/,
    );
    const [note] = (await markStore(desk.table, now).list('paper')).filter(
      (m) => m.kind === 'note',
    );
    assert.equal(note?.kind === 'note' && note.texts.en?.markdown.length, long.length + 25);
  });

  test('mails a test to an address of the owner, and to no other', async (t) => {
    const desk = await deskWithNews(t);
    const editor = await desk.signedIn('editor');
    assert.match(await textOf(editor.get(page)), /o•••@paper\.example/);
    const answer = await editor.post(`${page}/test`, { to: '0' });
    assert.equal(answer.headers.get('location'), `${page}?said=tested`);
    const [noticeId = ''] = desk.queued;
    const row = await getRow(desk.table, keys.notice(noticeId));
    assert.match(JSON.stringify(row), /olive@paper\.example/);
    const foreign = await editor.post(`${page}/test`, { to: 'mallory@evil.example' });
    assert.equal(foreign.headers.get('location'), `${page}?said=foreign`);
    assert.equal(desk.queued.length, 1);
    const writer = await desk.signedIn('writer');
    assert.equal((await writer.post(`${page}/test`, { to: '0' })).status, 403);
  });

  test('shows what was shown for a veto, and stops it there', async (t) => {
    const desk = await deskWithNews(t);
    const due = Date.parse('2026-03-03T07:00:00Z');
    await callStore(desk.table, now).open({
      ...{ newsletterId: 'paper', scheduledAt: due, calledAt: monday, goesAt: due },
      cutoff: monday - 90 * 60_000,
      state: 'waiting',
    });
    const editor = await desk.signedIn('editor');
    const text = await textOf(editor.get(page));
    assert.match(text, /Shown is what goes/);
    assert.match(text, /unless you stop it.*\/today\/stop/);
    const preview = await textOf(editor.get(`${page}/preview`));
    assert.match(preview, /The ferry/);
    assert.doesNotMatch(preview, /A tide table/, 'it came in after the cutoff');
  });

  test('writes nothing when it is looked at', async (t) => {
    const desk = await deskWithNews(t);
    const editor = await desk.signedIn('editor');
    const names: string[] = [];
    desk.table.client.middlewareStack.add(
      (next, { commandName = '' }) =>
        (args) => {
          names.push(commandName);
          return next(args);
        },
      { name: 'names', step: 'initialize' },
    );
    await editor.get(page);
    await editor.get(`${page}/preview`);
    desk.table.client.middlewareStack.remove('names');
    assert.deepEqual(
      names.filter((name) => !/^(?:Get|Query|BatchGet)/.test(name)),
      [],
    );
    assert.equal(await contentStore(desk.table, now).load('none'), undefined);
  });

  test('costs as many calls for many stories and readers as for few, and stays small', async (t) => {
    const desk = await deskWithNews(t);
    await schemaStore(desk.table).begin(schemaVersion);
    const editor = await desk.signedIn('editor');
    const cost = () => countCalls(desk.table, () => editor.get(page));
    const few = await cost();
    for (let n = 0; n < 40; n++) await addReader(desk.table, monday - 12 * hourMs);
    const many = Array.from({ length: 80 }, (_, n) =>
      item(monday - hourMs + n, {
        key: `k${n}`,
        title: `The story number ${n} ${'of many '.repeat(9)}`,
      }),
    );
    await addItems(desk.table, ...many);
    const text = await textOf(editor.get(page));
    assert.ok(Buffer.byteLength(text) < 150_000, `${Buffer.byteLength(text)} bytes`);
    const some = await cost();
    assert.ok(Math.max(some, few) <= 20, `${some} calls, ${few} before`);
    t.diagnostic(`${few} calls, then ${some}; ${Buffer.byteLength(text)} bytes`);
  });
});

test('of a newsletter with hundreds of segments few are read, and the usual and the named one are among them', async (t) => {
  const desk = await deskOn(t);
  // So many that each key range of their segment has some.
  await seedReaders(desk.table, monday - 24 * hourMs, 150);
  const { join } = segmentStore(desk.table);
  const ids = await Promise.all(
    Intl.supportedValuesOf('timeZone').map((zone) =>
      openSegment(
        {
          newsletterId: 'paper',
          schedule: { cadence: 'weekly', weekday: 1, hour: 9, zone },
          sections: 'all',
        },
        { join, now: () => monday },
      ),
    ),
  );
  assert.ok(ids.length > 410, `${ids.length} segments`);
  const last = ids.toSorted().at(-1) ?? '';
  const reader = await desk.signedIn('reader');
  const page = async (query: string) => (await reader.get(`/desk/n/paper/next${query}`)).text();
  let usual = '';
  const calls = await countCalls(desk.table, async () => {
    usual = await page('');
  });
  assert.ok(calls <= 20, `${calls} calls`);
  assert.match(usual, /<option value="daily-[0-9a-f]{16}" selected>/);
  assert.ok((await page(`?for=${last}`)).includes('Every Monday at 9:00 AM'));
  assert.match(await page(`?for=${last}`), new RegExp(`value="${last}" selected`));
  assert.match(await page(`?for=${'x'.repeat(2_000)}`), /<option value="daily-/);
});

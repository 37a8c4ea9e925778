/** Growth at the desk: what was counted as it happened, since when, and who it was. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { DeleteCommand, PutCommand } from '@aws-sdk/lib-dynamodb';
import { dayMs, hourMs } from '../../../functions/config/time.ts';
import type { Table } from '../../../functions/store/client.ts';
import { editionStore } from '../../../functions/store/editions.ts';
import { eraseSubscriber } from '../../../functions/store/erasures.ts';
import { keepImported } from '../../../functions/store/imports.ts';
import { readerCountStore } from '../../../functions/store/readers.ts';
import { toRow } from '../../../functions/store/subscriber-row.ts';
import { subscriberStore } from '../../../functions/store/subscribers.ts';
import { suppressAddress } from '../../../functions/store/suppressions.ts';
import { keys } from '../../../functions/store/table.ts';
import { toUnsubscribed } from '../../../functions/subscriber/moves.ts';
import type { LeavingReason, Subscriber } from '../../../functions/subscriber/subscriber.ts';
import { addReader, newEdition } from '../../support/newsletter.ts';
import { countCalls } from '../../support/table-calls.ts';
import { deskOn, monday } from './stage.ts';

const page = '/desk/n/paper/growth';
const due = monday - 3 * dayMs;

async function textOf(answer: Response | Promise<Response>): Promise<string> {
  return (await (await answer).text()).replace(/\s+/g, ' ');
}

/** The rows of the table of a chart, cell by cell. */
function figuresOf(text: string, id: string): string[][] {
  const from = text.indexOf(`id="${id}-title"`);
  const table = text.slice(text.indexOf('<tbody>', from), text.indexOf('</tbody>', from));
  return table
    .split('<tr>')
    .slice(1)
    .map((row) =>
      [...row.matchAll(/<bdi>\u2068?([^<\u2069]*)\u2069?<\/bdi>|–/g)].map(
        ([all, one]) => one ?? all,
      ),
    );
}

async function mailed(table: Table, reader: Subscriber): Promise<Subscriber> {
  const lastSubmitted = { editionId: 'e1', batchId: 'b', messageId: 'm-17', at: due };
  const row = { ...reader, lastSubmitted };
  await table.client.send(new PutCommand({ TableName: table.name, Item: toRow(row) }));
  return row;
}

async function leave(table: Table, reader: Subscriber, at: number, why?: LeavingReason) {
  const { save } = subscriberStore(table, () => at);
  const move = toUnsubscribed(reader, 'page', at);
  assert.ok(move);
  await save(reader.id, move.expected, move.changes);
  if (why === undefined) return;
  const consent = { ...reader.consent, ...move.changes.consent, withdrawnReason: why };
  await save(reader.id, { state: 'unsubscribed' }, { consent });
}

/** Six came five days ago; after an edition one left, one's address gave up, and one complained. */
async function grown(table: Table) {
  const came = monday - 5 * dayMs;
  const readers: Subscriber[] = [];
  for (const name of ['ann', 'bob', 'cid', 'dora', 'eve', 'fay']) {
    readers.push(
      await mailed(table, await addReader(table, came, { address: `${name}@a.example` })),
    );
  }
  const [ann, bob, cid, dora] = readers;
  assert.ok(ann && bob && cid && dora);
  const edition = newEdition(due, { state: 'done', readers: 6, submitted: 6 });
  await editionStore(table, () => due).start(edition);
  await leave(table, ann, due + hourMs, 'too-many');
  await suppressAddress(table, bob.addressKey, 'bounce', due + 2 * hourMs);
  await suppressAddress(table, cid.addressKey, 'complaint', due + dayMs);
  await leave(table, dora, due + dayMs);
  await readerCountStore(table).countDue(monday);
  return { ann, bob, cid, dora };
}

test('the page tells day by day who joined, left, gave up and complained, and why', async (t) => {
  const { signedIn, table, errors } = await deskOn(t);
  await grown(table);
  const reader = await signedIn('reader');
  const text = await textOf(reader.get(page));
  const moves = figuresOf(text, 'moves');
  assert.equal(moves.length, 30);
  assert.deepEqual(moves.slice(-6), [
    ['Feb 25, 2026', '6', '0', '0', '0'],
    ['Feb 26, 2026', '0', '0', '0', '0'],
    ['Feb 27, 2026', '0', '1', '1', '0'],
    ['Feb 28, 2026', '0', '1', '0', '1'],
    ['Mar 1, 2026', '0', '0', '0', '0'],
    ['Mar 2, 2026', '0', '0', '0', '0'],
  ]);
  assert.deepEqual(
    figuresOf(text, 'total')
      .slice(-6)
      .map(([, total]) => total),
    ['6', '6', '4', '2', '2', '2'],
  );
  assert.deepEqual(
    figuresOf(text, 'reasons')
      .slice(-4, -2)
      .map(([, ...why]) => why),
    [
      ['1', '0', '0', '0', '0'],
      ['0', '0', '0', '0', '1'],
    ],
  );
  assert.deepEqual(
    figuresOf(text, 'editions').map(([, ...counts]) => counts),
    [['6', '2', '1', '1']],
  );
  assert.match(text, /Readers now<\/dt><dd dir="auto">2</);
  assert.match(text, /Difference<\/dt><dd dir="auto"><bdi>\+2</);
  assert.match(text, /the address gave up<\/dt><dd dir="auto">1</);
  assert.doesNotMatch(text, /a\.example/, 'there are only counts on it');
  assert.deepEqual(errors, []);
});

test('it says since when the counts are known, and shows no zero of before', async (t) => {
  const { signedIn, table } = await deskOn(t);
  const reader = await signedIn('reader');
  const empty = await textOf(reader.get(page));
  assert.match(empty, /the counts begin with the first reader who comes or leaves/);
  for (const title of ['Readers over time', 'Who joined and who left', 'Why they left']) {
    const said = `${title}: nothing has been counted yet; counting begins with the first reader`;
    assert.match(empty, new RegExp(said));
  }
  assert.doesNotMatch(empty, /<svg/);
  await grown(table);
  const text = await textOf(reader.get(page));
  assert.match(text, /Counted as it happens, since Feb 25, 2026\. What was before is not known/);
  for (const id of ['total', 'moves', 'reasons']) {
    const [first, ...others] = figuresOf(text, id)[0] ?? [];
    assert.equal(first, 'Feb 1, 2026');
    assert.deepEqual([...new Set(others)], ['–'], id);
  }
});

test('a chart in which nothing happened says so in words, and from when it is counted', async (t) => {
  const { signedIn, table } = await deskOn(t);
  await addReader(table, monday - 2 * dayMs);
  const early = monday - 20 * dayMs;
  await editionStore(table, () => early).start(newEdition(early, { state: 'done', submitted: 6 }));
  const visitor = await signedIn('reader');
  const said = {
    en: [
      /Why they left: none in this time\. It is counted since Feb 28, 2026\./,
      /Readers over time: not counted yet\. Readers are counted once a day\./,
      /: from before anything was counted\. It is counted since Feb 28, 2026\./,
    ],
    de: [/: keine in dieser Zeit\. Gezählt wird seit 28\.02\.2026\./],
    ar: [/لا شيء في هذه المدة/],
    'zh-Hans': [/这段时间没有/],
  };
  for (const [language, lines] of Object.entries(said)) {
    const text = await textOf(visitor.get(page, { 'accept-language': language }));
    for (const line of lines) assert.match(text, line);
    assert.equal(
      text.match(/<svg class="chart-picture"/g)?.length,
      1,
      'who joined is the only picture',
    );
  }
});

test('90 and 400 days are shown, each within twenty calls and 150 KB, whatever happened in them', async (t) => {
  const { signedIn, table } = await deskOn(t);
  const counts = [
    'imported',
    'left',
    'gained-imported',
    'lost-left',
    'lost-bounced',
    'lost-complained',
  ];
  const because = ['too-many', 'not-for-me', 'never-asked', 'other'].map((one) => `because-${one}`);
  for (let n = 0; n < 400; n++) {
    const day = new Date(monday - n * dayMs).toISOString().slice(0, 10);
    const busy = [...counts, ...because].map((name, i) => [name, 123_457 + 31 * n * (i + 1)]);
    const Item = { pk: 'COUNTS#paper', sk: `DAY#${day}#0`, ...Object.fromEntries(busy) };
    await table.client.send(new PutCommand({ TableName: table.name, Item }));
  }
  for (let n = 0; n < 60; n++) {
    const at = monday - n * dayMs;
    const edition = newEdition(at, { id: `e${n}`, state: 'done', submitted: 1_234_567 });
    await editionStore(table, () => at).start(edition);
  }
  await readerCountStore(table).countDue(monday);
  const reader = await signedIn('reader');
  for (const [days, bars] of [
    [30, 30],
    [90, 90],
    [400, 58],
  ] as const) {
    let text = '';
    const calls = await countCalls(table, async () => {
      text = await (await reader.get(`${page}?days=${days}`)).text();
    });
    assert.ok(calls <= 20, `${calls} calls`);
    assert.ok(Buffer.byteLength(text) < 150_000, `${days} days: ${Buffer.byteLength(text)} bytes`);
    assert.equal(figuresOf(text, 'moves').length, bars);
    assert.equal(figuresOf(text, 'editions').length, Math.min(40, days));
    assert.match(text, new RegExp(`days=${days}" aria-current="true"`));
  }
  const odd = await textOf(reader.get(`${page}?days=1e9`));
  assert.equal(figuresOf(odd, 'moves').length, 30);
});

test('one day is told move by move to who looks after readers, without an address in its own address', async (t) => {
  const { signedIn, table } = await deskOn(t);
  const { ann, dora } = await grown(table);
  await eraseSubscriber(table, dora, monday);
  const rows = [0, 1].map((n) => {
    const own = { id: `i${n}`, address: `in${n}@a.example`, addressKey: `in${n}@a.example` };
    return { reader: { ...ann, ...own } };
  });
  assert.equal(await keepImported(table, rows, due), 'kept');
  const owner = await signedIn('owner');
  const text = await textOf(owner.get(`${page}/day?day=2026-02-27`));
  assert.match(text, /Who came and left on Feb 27, 2026/);
  assert.match(
    text,
    new RegExp(
      `left – Too many mails</td><td[^>]*><a href="/desk/n/paper/r/${ann.id}">ann@a.example`,
    ),
  );
  assert.match(text, /came by an import<\/td><td[^>]*>2 readers/);
  assert.match(await textOf(owner.get(`${page}/day?day=2026-02-28`)), /erased, or kept no more/);
  assert.match(
    await textOf(owner.get(`${page}/day?day=2026-01-01`)),
    /Nobody came or left on that day/,
  );
  assert.match(await textOf(owner.get(`${page}/day?day=soon&before=%00`)), /on Mar 2, 2026/);
  const editor = await signedIn('editor');
  assert.equal((await editor.get(`${page}/day`)).status, 403);
  assert.doesNotMatch(await textOf(editor.get(page)), /growth\/day/);
});

test('a day with many moves has pages, and each move is on one of them', async (t) => {
  const { signedIn, table } = await deskOn(t);
  for (let n = 0; n < 40; n++) await addReader(table, monday, { address: `r${n}@a.example` });
  const owner = await signedIn('owner');
  const seen: string[] = [];
  let path: string | undefined = `${page}/day?day=2026-03-02`;
  while (path !== undefined) {
    const text = await textOf(owner.get(path));
    seen.push(...[...text.matchAll(/>(r\d+@a\.example)</g)].map(([, one]) => String(one)));
    path = /href="([^"]*before=[^"]*)"/.exec(text)?.[1]?.replaceAll('&amp;', '&');
    assert.doesNotMatch(path ?? '', /example/);
  }
  assert.equal(seen.length, 80, 'each asked and confirmed');
  assert.equal(new Set(seen).size, 40);
});

test('a past edition tells its bounces, complaints and leavings, who they were, and leads to a reader', async (t) => {
  const desk = await deskOn(t);
  const { signedIn, table } = desk;
  const { ann, bob, cid, dora } = await grown(table);
  const owner = await signedIn('owner');
  const edition = '/desk/n/paper/e/e1';
  const text = await textOf(owner.get(edition));
  assert.match(text, /Addresses that gave up after it<\/dt><dd dir="auto">1</);
  assert.match(text, /Complaints<\/dt><dd dir="auto">1</);
  assert.match(text, /Left after it<\/dt><dd dir="auto">2</);
  let gone = '';
  const calls = await countCalls(table, async () => {
    gone = await textOf(owner.get(`${edition}/gone`));
  });
  assert.equal(calls, 8, 'however many days and moves there were since');
  const order = [...gone.matchAll(/\/r\/([^"]+)"/g)].map(([, id]) => id);
  assert.deepEqual(new Set(order), new Set([ann.id, bob.id, cid.id, dora.id]));
  assert.deepEqual(order.slice(0, 2), [ann.id, bob.id], 'in the order in which they went');
  assert.match(gone, /left – Too many mails/);
  const traced = await owner.post(`${edition}/gone`, { address: 'Ann@a.example' });
  assert.equal(traced.headers.get('location'), `/desk/n/paper/r/${ann.id}/e/e1`);
  const reader = await textOf(owner.get(`/desk/n/paper/r/${ann.id}`));
  assert.match(reader, /Last edition<\/dt><dd[^>]*><a href="\/desk\/n\/paper\/e\/e1">/);
  assert.match(reader, /m-17/);
  const nobody = await owner.post(`${edition}/gone`, { address: 'zoe@a.example' });
  assert.equal(nobody.headers.get('location'), `${edition}/gone?said=unknown`);
  assert.match(
    await textOf(owner.get(`${edition}/gone?said=unknown`)),
    /No reader of this newsletter/,
  );
  const entries = await desk.deps.audit.list('paper', { limit: 10 });
  assert.deepEqual(
    entries.map(({ object }) => object),
    [undefined, ann.id],
  );
  assert.doesNotMatch(JSON.stringify(entries), /a\.example/);
  const editor = await signedIn('editor');
  assert.doesNotMatch(await textOf(editor.get(edition)), /e1\/gone/);
  assert.equal((await editor.get(`${edition}/gone`)).status, 403);
});

test('who went under an earlier release, which named nobody after an edition, is shown with who went since', async (t) => {
  const { signedIn, table } = await deskOn(t);
  const { ann, bob, cid, dora } = await grown(table);
  const owner = await signedIn('owner');
  const namesShown = async () => {
    const gone = await textOf(owner.get('/desk/n/paper/e/e1/gone'));
    return [...gone.matchAll(/\/r\/([^"]+)"/g)].map(([, id]) => id);
  };
  const now = await namesShown();
  for (const [at, { id }, kind] of [
    [due + hourMs, ann, 'left'],
    [due + dayMs, cid, 'complained'],
  ] as const) {
    const Key = keys.leaving('paper', 'e1', at, id, kind);
    await table.client.send(
      new DeleteCommand({
        TableName: table.name,
        Key,
        ConditionExpression: 'attribute_exists(pk)',
      }),
    );
  }
  let then: unknown[] = [];
  const calls = await countCalls(table, async () => {
    then = await namesShown();
  });
  assert.deepEqual(then, now);
  assert.deepEqual(new Set(then), new Set([ann.id, bob.id, cid.id, dora.id]));
  assert.ok(calls <= 20, `${calls} calls`);
});

test('of an edition that was due before anything was counted nothing is claimed', async (t) => {
  const { signedIn, table } = await deskOn(t);
  const early = due - 90 * dayMs;
  await editionStore(table, () => early).start(
    newEdition(early, { state: 'done', readers: 6, submitted: 6 }),
  );
  await addReader(table, monday - dayMs);
  const text = await textOf((await signedIn('owner')).get('/desk/n/paper/e/e1'));
  assert.equal(text.match(/not counted at that time/g)?.length, 3);
});

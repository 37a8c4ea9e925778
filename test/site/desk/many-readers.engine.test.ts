/** The pages about readers cost as many calls of the table with a hundred thousand rows as with few. */
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { test } from 'node:test';
import { BatchWriteCommand } from '@aws-sdk/lib-dynamodb';
import { dayMs } from '../../../functions/config/time.ts';
import { addressRow } from '../../../functions/store/address-row.ts';
import type { Row, Table } from '../../../functions/store/client.ts';
import { editionStore } from '../../../functions/store/editions.ts';
import { toRow } from '../../../functions/store/subscriber-row.ts';
import { keys } from '../../../functions/store/table.ts';
import type { Subscriber } from '../../../functions/subscriber/subscriber.ts';
import { addReader, newEdition, newsletter } from '../../support/newsletter.ts';
import { countCalls } from '../../support/table-calls.ts';
import { deskOn, monday, siteUrl } from './stage.ts';

/** In each some come, and more ask without confirming, on every one of these days. */
const sizes = { small: { readers: 1_000, days: 10 }, large: { readers: 12_000, days: 400 } };
type Size = keyof typeof sizes;
const countedDays = 400;
const askedADay = 160;
const parts = 8;
/** Each so manieth has left after an edition. */
const leftOneIn = 40;
const rowsAWrite = 25;
const writersAtOnce = 12;

async function put(table: Table, rows: Iterator<Row>): Promise<number> {
  let written = 0;
  const write = async () => {
    for (;;) {
      const some: Row[] = [];
      for (let n = 0; n < rowsAWrite; n++) {
        const { value, done } = rows.next();
        if (done === true) break;
        some.push(value);
      }
      if (some.length === 0) return;
      const puts = some.map((Item) => ({ PutRequest: { Item } }));
      await table.client.send(new BatchWriteCommand({ RequestItems: { [table.name]: puts } }));
      written += some.length;
    }
  };
  await Promise.all(Array.from({ length: writersAtOnce }, write));
  return written;
}

function* rowsOf(size: Size, pattern: Subscriber): Generator<Row> {
  yield* readersOf(size, pattern);
  const { readers, days } = sizes[size];
  for (let n = 0; n < days * askedADay; n++) {
    const [at, id] = [monday - 1 - Math.floor((n * dayMs) / askedADay), randomUUID()];
    yield {
      ...keys.readerMove(size, at, id, 'asked'),
      kind: 'asked',
      at,
      readers: [id],
      mailed: 0,
    };
  }
  for (let part = 0; part < parts; part++) {
    const counts = { asked: 20, confirmed: readers, 'gained-confirmed': readers, left: 9 };
    for (let n = 0; n < countedDays; n++) {
      const key = keys.dayCounts(size, monday - n * dayMs, part);
      yield { ...key, ...counts, 'lost-left': 9, 'because-other': 1 };
    }
    const left = Math.floor((readers / leftOneIn + part) / parts);
    yield { ...keys.editionCounts(size, `${size}-e`, part), left };
  }
  yield { ...keys.readers(size), readers, countedAt: monday, netThen: 0 };
}

/** Readers who came one after the other. */
function* readersOf(size: Size, pattern: Subscriber): Generator<Row> {
  const { readers, days } = sizes[size];
  for (let n = 0; n < readers; n++) {
    const addressKey = `reader${n}@${size}.example`;
    const at = monday - 1 - Math.floor((n * days * dayMs) / readers);
    const own = { id: randomUUID(), address: addressKey, addressKey, createdAt: at };
    const consent = { ...pattern.consent, requestedAt: at, confirmedAt: at };
    const here: Subscriber = { ...pattern, ...own, consent };
    const gone: Subscriber = {
      ...here,
      ...{ state: 'unsubscribed', consent: { ...consent, withdrawnAt: at } },
    };
    const isGone = n % leftOneIn === 0;
    const [kind, mailed] = isGone ? ['left', -1] : ['confirmed', 1];
    yield toRow(isGone ? gone : here);
    yield addressRow(here);
    yield {
      ...keys.readerMove(size, at, own.id, String(kind)),
      ...{ kind, at, mailed, readers: [own.id] },
      ...(isGone ? { editionId: `${size}-e` } : {}),
    };
    if (!isGone) continue;
    yield {
      ...keys.leaving(size, `${size}-e`, at, own.id, 'left'),
      ...{ at, kind: 'left', reader: own.id },
    };
  }
}

async function filled(table: Table, size: Size): Promise<number> {
  const pattern = await addReader(table, monday - countedDays * dayMs, { newsletterId: size });
  const at = monday - dayMs;
  const own = {
    id: `${size}-e`,
    newsletterId: size,
    state: 'done',
    readers: 9,
    submitted: 9,
  } as const;
  await editionStore(table, () => at).start(newEdition(at, own));
  return put(table, rowsOf(size, pattern));
}

test('pages, and all that is looked for, cost the same with a hundred thousand rows', async (t) => {
  const papers = Object.keys(sizes).map((id) => newsletter({ id }));
  const desk = await deskOn(t, papers);
  const written = {
    small: await filled(desk.table, 'small'),
    large: await filled(desk.table, 'large'),
  };
  assert.ok(written.large > 100_000, `${written.large} rows`);
  const owner = await desk.signedIn('owner');
  const token = await owner.formToken();
  const asked: readonly [string, Readonly<Record<string, string>>?][] = [
    ['/readers'],
    ['/readers/find', {}],
    ['/readers/find', { address: 'reader' }],
    ['/readers/find', { address: 're', state: 'unsubscribed' }],
    ['/readers/find', { address: 're', state: 'pending' }],
    ['/readers/find', { address: 'reader77@nowhere.example' }],
    ['/readers/find', { state: 'unsubscribed' }],
    ['/readers/find', { state: 'suppressed' }],
    ['/readers/find', { from: '2026-02-25', to: '2026-02-28' }],
    ['/growth'],
    ['/growth?days=90'],
    ['/growth?days=400'],
    ['/growth/day?day=2026-03-01'],
    ['/e/SIZE-e'],
    ['/e/SIZE-e/gone'],
  ];
  for (const [path, fields] of asked) {
    const callsOf = async (size: Size) => {
      let text = '';
      const calls = await countCalls(desk.table, async () => {
        const to = `/desk/n/${size}${path.replace('SIZE', size)}`;
        const init = { headers: { cookie: owner.cookie, origin: siteUrl } };
        const body = new URLSearchParams({ 'form-token': token, ...fields });
        const answer = await desk.request(to, fields ? { ...init, method: 'POST', body } : init);
        assert.equal(answer.status, 200, to);
        text = await answer.text();
      });
      const what = `${path} ${JSON.stringify(fields)}: ${calls} calls`;
      assert.ok(calls <= 20, what);
      assert.ok(Buffer.byteLength(text) < 150_000, what);
      return calls;
    };
    const [small, large] = [await callsOf('small'), await callsOf('large')];
    assert.equal(large, small, `${path} ${JSON.stringify(fields)}`);
  }
  assert.deepEqual(desk.errors, []);
});

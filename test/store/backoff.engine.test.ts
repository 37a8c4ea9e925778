/** What the table or a queue does not take is given to it again: later each time, and not for ever. */
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';
import { type TestContext, test } from 'node:test';
import { CreateQueueCommand } from '@aws-sdk/client-sqs';
import { openBackoff, waitMsAfter } from '../../functions/config/backoff.ts';
import { getRow, getRows, openTable, type Row, transact } from '../../functions/store/client.ts';
import { itemStore } from '../../functions/store/items.ts';
import { openQueue, openSqs } from '../../functions/store/queue.ts';
import { openClock } from '../../infra/local/clock.ts';
import { startQueueEngine } from '../../infra/local/queues/engine.ts';
import { startTableEngine } from '../../infra/local/table.ts';
import { serve } from '../support/server.ts';
import { createTable, useAnyCredentials } from '../support/table.ts';

/** What stands before an engine says to a call; undefined lets it through, or the part that it gives. */
type Busy = (target: string, body: Fields) => Answer | undefined;
type Fields = Record<string, unknown>;
interface Answer {
  readonly status: number;
  readonly body: object;
}

/** A door in front of an engine that answers some calls by itself. */
async function inFrontOf(t: TestContext, endpoint: string, busy: Busy): Promise<string> {
  const server = await serve(async (request, response) => {
    const text = Buffer.concat(await request.toArray()).toString('utf8');
    const target = String(request.headers['x-amz-target']).split('.').at(-1) ?? '';
    const own = busy(target, JSON.parse(text));
    const answer = own ?? (await passOn(request.headers, text, endpoint));
    response.writeHead(answer.status, { 'content-type': 'application/x-amz-json-1.0' });
    response.end(JSON.stringify(answer.body));
  });
  t.after(server.close);
  return server.origin;
}

async function passOn(given: IncomingHttpHeaders, body: string, endpoint: string): Promise<Answer> {
  const headers = Object.entries(given).flatMap(([name, value]) =>
    /^(?:x-amz|authorization|content-type)/.test(name) ? [[name, String(value)]] : [],
  );
  const answer = await fetch(endpoint, {
    method: 'POST',
    headers: Object.fromEntries(headers),
    body,
  });
  return { status: answer.status, body: Object(await answer.json()) };
}

/** Waits that are only written down. */
function noted() {
  const waits: number[] = [];
  let ids = 0;
  const backoff = openBackoff({
    sleep: async (ms) => void waits.push(ms),
    randomId: () => `id-${ids++}`,
  });
  return { waits, backoff };
}

async function busyTable(t: TestContext, busy: Busy) {
  useAnyCredentials();
  const engine = await startTableEngine();
  await createTable(engine.endpoint, 'Test');
  const { waits, backoff } = noted();
  const table = openTable('Test', { endpoint: await inFrontOf(t, engine.endpoint, busy), backoff });
  t.after(async () => {
    table.client.destroy();
    await engine.stop();
  });
  return { table, waits };
}

function assertGrowing(waits: readonly number[], count: number): void {
  assert.equal(waits.length, count);
  waits.forEach((wait, n) => {
    assert.ok(wait >= waitMsAfter(n + 1, 0) && wait <= waitMsAfter(n + 1, 1), `${wait} at ${n}`);
  });
}

const key = { pk: 'NEWSLETTERS', sk: 'paper' };
const put = (name: string) => ({ Put: { TableName: 'Test', Item: { ...key, name } } });
const cancelled = (Code: string): Answer => ({
  status: 400,
  body: {
    __type: 'com.amazonaws.dynamodb.v20120810#TransactionCanceledException',
    message: 'Transaction cancelled',
    CancellationReasons: [{ Code }],
  },
});

test('a wait is twice the one before, up to the longest, and half of it is chance', () => {
  assert.deepEqual(
    [1, 2, 3, 20].map((tries) => waitMsAfter(tries, 1)),
    [40, 80, 160, 1_000],
  );
  assert.deepEqual(
    [1, 2, 3, 20].map((tries) => waitMsAfter(tries, 0)),
    [20, 40, 80, 500],
  );
});

test('a transaction that meets another waits and is made again', async (t) => {
  let meetings = 4;
  const { table, waits } = await busyTable(t, (target) =>
    target === 'TransactWriteItems' && meetings-- > 0
      ? cancelled('TransactionConflict')
      : undefined,
  );
  assert.equal(await transact(table, [put('The Paper')]), 'written');
  assertGrowing(waits, 4);
  assert.equal((await getRow(table, key))?.name, 'The Paper');
});

test('a transaction gives up after a while, and at once when trying again is of no use', async (t) => {
  const codes = ['ThrottlingError', 'ValidationError', 'ConditionalCheckFailed'];
  let calls = 0;
  const { table, waits } = await busyTable(t, () => {
    calls++;
    return cancelled(codes[0] ?? '');
  });
  await assert.rejects(transact(table, [put('a')]), /did not take a transaction, 7 times: Thrott/);
  assertGrowing(waits, 6);
  const most = [1, 2, 3, 4, 5, 6].reduce((sum, tries) => sum + waitMsAfter(tries, 1), 0);
  assert.ok(most <= 3_000, 'all waits together are shorter than what doors keep for their end');
  codes.shift();
  calls = 0;
  await assert.rejects(transact(table, [put('a')]), { name: 'TransactionCanceledException' });
  codes.shift();
  assert.equal(await transact(table, [put('a')]), 'refused');
  assert.equal(calls, 2);
  assert.equal(waits.length, 6);
});

test('reads and writes that a batch leaves undone are asked for again, after a wait', async (t) => {
  let busy = 3;
  const asked: number[] = [];
  const { table, waits } = await busyTable(t, (target, fields) => {
    const { RequestItems } = fields as { RequestItems?: Row };
    if (!target.startsWith('Batch') || RequestItems === undefined) return undefined;
    asked.push(busy);
    if (busy-- <= 0) return undefined;
    const left = target === 'BatchGetItem' ? 'UnprocessedKeys' : 'UnprocessedItems';
    return { status: 200, body: { Responses: {}, [left]: RequestItems } };
  });
  const items = itemStore(table);
  const feed = { newsletterId: 'paper', feedId: 'feed1' };
  await items.markSeen(feed, ['a', 'b'], 1);
  assertGrowing(waits, 3);
  busy = 2;
  assert.deepEqual([...(await items.seen(feed, ['a', 'b', 'c'])).keys()].sort(), ['a', 'b']);
  assertGrowing(waits.slice(3), 2);
  busy = Number.POSITIVE_INFINITY;
  await assert.rejects(getRows(table, [key]), /left 1 of 1 undone, 7 times/);
  await assert.rejects(items.markSeen(feed, ['a'], 1), /left 1 of 1 undone, 7 times/);
  assert.equal(asked.length, 4 + 3 + 7 + 7);
});

test('messages that a queue did not take are put in again after a wait, each once', async (t) => {
  useAnyCredentials();
  const engine = await startQueueEngine(openClock().memory, 'us-east-1');
  const own = openSqs(engine.endpoint);
  const { QueueUrl: url = '' } = await own.send(new CreateQueueCommand({ QueueName: 'work' }));
  let busy = 2;
  let isOurs = false;
  const endpoint = await inFrontOf(t, engine.endpoint, (_, { Entries }) => {
    const entries = (Entries ?? []) as { Id: string }[];
    if (busy-- <= 0) return undefined;
    const failed = { Code: 'InternalError', SenderFault: isOurs };
    return {
      status: 200,
      body: { Successful: [], Failed: entries.map(({ Id }) => ({ Id, ...failed })) },
    };
  });
  const client = openSqs(endpoint);
  t.after(async () => {
    client.destroy();
    own.destroy();
    await engine.stop();
  });
  const { waits, backoff } = noted();
  const spread = { lanes: 1, randomId: randomUUID };
  const queue = openQueue(client, url, spread, backoff);
  await queue.send([{ n: 1 }, { n: 2 }]);
  assertGrowing(waits, 2);
  assert.equal(await openQueue(own, url).depth(), 2);
  busy = Number.POSITIVE_INFINITY;
  await assert.rejects(queue.send([{ n: 3 }]), /refused 1 messages, 6 times: InternalError/);
  isOurs = true;
  await assert.rejects(queue.send([{ n: 3 }]), /refused 1 messages, 1 times/);
});

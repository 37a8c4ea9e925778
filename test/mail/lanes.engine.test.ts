/** Work that fails in a lane holds up nobody behind it, and is found again where it is written down. */
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { test } from 'node:test';
import { open as openDigest } from '../../functions/digest.ts';
import { open as openSend } from '../../functions/send.ts';
import { batchStore } from '../../functions/store/batches.ts';
import { editionStore } from '../../functions/store/editions.ts';
import type { Cloud } from '../../infra/local/cloud.ts';
import { testCloud } from '../support/cloud.ts';
import { addItems, addReader, item, newEdition, setUpNewsletter } from '../support/newsletter.ts';

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;

const record = (body: unknown, receipts = 1) => ({
  messageId: randomUUID(),
  body: typeof body === 'string' ? body : JSON.stringify(body),
  attributes: { ApproximateReceiveCount: String(receipts) },
});

const context = { getRemainingTimeInMillis: () => 60_000 };

function surroundings({ env, clock }: Cloud, lines: string[]) {
  return {
    env,
    now: clock.now,
    randomId: randomUUID,
    sleep: async () => {},
    requestId: () => undefined,
    write: (line: string) => void lines.push(line),
  };
}

const errorsIn = (lines: readonly string[]) =>
  lines.map((line) => JSON.parse(line)).filter(({ level }) => level === 'ERROR');

test('a batch that cannot be made is not sent back; it stays due, and sweep queues it', async (t) => {
  const cloud = await testCloud(t);
  await setUpNewsletter(cloud.table);
  const now = cloud.clock.now();
  const edition = newEdition(now);
  await editionStore(cloud.table, cloud.clock.now).start(edition);
  const batches = batchStore(cloud.table, cloud.clock.now);
  const lost = { id: 'b1', contentKey: 'gone', from: 0, readers: ['r1'] };
  await batches.add(edition, lost);
  const key = { editionId: edition.id, batchId: lost.id };
  const lines: string[] = [];
  const send = openSend(surroundings(cloud, lines));
  const answer = await send({ Records: [record(key)] }, context);
  assert.deepEqual(answer, { batchItemFailures: [] });
  assert.match(errorsIn(lines)[0]?.message, /content gone is gone/);
  assert.deepEqual(await batches.due(now + 2 * minuteMs, 10), [key]);
  await cloud.advance(now + 10 * minuteMs);
  await cloud.atRest();
  const [after] = await batches.list(edition.id);
  assert.equal(after?.state, 'open');
  assert.deepEqual(await batches.due(cloud.clock.now() + minuteMs, 10), [], 'it was queued again');
});

test('what has taken its process down twice is not begun again', async (t) => {
  const cloud = await testCloud(t);
  const lines: string[] = [];
  const send = openSend(surroundings(cloud, lines));
  const key = { editionId: 'e', batchId: 'b' };
  await send({ Records: [record(key, 2)] }, context);
  assert.deepEqual(errorsIn(lines), []);
  const answer = await send({ Records: [record(key, 3)] }, context);
  assert.deepEqual(answer, { batchItemFailures: [] });
  assert.match(errorsIn(lines)[0]?.message, /came to no end in 2 tries/);
});

test('a tick that fails does not come back, and the next one does its work', async (t) => {
  const cloud = await testCloud(t);
  await setUpNewsletter(cloud.table);
  const joined = cloud.clock.now();
  await addReader(cloud.table, joined, { schedule: { cadence: 'daily', hour: 7, zone: 'UTC' } });
  await addItems(cloud.table, item(joined + minuteMs));
  const at = joined + 25 * hourMs;
  cloud.clock.moveTo(at);
  const lines: string[] = [];
  const digest = openDigest(surroundings(cloud, lines));
  const tick = (ms: number) => record({ scheduledTime: new Date(ms).toISOString() });
  const bad = await digest({ Records: [record('{}'), record('no JSON')] }, context);
  assert.deepEqual(bad, { batchItemFailures: [] });
  assert.equal(errorsIn(lines).length, 2);
  const good = await digest({ Records: [tick(at)] }, context);
  assert.deepEqual(good, { batchItemFailures: [] });
  await cloud.atRest();
  assert.equal(cloud.ses.mailbox.all().length, 1);
});

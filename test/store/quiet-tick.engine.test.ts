/** What a tick costs when nothing is due, and how what stands beside a newsletter becomes due. */
import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import { DeleteCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import type { Surroundings } from '../../functions/config/surroundings.ts';
import { open as openDigest } from '../../functions/digest.ts';
import { open as openFetch } from '../../functions/fetch.ts';
import { open as openPoll } from '../../functions/poll.ts';
import { archiveStore } from '../../functions/store/archive.ts';
import type { Table } from '../../functions/store/client.ts';
import { feedStore } from '../../functions/store/feeds.ts';
import { adoptNewsletters } from '../../functions/store/newsletter-upkeep.ts';
import { newsletterStore } from '../../functions/store/newsletters.ts';
import { readerCountStore } from '../../functions/store/readers.ts';
import { segmentStore } from '../../functions/store/segments.ts';
import { keys } from '../../functions/store/table.ts';
import { open as openSweep } from '../../functions/sweep.ts';
import { openEngineLine } from '../faults/engine-line.ts';
import { json, openInnerGate } from '../faults/gate.ts';
import { addReader, feed, newsletter } from '../support/newsletter.ts';
import { serve } from '../support/server.ts';
import { testTable } from '../support/table.ts';

const dayMs = 86_400_000;
/** At no full hour, so that nobody is due. */
const at = Date.UTC(2026, 10, 22, 12, 30);

/** Counts the calls to table and queues by their operation, and hands those to the table on. */
async function countingGate(t: TestContext, { client }: Table) {
  const { hostname, port } = (await client.config.endpoint?.()) ?? {};
  const line = openEngineLine(`http://${hostname}:${port}`);
  const gate = openInnerGate();
  t.after(async () => {
    line.close();
    await gate.stop();
  });
  const calls = new Map<string, number>();
  const url = gate.open('door', async (call) => {
    calls.set(call.command, (calls.get(call.command) ?? 0) + 1);
    if (call.service === 'table') return line.carry(call);
    return json({ Attributes: { ApproximateNumberOfMessages: '0' } });
  });
  return { url, calls };
}

/** What a quiet tick of each door calls with so many newsletters. */
async function quietTicks(t: TestContext, newsletters: number) {
  const table = await testTable(t);
  const store = newsletterStore(table);
  const ids = Array.from({ length: newsletters }, (_, n) => `paper-${n}`);
  for (const id of ids) await store.save(newsletter({ id }));
  const server = await serve((_, response) => response.writeHead(304).end());
  t.after(server.close);
  const validators = { etag: '"1"' };
  const fields = { url: `${server.origin}/`, newsletterId: 'paper-0', validators, readAt: at };
  await feedStore(table).create(feed(fields), '1440#0');
  const line = await countingGate(t, table);
  let now = at;
  const around: Surroundings = {
    env: {
      TABLE_NAME: table.name,
      SEND_QUEUE_URL: `${line.url}/queue/send`,
      CONFIRMATION_QUEUE_URL: `${line.url}/queue/confirmation`,
      EVENT_QUEUE_URL: `${line.url}/queue/event`,
      FETCH_QUEUE_URL: `${line.url}/queue/fetch`,
      DIGEST_QUEUE_URL: `${line.url}/queue/digest`,
      HASH_SECRET_ARN: 'none is asked for in a quiet tick',
      SIGNING_SECRET_ARN: 'none is asked for in a quiet tick',
      SITE_URL: 'https://paper.example',
      LANES: '1',
      AWS_ENDPOINT_URL_DYNAMODB: `${line.url}/table`,
      AWS_ENDPOINT_URL_SQS: `${line.url}/queue`,
    },
    now: () => now,
    randomId: () => 'id',
    sleep: async () => {},
    requestId: () => undefined,
    write: (text) => assert.doesNotMatch(text, /"ERROR"/),
  };
  const digest = openDigest(around);
  const [poll, sweep] = [openPoll(around), openSweep(around)];
  const fetchDoor = openFetch(around, [server.origin]);
  const feeds = JSON.stringify({ feeds: [{ newsletterId: 'paper-0', feedId: 'feed1' }] });
  const context = { getRemainingTimeInMillis: () => 120_000 };
  const ticks = {
    digest: async (body: string) => {
      await digest({ Records: [{ messageId: 'tick', body }] }, context);
    },
    poll: (body: string) => poll(JSON.parse(body)),
    sweep: (body: string) => sweep(JSON.parse(body)),
    fetch: async () => {
      await fetchDoor({ Records: [{ messageId: 'feeds', body: feeds }] }, context);
    },
  };
  const fire = async (minutes: number) => {
    now = at + minutes * 60_000;
    const body = JSON.stringify({ scheduledTime: new Date(now).toISOString() });
    const counts: Record<string, object> = {};
    for (const [door, tick] of Object.entries(ticks)) {
      line.calls.clear();
      await tick(body);
      counts[door] = Object.fromEntries(line.calls);
    }
    return counts;
  };
  // What was just made is looked at once.
  await fire(0);
  return fire(5);
}

test('a quiet tick, and a feed that has not changed, cost the same calls with one newsletter and with twenty-four', async (t) => {
  const one = await quietTicks(t, 1);
  assert.deepEqual(await quietTicks(t, 24), one);
  assert.deepEqual(one.digest, { Query: 4 }, 'editions, segments, archives and calls that are due');
  const fetched = { Query: 1, GetItem: 1 };
  assert.deepEqual(one.fetch, fetched, 'the sites that rest, once for its message; the feed');
});

test('an archive is due when its newsletter is made or changed, and where it goes with the news', async (t) => {
  const table = await testTable(t);
  const { save } = newsletterStore(table);
  const { due, pass } = archiveStore(table);
  await save(newsletter());
  const [made] = await due(at);
  const unseen = { newsletterId: 'paper', dueAt: 0, tries: 0 };
  assert.deepEqual(made, unseen);
  await pass(unseen, { dueAt: undefined, tries: 0 });
  assert.deepEqual(await due(at), []);
  const { wakeInstant } = segmentStore(table);
  assert.equal(await wakeInstant('paper', at), 0);
  await save(newsletter({ defaultSchedule: { cadence: 'instant', zone: 'UTC' } }));
  await pass(unseen, { dueAt: undefined, tries: 0 });
  assert.equal(await wakeInstant('paper', at), 1);
  assert.deepEqual(await due(at), [{ ...unseen, dueAt: at }]);
});

test('an archive that became due while it was looked at stays due', async (t) => {
  const table = await testTable(t);
  const { due, pass } = archiveStore(table);
  await newsletterStore(table).save(newsletter());
  const unseen = { newsletterId: 'paper', dueAt: 0, tries: 0 };
  const was = await pass(unseen, { dueAt: at, tries: 1 });
  assert.ok(was !== 'changed');
  await newsletterStore(table).save(newsletter());
  assert.equal(await pass(was, { dueAt: at + dayMs, tries: 0 }), 'changed');
  assert.deepEqual(await due(at), [{ ...unseen, tries: 1 }]);
});

test('rows of an earlier release are found by the index, once', async (t) => {
  const table = await testTable(t);
  await newsletterStore(table).save(newsletter());
  const forget = async () => {
    const { client, name: TableName } = table;
    await client.send(new DeleteCommand({ TableName, Key: keys.readers('paper') }));
    const UpdateExpression = 'SET #at = :at, through = :at REMOVE dueKind, dueAt, isWoken';
    await client.send(
      new UpdateCommand({
        TableName,
        Key: keys.archive('paper'),
        UpdateExpression,
        ExpressionAttributeNames: { '#at': 'at' },
        ExpressionAttributeValues: { ':at': 7 },
      }),
    );
  };
  await forget();
  assert.deepEqual(await archiveStore(table).due(at), []);
  await adoptNewsletters(table);
  const [archive] = await archiveStore(table).due(at);
  assert.deepEqual(archive?.cursor, { at: 7, through: 7 });
  await readerCountStore(table).countDue(at);
  assert.equal(await readerCountStore(table).load('paper'), 0);
  await forget();
  await adoptNewsletters(table);
  assert.deepEqual(await archiveStore(table).due(at), []);
});

test('a count of many segments goes on at the next ticks', async (t) => {
  const table = await testTable(t);
  await newsletterStore(table).save(newsletter());
  const { join } = segmentStore(table);
  const segment = { newsletterId: 'paper', schedule: newsletter().defaultSchedule, joinedAt: at };
  const ids = Array.from({ length: 130 }, (_, n) => `a-${String(n).padStart(3, '0')}`);
  for (const id of ids) await join({ ...segment, id, sections: 'all' });
  // Theirs has an id that comes after all of these.
  for (let n = 0; n < 3; n += 1) await addReader(table, at);
  const counts = readerCountStore(table);
  await counts.countDue(at);
  assert.equal(await counts.load('paper'), undefined);
  await counts.countDue(at + 1);
  assert.equal(await counts.load('paper'), 3);
});

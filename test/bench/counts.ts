/**
 * What the parts of Paperboy ask of the table, counted by the engine: units and calls, for the table
 * in functions/mail/doctor/cost-counts.ts. What a mail takes is counted by `npm run bench -- mail`.
 */
import { hash } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Surroundings } from '../../functions/config/surroundings.ts';
import { open as openDigest } from '../../functions/digest.ts';
import { feedsPerMessage } from '../../functions/feed/schedule/poll.ts';
import { open as openFetch } from '../../functions/fetch.ts';
import { open as openPoll } from '../../functions/poll.ts';
import { openTable, type Table } from '../../functions/store/client.ts';
import { feedStore } from '../../functions/store/feeds.ts';
import { newsletterStore } from '../../functions/store/newsletters.ts';
import { open as openSweep } from '../../functions/sweep.ts';
import { startTableEngine } from '../../infra/local/table.ts';
import type { Call } from '../faults/call.ts';
import { type EngineLine, openEngineLine } from '../faults/engine-line.ts';
import { json, openInnerGate, type Reply } from '../faults/gate.ts';
import { feed, newsletter } from '../support/newsletter.ts';
import { createTable, useAnyCredentials } from '../support/table.ts';
import { openNewsroom } from './newsroom.ts';

const feeds = feedsPerMessage;
const shown = 20;
const dayMs = 24 * 3_600_000;
const at = Date.UTC(2026, 10, 22, 12, 30);
const writes = /Put|Update|Delete|Write|ExecuteStatement/;

/** Of the table, for one. */
export interface Units {
  reads: number;
  writes: number;
  calls: number;
}

/** What was counted of each part: a tick when nothing is due, and polls of one feed. */
export interface CountedParts {
  readonly ticks: Readonly<Record<'poll' | 'sweep' | 'digest', Units>>;
  /** A poll that finds one new item among twenty. */
  readonly newItem: Units;
  readonly unchanged: Units;
}

/** Prints the units of each part. */
export async function run(): Promise<void> {
  const { ticks, newItem, unchanged } = await countParts();
  for (const [name, units] of Object.entries(ticks)) report(`a quiet tick of ${name}`, units);
  report(`a poll with one new item among ${shown}`, newItem);
  report('a poll of a feed that has not changed', unchanged);
}

/** Counts them, on an engine of its own. */
export async function countParts(): Promise<CountedParts> {
  useAnyCredentials();
  const engine = await startTableEngine();
  await createTable(engine.endpoint, 'Bench');
  const table = openTable('Bench', { endpoint: engine.endpoint });
  const line = openEngineLine(engine.endpoint);
  const gate = openInnerGate();
  const units: Units = { reads: 0, writes: 0, calls: 0 };
  const url = gate.open('door', (call) => countCall(call, line, units));
  const site = await openSite();
  const counted = async (work: () => Promise<unknown>, among = 1): Promise<Units> => {
    Object.assign(units, { reads: 0, writes: 0, calls: 0 });
    await work();
    const { reads, writes: written, calls } = units;
    return { reads: reads / among, writes: written / among, calls: calls / among };
  };
  // What listens would keep the process from ending, whatever fails.
  const stop = async () => {
    site.close();
    line.close();
    await gate.stop();
    table.client.destroy();
    await engine.stop();
  };
  try {
    await setUp(table, site.origin);
    return await countAll(openDoors(url, site.origin), site, counted);
  } finally {
    await stop();
  }
}

async function countAll(
  doors: ReturnType<typeof openDoors>,
  site: Awaited<ReturnType<typeof openSite>>,
  counted: (work: () => Promise<unknown>, among?: number) => Promise<Units>,
): Promise<CountedParts> {
  for (const tick of Object.values(doors.ticks)) await tick();
  const { poll, sweep, digest } = doors.ticks;
  const ticks = {
    poll: await counted(poll),
    sweep: await counted(sweep),
    digest: await counted(digest),
  };
  site.show(shown - 1);
  await doors.fetch();
  site.show(shown);
  const newItem = await counted(doors.fetch, feeds);
  const unchanged = await counted(doors.fetch, feeds);
  return { ticks, newItem, unchanged };
}

function report(what: string, { writes: written, reads, calls }: Units): void {
  process.stdout.write(
    `${what}: ${written.toFixed(2)} write units, ${reads.toFixed(2)} read units, ` +
      `${calls.toFixed(2)} calls\n`,
  );
}

/** Whatever goes to the table is counted; queues take all. */
async function countCall(call: Call, line: EngineLine, units: Units): Promise<Reply> {
  const asked = JSON.parse(call.body.toString('utf8'));
  if (call.service !== 'table') return json(answerOfQueue(asked));
  const body = Buffer.from(JSON.stringify({ ...asked, ReturnConsumedCapacity: 'TOTAL' }));
  const reply = await line.carry({ command: call.command, body });
  if (reply.kind !== 'answer') throw new Error('The engine did not answer.');
  const { ConsumedCapacity } = JSON.parse(reply.body.toString('utf8'));
  const all = [ConsumedCapacity ?? []].flat() as { CapacityUnits?: number }[];
  const sum = all.reduce((whole, { CapacityUnits = 0 }) => whole + CapacityUnits, 0);
  units[writes.test(call.command) ? 'writes' : 'reads'] += sum;
  units.calls += 1;
  return reply;
}

function answerOfQueue({ Entries = [] }: { Entries?: { Id: string; MessageBody: string }[] }) {
  const Successful = Entries.map(({ Id, MessageBody }) => {
    return { Id, MessageId: Id, MD5OfMessageBody: hash('md5', MessageBody, 'hex') };
  });
  return { Attributes: { ApproximateNumberOfMessages: '0' }, Successful, Failed: [] };
}

async function setUp(table: Table, origin: string): Promise<void> {
  await newsletterStore(table).save(newsletter());
  const habit = { since: at - 30 * dayMs, newsAt: at - dayMs, items: 600, rate: 20, late: 0 };
  for (let n = 0; n < feeds; n += 1) {
    const own = { id: `feed${n}`, url: `${origin}/${n}`, habit, addedAt: at, readAt: at };
    await feedStore(table).create(feed({ ...own, chosenMinutes: 30 }), '1440#287');
  }
}

/** Feeds that show their latest items, and say so by an ETag. */
async function openSite() {
  const room = openNewsroom();
  let count = 0;
  const itemOf = (n: number, of: number) => {
    const { id, title, link, content } = room.item(1 + of * (shown + 1) + n, `feed${of}`, at);
    return (
      `<item><guid>${id}</guid><title>${title}</title><link>${link}</link>` +
      `<description><![CDATA[${content}]]></description></item>`
    );
  };
  const server = createServer((request, response) => {
    const etag = `"${count}"`;
    if (request.headers['if-none-match'] === etag) return response.writeHead(304, { etag }).end();
    const of = Number(request.url?.slice(1));
    const items = Array.from({ length: count }, (_, n) => itemOf(n, of)).reverse();
    response.writeHead(200, { etag, 'content-type': 'application/rss+xml' });
    return response.end(
      `<rss version="2.0"><channel><title>T</title>${items.join('')}</channel></rss>`,
    );
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    origin: `http://127.0.0.1:${port}`,
    show: (items: number) => {
      count = items;
    },
    close: () => {
      server.closeAllConnections();
      server.close();
    },
  };
}

function openDoors(url: string, origin: string) {
  let now = at;
  const around: Surroundings = {
    env: {
      TABLE_NAME: 'Bench',
      FETCH_QUEUE_URL: `${url}/queue/fetch`,
      DIGEST_QUEUE_URL: `${url}/queue/digest`,
      SEND_QUEUE_URL: `${url}/queue/send`,
      CONFIRMATION_QUEUE_URL: `${url}/queue/confirmation`,
      EVENT_QUEUE_URL: `${url}/queue/event`,
      HASH_SECRET_ARN: 'none is asked for in a quiet tick',
      SIGNING_SECRET_ARN: 'nor is this one',
      SITE_URL: 'https://paper.example',
      LANES: '1',
      AWS_ENDPOINT_URL_DYNAMODB: `${url}/table`,
      AWS_ENDPOINT_URL_SQS: `${url}/queue`,
    },
    now: () => now,
    randomId: () => 'id',
    sleep: async () => {},
    requestId: () => undefined,
    write: (text) => {
      if (text.includes('"ERROR"')) throw new Error(text);
    },
  };
  const context = { getRemainingTimeInMillis: () => 240_000 };
  const [poll, sweep, digest] = [openPoll(around), openSweep(around), openDigest(around)];
  const fetchDoor = openFetch(around, [origin]);
  const scheduled = () => {
    now += 300_000;
    return { scheduledTime: new Date(now).toISOString() };
  };
  const record = (body: object) => ({ Records: [{ messageId: 'm', body: JSON.stringify(body) }] });
  const keys = Array.from({ length: feeds }, (_, n) => ({
    newsletterId: 'paper',
    feedId: `feed${n}`,
  }));
  return {
    ticks: {
      poll: () => poll(scheduled()),
      sweep: () => sweep(scheduled()),
      digest: () => digest(record(scheduled()), context),
    },
    fetch: () => {
      now += 3_600_000;
      return fetchDoor(record({ feeds: keys }), context);
    },
  };
}

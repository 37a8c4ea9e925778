/**
 * The whole path of a mail, from its plan to its last event, door by door, in CPU of this process:
 * the doors run here from their source, the table engine and everything else in others. Beside it,
 * in the same rounds, a bare POST of as many bytes.
 */
import { type ChildProcess, fork } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { on } from 'node:events';
import { Agent, request } from 'node:http';
import { loadavg } from 'node:os';
import { fileURLToPath } from 'node:url';
import type { Surroundings } from '../../functions/config/surroundings.ts';
import { open as openDigest } from '../../functions/digest.ts';
import type { Batch } from '../../functions/edition/batch.ts';
import { open as openEvents } from '../../functions/events.ts';
import { tagsOf } from '../../functions/mail/event.ts';
import { open as openSend } from '../../functions/send.ts';
import { batchStore } from '../../functions/store/batches.ts';
import { openTable, type Table } from '../../functions/store/client.ts';
import { editionStore } from '../../functions/store/editions.ts';
import { startTableEngine } from '../../infra/local/table.ts';
import { addItems, addReaders, item, setUpNewsletter } from '../support/newsletter.ts';
import { createTable, useAnyCredentials } from '../support/table.ts';

const readers = 500;
const rounds = 9;
const itemsEach = 40;
const hourMs = 3_600_000;
const topicArn = 'arn:aws:sns:us-east-1:000000000000:events';
/** As the trigger of the door has it. */
const recordsAtOnce = 50;
/** Beyond this the bare POST itself cannot be measured: others are at work on this machine. */
const spreadMax = 1.5;

const parts = ['bare POST', 'planning', 'send door', 'Send event'] as const;
type Part = (typeof parts)[number];
type Round = Readonly<Record<Part, number>>;

interface Sink {
  readonly child: ChildProcess;
  readonly origin: string;
  /** The largest message so far. */
  readonly bytes: () => number;
}

/** Prints medians of the rounds with their spread, and how many bare POSTs each part comes to. */
export async function wholePath(): Promise<void> {
  useAnyCredentials();
  const engine = await startTableEngine();
  const sink = await startPathSink();
  const name = `Bench-${randomUUID()}`;
  await createTable(engine.endpoint, name);
  const table = openTable(name, { endpoint: engine.endpoint });
  const world = openWorld(table, engine.endpoint, sink);
  await setUpNewsletter(table);
  await addReaders(table, world.startedAt, readers);
  const measured: Round[] = [];
  // The first round warms up.
  for (let round = 0; round <= rounds; round++) {
    const one = await world.liveDay(round);
    if (round > 0) measured.push(one);
  }
  print(`\nThe whole path of a mail, ${rounds} rounds of ${readers}, ${sink.bytes()} bytes each:`);
  report(measured);
  table.client.destroy();
  sink.child.kill();
  await engine.stop();
}

async function startPathSink(): Promise<Sink> {
  const child = fork(fileURLToPath(new URL('./path-sink.ts', import.meta.url)));
  let bytes = 0;
  for await (const [message] of on(child, 'message')) {
    const { port } = message as { readonly port: number };
    child.on('message', (told: { readonly bytes: number }) => {
      bytes = Math.max(bytes, told.bytes);
    });
    return { child, origin: `http://127.0.0.1:${port}`, bytes: () => bytes };
  }
  throw new Error('The sink has ended.');
}

function openWorld(table: Table, endpoint: string, sink: Sink) {
  const startedAt = Date.UTC(2026, 2, 1, 12);
  let now = startedAt;
  const around: Surroundings = {
    env: environment(table.name, endpoint, sink.origin),
    now: () => now,
    randomId: randomUUID,
    // Nobody waits for the pace: time goes by instead.
    sleep: async (ms) => {
      now += ms;
    },
    requestId: () => undefined,
    write: (line) => {
      if (line.includes('"ERROR"')) throw new Error(line);
    },
  };
  const [digest, send, events] = [openDigest(around), openSend(around), openEvents(around)];
  const context = { getRemainingTimeInMillis: () => 10 * hourMs };
  const agent = new Agent({ keepAlive: true, maxSockets: 10 });
  const liveDay = async (day: number): Promise<Round> => {
    const due = Date.UTC(2026, 2, 2 + day, 7);
    now = due;
    await addItems(table, ...itemsOf(due));
    const tick = recordOf({ scheduledTime: new Date(due).toISOString() });
    const planning = await cpuOf(() => digest({ Records: [tick] }, context));
    const batches = await batchesOf(table, due);
    const sending = await cpuOf(async () => {
      for (const { editionId, id } of batches) {
        await send({ Records: [recordOf({ editionId, batchId: id })] }, context);
      }
    });
    const records = batches.flatMap((batch) => batch.readers.map((id) => sentEvent(batch, id)));
    const heeding = await cpuOf(async () => {
      for (let n = 0; n < records.length; n += recordsAtOnce) {
        await events({ Records: records.slice(n, n + recordsAtOnce) });
      }
    });
    const body = Buffer.alloc(sink.bytes(), 'x');
    const posting = await cpuOf(() => postAll(`${sink.origin}/bare`, body, agent));
    return {
      'bare POST': posting,
      planning,
      'send door': sending,
      'Send event': heeding,
    };
  };
  return { startedAt, liveDay };
}

function environment(table: string, endpoint: string, origin: string): Record<string, string> {
  return {
    TABLE_NAME: table,
    SEND_QUEUE_URL: `${origin}/queue/send`,
    SIGNING_SECRET_ARN: 'signing',
    HASH_SECRET_ARN: 'hash',
    SITE_URL: 'https://news.example.com',
    CONFIGURATION_SET: 'set',
    EVENT_TOPIC_ARN: topicArn,
    LANES: '1',
    AWS_ENDPOINT_URL_DYNAMODB: endpoint,
    AWS_ENDPOINT_URL_SQS: `${origin}/queue`,
    AWS_ENDPOINT_URL_SES: `${origin}/ses`,
    AWS_ENDPOINT_URL_SECRETS_MANAGER: `${origin}/secrets`,
  };
}

const story =
  '<p>The harbour board met for three hours and then moved the ferry to the other quay, where the ' +
  'water is deeper and the wind is not. Whoever wants to object may do so until Friday.</p>';

function itemsOf(due: number) {
  return Array.from({ length: itemsEach }, (_, n) =>
    item(due - hourMs + n * 1_000, {
      key: `story-${due}-${n}`,
      title: `Quay no. ${n} of ${new Date(due).toISOString().slice(0, 10)}: ${randomUUID()}`,
      summary: story,
    }),
  );
}

async function batchesOf(table: Table, due: number): Promise<Batch[]> {
  const now = () => due;
  const [entry] = await editionStore(table, now).list('paper', due);
  return entry === undefined ? [] : batchStore(table, now).list(entry.id);
}

function recordOf(body: object, messageId: string = randomUUID()) {
  return { messageId, body: JSON.stringify(body) };
}

/** As SES and SNS put it, headers and all. */
function sentEvent({ editionId, id: batchId }: Batch, subscriberId: string) {
  const key = { kind: 'edition', editionId, batchId, subscriberId } as const;
  const tags = Object.fromEntries(Object.entries(tagsOf(key)).map(([name, one]) => [name, [one]]));
  const address = `${subscriberId}@readers.example`;
  const headers = ['From', 'To', 'Subject', 'List-Unsubscribe', 'List-Id', 'MIME-Version'].map(
    (name) => ({ name, value: `${name} of a mail to ${address}, of an ordinary length` }),
  );
  const mail = { messageId: `m-${subscriberId}`, destination: [address], headers, tags };
  const Message = JSON.stringify({ eventType: 'Send', mail, send: {} });
  return recordOf({ Type: 'Notification', TopicArn: topicArn, Message });
}

async function postAll(url: string, body: Buffer, agent: Agent): Promise<void> {
  let left = readers;
  const worker = async () => {
    while (left-- > 0) await post(url, body, agent);
  };
  await Promise.all(Array.from({ length: 10 }, worker));
}

function post(url: string, body: Buffer, agent: Agent): Promise<void> {
  return new Promise((resolve, reject) => {
    const headers = { 'content-length': body.length };
    const call = request(url, { method: 'POST', agent, headers }, (response) => {
      response.resume().on('end', resolve);
    });
    call.on('error', reject).end(body);
  });
}

/** CPU of this process for each mail (ms). */
async function cpuOf(work: () => Promise<unknown>): Promise<number> {
  const before = process.cpuUsage();
  await work();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1_000 / readers;
}

function report(measured: readonly Round[]): void {
  const line = (name: string, partOf: (round: Round) => number) => {
    const own = measured.map(partOf);
    const times = measured.map((round) => partOf(round) / round['bare POST']);
    const words = `${of(own, 0.5).toFixed(3)} ms (${of(own, 0).toFixed(3)} to ${of(own, 1).toFixed(3)})`;
    const ratio = `${of(times, 0.5).toFixed(1)} x (${of(times, 0).toFixed(1)} to ${of(times, 1).toFixed(1)})`;
    print(`  ${name.padEnd(12)} ${words.padEnd(28)} ${ratio}`);
  };
  for (const part of parts) line(part, (round) => round[part]);
  line('whole path', ({ 'bare POST': _, ...doors }) =>
    Object.values(doors).reduce((sum, one) => sum + one, 0),
  );
  print('  Aims: the whole path at most 20 x, the send door at most 13 x.');
  const bare = measured.map((round) => round['bare POST']);
  const spread = of(bare, 1) / of(bare, 0);
  if (spread > spreadMax) {
    const load = (loadavg()[0] ?? 0).toFixed(1);
    print(
      `  The machine was too busy to tell: the bare POST itself varied ${spread.toFixed(1)} times ` +
        `(load ${load}). Run it again on a quiet one.`,
    );
  }
}

/** The value below which this share of the others is. */
function of(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.round(share * (sorted.length - 1))] ?? Number.NaN;
}

function print(line: string): void {
  process.stdout.write(`${line}\n`);
}

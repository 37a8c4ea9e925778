/**
 * Planning for newsletters of many feeds: five items a feed and day, read back over the period and
 * the seven days before it. The digest door runs in a process of its own, the table engine besides.
 */
import { execFile } from 'node:child_process';
import { hash } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { lookBackMs } from '../../functions/config/cadence.ts';
import type { Schedule } from '../../functions/config/schedule.ts';
import { rememberedMs } from '../../functions/edition/choose/choose.ts';
import { openTable, type Row } from '../../functions/store/client.ts';
import { feedRow } from '../../functions/store/feed-row.ts';
import { itemRows } from '../../functions/store/item-row.ts';
import { bundleDoors } from '../../infra/cloud/bundle.ts';
import { startTableEngine } from '../../infra/local/table.ts';
import { type EngineLine, openEngineLine } from '../faults/engine-line.ts';
import { addReader, feed, setUpNewsletter } from '../support/newsletter.ts';
import { createTable, useAnyCredentials } from '../support/table.ts';
import { openNewsroom } from './newsroom.ts';

interface Case {
  readonly feeds: number;
  readonly schedule: Schedule;
}

const itemsADay = 5;
const dayMs = 24 * 3_600_000;
/** Seven on the first of this month: the bundle has the clock of this machine. */
const due = sevenOnTheFirst(new Date());
const cases: readonly Case[] = [
  { feeds: 1_000, schedule: { cadence: 'daily', hour: 7, zone: 'UTC' } },
  { feeds: 3_000, schedule: { cadence: 'daily', hour: 7, zone: 'UTC' } },
  { feeds: 1_000, schedule: { cadence: 'monthly', monthday: 1, hour: 7, zone: 'UTC' } },
];
const rssMbMax = 300;
const secondsMax = 60;

function sevenOnTheFirst(now: Date): number {
  const [year, month] = [now.getUTCFullYear(), now.getUTCMonth()];
  const thisMonth = Date.UTC(year, month, 1, 7);
  return thisMonth < now.getTime() ? thisMonth : Date.UTC(year, month - 1, 1, 7);
}

/** Prints memory and time of each. A number after `--` runs that case only. */
export async function run(): Promise<void> {
  const only = Number(process.argv.at(-1));
  const folder = await mkdtemp(join(tmpdir(), 'paperboy-bundles-'));
  try {
    await bundleDoors(folder);
    const bundle = pathToFileURL(join(folder, 'digest', 'index.mjs')).href;
    const chosen = Number.isInteger(only) ? cases.slice(only - 1, only) : cases;
    for (const one of chosen) await measure(one, bundle);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function measure({ feeds, schedule }: Case, bundle: string): Promise<void> {
  useAnyCredentials();
  const engine = await startTableEngine();
  const queue = await openQueue();
  const line = openEngineLine(engine.endpoint);
  try {
    await createTable(engine.endpoint, 'Scale');
    const table = openTable('Scale', { endpoint: engine.endpoint });
    await setUpNewsletter(table, { defaultSchedule: schedule });
    const from = due - lookBackMs(schedule.cadence);
    await addReader(table, from, { schedule });
    const loaded = await load(line, feeds, from - rememberedMs - dayMs);
    const planned = await plannedApart(bundle, engine.endpoint, queue.url);
    const isWithin = planned.rssMb < rssMbMax && planned.seconds < secondsMax;
    print(
      `${feeds} feeds, ${schedule.cadence}: ${loaded.items} items; ${planned.rssMb.toFixed(0)} MB ` +
        `at most (${planned.baseMb.toFixed(0)} before), ${planned.seconds.toFixed(1)} s, ` +
        `${planned.cpuSeconds.toFixed(1)} s of CPU, second tick ${planned.quietMs.toFixed(0)} ms: ` +
        `${isWithin ? 'within' : 'OVER'} ${rssMbMax} MB and ${secondsMax} s. To choose: ` +
        `${loaded.units} read units; ${queue.batches()} batches`,
    );
    table.client.destroy();
  } finally {
    line.close();
    queue.close();
    await engine.stop();
  }
}

const putMax = 25;
const loadersAtOnce = 4;
const unitBytes = 4_096;

/** Puts the feeds and their items into the table, and counts what reading them back takes. */
async function load(line: EngineLine, feeds: number, since: number) {
  const room = openNewsroom();
  const total = Math.floor(((due - since) / dayMs) * feeds * itemsADay);
  let [next, bytes] = [0, 0];
  const put = async (rows: readonly Row[]) => {
    for (let start = 0; start < rows.length; start += putMax) {
      await putTogether(line, rows.slice(start, start + putMax));
    }
  };
  await put(
    Array.from({ length: feeds }, (_, n) =>
      feedRow(feed({ id: `feed-${n}`, title: `Feed ${n}`, state: 'stopped' }), '30#0'),
    ),
  );
  const loader = async () => {
    while (next < total) {
      const first = next;
      next += putMax;
      const rows = Array.from({ length: Math.min(putMax, total - first) }, (_, k) => {
        const n = first + k;
        const at = since + Math.floor((n / total) * (due - since));
        return itemRows(room.item(n, `feed-${n % feeds}`, at));
      });
      for (const [row] of rows) bytes += rowBytes(row);
      // Texts that no edition prints are never read: it is quicker without them.
      const isLate = first > total - feeds * itemsADay;
      await put(rows.flatMap((both) => (isLate ? both : both.slice(0, 1))));
    }
  };
  await Promise.all(Array.from({ length: loadersAtOnce }, loader));
  return { items: total, units: Math.ceil(bytes / unitBytes) };
}

/** Names and values of a row, as its units are counted. */
function rowBytes({ print: text, ...row }: Row = {}): number {
  const values = Object.entries(row).map(([name, value]) => name.length + String(value).length);
  return values.reduce((sum, each) => sum + each, text instanceof Uint8Array ? text.length : 0);
}

async function putTogether(line: EngineLine, rows: readonly Row[]): Promise<void> {
  const puts = rows.map((row) => ({ PutRequest: { Item: marshalled(row).M } }));
  const body = Buffer.from(JSON.stringify({ RequestItems: { Scale: puts } }));
  const reply = await line.carry({ command: 'BatchWriteItem', body });
  if (reply.kind !== 'answer' || reply.status !== 200) throw new Error('Not loaded.');
}

/** Rows as the wire has them. */
function marshalled(value: unknown): { M: object } {
  const typed = (one: unknown): object => {
    if (typeof one === 'string') return { S: one };
    if (typeof one === 'number') return { N: String(one) };
    if (typeof one === 'boolean') return { BOOL: one };
    if (one instanceof Uint8Array) return { B: Buffer.from(one).toString('base64') };
    if (Array.isArray(one)) return { L: one.map(typed) };
    const entries = Object.entries(one as object).filter(([, inner]) => inner !== undefined);
    return { M: Object.fromEntries(entries.map(([name, inner]) => [name, typed(inner)])) };
  };
  return typed(value) as { M: object };
}

/** A send queue that takes whatever comes. */
async function openQueue() {
  let batches = 0;
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    const { Entries = [] } = JSON.parse(Buffer.concat(chunks).toString('utf8'));
    batches += Entries.length;
    const Successful = Entries.map(({ Id, MessageBody }: { Id: string; MessageBody: string }) => {
      return { Id, MessageId: Id, MD5OfMessageBody: hash('md5', MessageBody, 'hex') };
    });
    response.setHeader('content-type', 'application/x-amz-json-1.0');
    response.end(JSON.stringify({ Successful, Failed: [] }));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    batches: () => batches,
    close: () => server.close(),
  };
}

interface Planned {
  /** The most that the process ever held. */
  readonly rssMb: number;
  readonly baseMb: number;
  readonly seconds: number;
  readonly cpuSeconds: number;
  readonly quietMs: number;
}

/** What the process does: it loads the bundle as Lambda does, and hands it a tick and one more. */
const planner = `
const [bundle, due] = process.argv.slice(-2);
const { handler } = await import(bundle);
const tick = async (at) => {
  const started = performance.now();
  const getRemainingTimeInMillis = () => 120_000 - (performance.now() - started);
  const body = JSON.stringify({ scheduledTime: new Date(at).toISOString() });
  const event = { Records: [{ messageId: 'tick', body }] };
  await handler(event, { awsRequestId: 'bench', getRemainingTimeInMillis });
  return performance.now() - started;
};
const baseMb = process.memoryUsage.rss() / 1e6;
const before = process.cpuUsage();
const seconds = (await tick(Number(due))) / 1_000;
const { user, system } = process.cpuUsage(before);
const quietMs = await tick(Number(due) + 60_000);
// getrusage counts in kilobytes of 1,024 bytes.
const rssMb = (process.resourceUsage().maxRSS * 1_024) / 1e6;
const cpuSeconds = (user + system) / 1e6;
console.log('\\n' + JSON.stringify({ rssMb, baseMb, seconds, cpuSeconds, quietMs }));
process.exit();
`;

/** The figures of a process that does nothing else. */
async function plannedApart(bundle: string, endpoint: string, queueUrl: string): Promise<Planned> {
  const env = {
    TABLE_NAME: 'Scale',
    SEND_QUEUE_URL: `${queueUrl}/send`,
    SITE_URL: 'https://paper.example',
    LANES: '1',
    AWS_ENDPOINT_URL_DYNAMODB: endpoint,
    AWS_ENDPOINT_URL_SQS: queueUrl,
    AWS_REGION: 'us-east-1',
    AWS_ACCESS_KEY_ID: 'bench',
    AWS_SECRET_ACCESS_KEY: 'bench',
  };
  const args = ['--input-type=module', '--eval', planner, bundle, String(due)];
  const { stdout } = await promisify(execFile)(process.execPath, args, { env });
  const [figures = '', ...log] = stdout.trim().split('\n').reverse();
  for (const line of log) if (line.includes('"ERROR"')) print(line);
  return JSON.parse(figures) as Planned;
}

function print(line: string): void {
  process.stdout.write(`${line}\n`);
}

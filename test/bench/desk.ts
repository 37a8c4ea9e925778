/**
 * Whether the desk of a newsletter with a million readers is as quick as that of one with a thousand:
 * every page of the table of routes, and what is asked of many readers, through the bundle of the door.
 */
import { randomUUID } from 'node:crypto';
import { existsSync, mkdirSync, mkdtempSync, renameSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { APIGatewayProxyStructuredResultV2 as Answer } from 'aws-lambda';
import { dayMs } from '../../functions/config/time.ts';
import { appoint } from '../../functions/owner/person.ts';
import { everyNewsletter } from '../../functions/owner/rights.ts';
import { formToken, openSession } from '../../functions/owner/session.ts';
import { pathOf } from '../../functions/site/desk/desk.ts';
import { deskRoutes } from '../../functions/site/desk/routes.ts';
import { settingParts } from '../../functions/site/desk/settings-fields.ts';
import { openTable, type Table } from '../../functions/store/client.ts';
import { peopleStore, sessionStore } from '../../functions/store/people.ts';
import { bundleDoors } from '../../infra/cloud/bundle.ts';
import { startTableEngine } from '../../infra/local/table.ts';
import { httpEvent, startRuntime } from '../support/runtime.ts';
import { useAnyCredentials } from '../support/table.ts';
import { openCountedWay } from './counted-way.ts';
import { names, tableName, writeNewsletter, writeReaders } from './desk-readers.ts';
import { median, spread } from './rounds.ts';

const sizes = { few: 1_000, many: 1_000_000 };
type Size = keyof typeof sizes;
const warmUpRounds = 3;
const rounds = 15;
const timesMax = 2;
const callsMax = 20;
const siteUrl = 'https://paper.example';
const kept = fileURLToPath(new URL('../../node_modules/.cache/paperboy/', import.meta.url));
/** Pages tell of the last days, and the door has the clock of this machine. */
const keptMsMax = 7 * dayMs;

/** What is asked of the desk: a page, or a form with these fields. */
interface Asked {
  readonly path: string;
  readonly fields?: Readonly<Record<string, string>>;
}

/** What is asked of many readers. */
const acts: readonly Asked[] = [
  ...[
    { address: 'r' },
    { address: 're' },
    { address: 'reader12' },
    { address: names.address },
    { address: 're', state: 'unsubscribed' },
    { address: 're', state: 'pending' },
    { state: 'unsubscribed' },
    { state: 'suppressed' },
    {},
    { from: dayAgo(9), to: dayAgo(3) },
    { state: 'unsubscribed', from: dayAgo(9), to: dayAgo(3) },
  ].map((fields) => ({ path: '/desk/n/paper/readers/find', fields })),
  { path: '/desk/n/paper/readers/export', fields: {} },
  { path: `/desk/n/paper/e/${names.done}/gone`, fields: { address: names.address } },
];

function dayAgo(days: number): string {
  return new Date(Date.now() - days * dayMs).toISOString().slice(0, 10);
}

/** Prints each page and act with its times and calls, and which are over. */
export async function run(): Promise<void> {
  useAnyCredentials();
  const folder = mkdtempSync(join(tmpdir(), 'paperboy-desk-'));
  try {
    await bundleDoors(folder);
    const few = await openDesk('few', folder);
    const many = await openDesk('many', folder);
    try {
      await compare(few, many);
    } finally {
      await few.stop();
      await many.stop();
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function compare(few: OpenDesk, many: OpenDesk): Promise<void> {
  print(
    `Median ms and calls of the table with ${sizes.few} and ${sizes.many} readers, ${rounds} rounds`,
  );
  const over: string[] = [];
  const ratios: number[] = [];
  for (const asked of [...pages(), ...acts]) {
    // A proof of who it is does not last as long as all of them take.
    await few.signIn();
    await many.signIn();
    const label = `${asked.path.replace('/desk/n/paper', '') || '/'} ${fieldsText(asked)}`.trim();
    const measured = await measure(asked, few, many);
    if (typeof measured === 'number') {
      print(`${label}: ${measured}, not measured`);
      continue;
    }
    const { ratio, bestRatio, calls } = measured;
    ratios.push(ratio);
    // By the median and by the best round: what neighbours do to one of them is not the page's.
    const isOver = Math.min(ratio, bestRatio) > timesMax || calls.many > callsMax;
    if (isOver) over.push(label);
    print(
      `${label}: ${spread(measured.ms.few)} and ${spread(measured.ms.many)} ms, ` +
        `${ratio.toFixed(2)} times; ${calls.few} and ${calls.many} calls${isOver ? ' OVER' : ''}`,
    );
  }
  print(`${ratios.length} measured, ${spread(ratios)} times in all`);
  print(over.length === 0 ? 'None is over.' : `Over: ${over.join('; ')}`);
}

const fieldsText = ({ fields }: Asked) => (fields === undefined ? '' : JSON.stringify(fields));

/** Every GET of the table, with something that is there in the place of each name. */
function pages(): Asked[] {
  const values: Readonly<Record<string, readonly string[]>> = {
    id: ['paper'],
    edition: [names.done, names.sending],
    feed: [names.feed],
    reader: [names.reader],
    section: ['news'],
    part: Object.keys(settingParts),
    import: [names.import],
  };
  return deskRoutes
    .filter(({ method }) => method === 'get')
    .flatMap((route) => {
      const name = pathOf(route).split(':').at(-1)?.split('/')[0] ?? '';
      const own = route.path.includes(':') ? (values[name] ?? []) : [''];
      const whole = pathOf(route).replace(':id', 'paper');
      return own.map((value) => ({ path: whole.replace(`:${name}`, value) }));
    });
}

async function measure(asked: Asked, few: OpenDesk, many: OpenDesk) {
  const ms: Record<Size, number[]> = { few: [], many: [] };
  const calls: Record<Size, number> = { few: 0, many: 0 };
  for (let round = 0; round < warmUpRounds + rounds; round++) {
    for (const [size, desk] of [
      ['few', few],
      ['many', many],
    ] as const) {
      const { status, location, took, called } = await desk.ask(asked);
      // An act that leads somewhere with something said was refused.
      const isLed = status === 303 && !location.includes('said=');
      const isMeant = status === 200 || (asked.fields !== undefined && isLed);
      if (!isMeant) return status;
      if (round < warmUpRounds) continue;
      ms[size].push(took);
      calls[size] = Math.max(calls[size], called);
    }
  }
  const bestRatio = Math.min(...ms.many) / Math.min(...ms.few);
  return { ms, calls, bestRatio, ratio: median(ms.many) / median(ms.few) };
}

type OpenDesk = Awaited<ReturnType<typeof openDesk>>;

/** A desk with a table of its own, and its owner signed in. */
async function openDesk(size: Size, bundles: string) {
  const engine = await startTableEngine(await fileOf(size));
  if (engine.isShared)
    throw new Error('Unset AWS_ENDPOINT_URL_DYNAMODB: the readers are in files.');
  const table = openTable(tableName, { endpoint: engine.endpoint });
  const way = await openCountedWay(engine.endpoint);
  const folder = join(bundles, 'desk');
  const runtime = await startRuntime({ folder, variables: variablesOn(way), timeoutMs: 30_000 });
  let owner = { cookie: '', token: '' };
  return {
    signIn: async () => {
      owner = await signIn(table);
    },
    ask: async ({ path, fields }: Asked) => {
      const form = fields && new URLSearchParams({ 'form-token': owner.token, ...fields });
      const event = httpEvent(siteUrl, path, form);
      const headers = { ...event.headers, 'sec-fetch-site': 'same-origin' };
      way.counted();
      const started = performance.now();
      const answer = await runtime.invoke<Answer>({ ...event, headers, cookies: [owner.cookie] });
      return {
        status: answer.statusCode ?? 0,
        location: String(answer.headers?.location ?? ''),
        took: performance.now() - started,
        called: way.counted(),
      };
    },
    stop: async () => {
      await runtime.stop();
      way.stop();
      table.client.destroy();
      await engine.stop();
    },
  };
}

const variablesOn = ({ tableUrl, otherUrl }: Record<'tableUrl' | 'otherUrl', string>) => ({
  TABLE_NAME: tableName,
  CONFIRMATION_QUEUE_URL: `${otherUrl}/confirmation`,
  FETCH_QUEUE_URL: `${otherUrl}/fetch`,
  SIGNING_SECRET_ARN: 'signing',
  HASH_SECRET_ARN: 'hash',
  SITE_URL: siteUrl,
  LANES: '1',
  AWS_ENDPOINT_URL_DYNAMODB: tableUrl,
  AWS_ENDPOINT_URL_SQS: otherUrl,
  AWS_ENDPOINT_URL_SECRETS_MANAGER: otherUrl,
});

/** The file of this many readers, which is made anew when it is a week old. */
async function fileOf(size: Size): Promise<string> {
  const readers = sizes[size];
  mkdirSync(kept, { recursive: true });
  const file = join(kept, `desk-${readers}.sqlite`);
  const now = Date.now();
  if (existsSync(file) && now < statSync(file).birthtimeMs + keptMsMax) return file;
  for (const one of [file, `${file}-wal`, `${file}-shm`]) rmSync(one, { force: true });
  const started = performance.now();
  const making = `${file}-making`;
  await writeReaders(making, { readers, now });
  const engine = await startTableEngine(making);
  const table = openTable(tableName, { endpoint: engine.endpoint });
  await writeNewsletter(table, { readers, now });
  table.client.destroy();
  await engine.stop();
  renameSync(making, file);
  print(`${readers} readers written in ${((performance.now() - started) / 1_000).toFixed(0)} s`);
  return file;
}

/** Somebody who owns everything, and has proved just now who it is. */
async function signIn(table: Table) {
  const around = { randomId: randomUUID, now: Date.now };
  const address = `${randomUUID()}@desk.example`;
  const who = { address, role: 'owner', newsletterId: everyNewsletter } as const;
  const { list, load: _, ...people } = peopleStore(table);
  for (const earlier of await list()) await people.remove(earlier);
  const appointed = await appoint(who, { ...people, list, ...around });
  if (appointed.kind !== 'appointed') throw new Error(appointed.kind);
  const about = { from: '192.0.2.0/24', agent: 'A browser' };
  const { session, cookie } = openSession(appointed.person, about, around);
  await sessionStore(table).open(session);
  return { cookie: `__Host-desk=${cookie}`, token: formToken(session) };
}

function print(line: string): void {
  process.stdout.write(`${line}\n`);
}

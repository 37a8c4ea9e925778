/**
 * What a new item costs: 60 feeds of 20 new items from bytes to stored rows, and further to the mail
 * of a reader. The doors run in this process; feeds, queue and SES are in another, the table engine
 * in a third.
 */
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, readFileSync } from 'node:fs';
import { open as openDigest } from '../../functions/digest.ts';
import type { Feed, FeedKey } from '../../functions/feed/feed.ts';
import { feedsPerMessage } from '../../functions/feed/schedule/poll.ts';
import { open as openFetch } from '../../functions/fetch.ts';
import { open as openSend } from '../../functions/send.ts';
import { openTable, queryRows, type Table } from '../../functions/store/client.ts';
import { feedStore } from '../../functions/store/feeds.ts';
import { newsletterStore } from '../../functions/store/newsletters.ts';
import { keys } from '../../functions/store/table.ts';
import { startTableEngine } from '../../infra/local/table.ts';
import { addReader, feed, newsletter } from '../support/newsletter.ts';
import { createTable, useAnyCredentials } from '../support/table.ts';
import { median, spread, type Took, timed, tooBusy } from './rounds.ts';

const feeds = 60;
const itemsAFeed = 20;
const items = feeds * itemsAFeed;
const feedsANewsletter = 2;
const warmUpRounds = 2;
const rounds = 5;
const dayMs = 24 * 3_600_000;
const ticksMs = 1_000 / 100;

const fetchMsMax = 1.2;
/** rss2email 3.14 fetched, rendered and mailed an item in so much CPU, its own process start left out. */
const rss2emailMs = 2.4;

interface Round {
  readonly fetch: Took;
  readonly mail: Took;
  readonly fetchEngineMs: number;
  readonly mailEngineMs: number;
}

/** Prints CPU an item in `fetch`, and with an edition planned, rendered and mailed. */
export async function run(): Promise<void> {
  useAnyCredentials();
  const engine = await startTableEngine();
  const other = fork(new URL('./paper-server.ts', import.meta.url), [`${feeds}`, `${itemsAFeed}`]);
  const [port] = (await once(other, 'message')) as [number];
  try {
    const all: Round[] = [];
    for (let n = 0; n < warmUpRounds + rounds; n += 1) {
      all.push(await runRound(`Bench${n}`, engine.endpoint, `http://127.0.0.1:${port}`));
    }
    report(all.slice(warmUpRounds));
  } finally {
    other.kill();
    await engine.stop();
  }
}

function report(all: readonly Round[]): void {
  const each = (of: (round: Round) => number) => all.map((round) => of(round) / items);
  const fetched = each((round) => round.fetch.cpuMs);
  const whole = each((round) => round.fetch.cpuMs + round.mail.cpuMs);
  const engine = (of: (round: Round) => number) => `engine ${spread(each(of))} ms beside it`;
  print(
    `${feeds} feeds of ${itemsAFeed} new items, ${all.length} rounds: CPU an item, median and spread`,
  );
  print(
    `fetch, from bytes to stored rows: ${spread(fetched)} ms; ${engine((r) => r.fetchEngineMs)} ` +
      `(${verdict(median(fetched), fetchMsMax)})`,
  );
  print(
    `with planning, rendering and mailing ${feeds / feedsANewsletter} editions of ` +
      `${feedsANewsletter * itemsAFeed} items: ${spread(whole)} ms; ` +
      `${engine((r) => r.fetchEngineMs + r.mailEngineMs)} ` +
      `(rss2email takes ${rss2emailMs} ms: ${verdict(median(whole), rss2emailMs)})`,
  );
  const busy = tooBusy(all.flatMap(({ fetch, mail }) => [fetch, mail]));
  if (busy !== '') print(busy);
}

function verdict(found: number, most: number): string {
  return `${found <= most ? 'within' : 'OVER'} ${most} ms`;
}

/** Each round has a table and doors of its own: what is planned twice would count twice. */
async function runRound(name: string, dynamodb: string, other: string): Promise<Round> {
  await createTable(dynamodb, name);
  const table = openTable(name, { endpoint: dynamodb });
  const clock = { now: Date.now() };
  const call = openDoors(name, { dynamodb, other, clock });
  const due = clock.now - (clock.now % dayMs) + dayMs + 7 * 3_600_000;
  const fetched = await setUp(table, other, clock.now);
  const before = engineMs();
  const fetch = await timed(async () => {
    for (let at = 0; at < fetched.length; at += feedsPerMessage) {
      await call.fetch({ feeds: fetched.slice(at, at + feedsPerMessage) });
    }
  });
  const between = engineMs();
  await expectStored(table, clock.now);
  clock.now = due;
  const mail = await timed(async () => {
    await call.digest({ scheduledTime: new Date(due).toISOString() });
    const { bodies } = await queuedAt(other);
    for (const body of bodies.filter((each) => each.includes('batchId'))) {
      await call.send(JSON.parse(body));
    }
  });
  const after = engineMs();
  const { mails } = await queuedAt(other);
  if (mails !== feeds / feedsANewsletter) throw new Error(`${mails} mails went out.`);
  table.client.destroy();
  return { fetch, mail, fetchEngineMs: between - before, mailEngineMs: after - between };
}

interface World {
  readonly dynamodb: string;
  readonly other: string;
  readonly clock: { readonly now: number };
}

function openDoors(tableName: string, { dynamodb, other, clock }: World) {
  const around = {
    env: {
      TABLE_NAME: tableName,
      FETCH_QUEUE_URL: `${other}/fetch`,
      DIGEST_QUEUE_URL: `${other}/digest`,
      HASH_SECRET_ARN: 'none is asked for',
      SEND_QUEUE_URL: `${other}/send`,
      SIGNING_SECRET_ARN: 'secret',
      SITE_URL: 'https://paper.example',
      CONFIGURATION_SET: 'set',
      LANES: '1',
      AWS_ENDPOINT_URL_DYNAMODB: dynamodb,
      AWS_ENDPOINT_URL_SQS: other,
      AWS_ENDPOINT_URL_SES: other,
      AWS_ENDPOINT_URL_SECRETS_MANAGER: other,
    },
    now: () => clock.now,
    randomId: () => crypto.randomUUID(),
    sleep: async () => {},
    requestId: () => undefined,
    write: (line: string) => {
      if (line.includes('"ERROR"')) throw new Error(line);
    },
  };
  const context = { getRemainingTimeInMillis: () => 600_000 };
  const event = (body: object) => ({ Records: [{ messageId: 'm', body: JSON.stringify(body) }] });
  const doors = {
    fetch: openFetch(around, [other]),
    digest: openDigest(around),
    send: openSend(around),
  };
  return {
    fetch: (body: object) => doors.fetch(event(body), context),
    digest: (body: object) => doors.digest(event(body), context),
    send: (body: object) => doors.send(event(body), context),
  };
}

async function queuedAt(other: string): Promise<{ bodies: string[]; mails: number }> {
  return (await (await fetch(`${other}/queued`)).json()) as { bodies: string[]; mails: number };
}

/** Feeds that have brought twenty items a day for a month: twenty more are no surge. */
async function setUp(table: Table, other: string, now: number): Promise<FeedKey[]> {
  const habit = { since: now - 30 * dayMs, newsAt: now - dayMs, items: 600, rate: 20, late: 0 };
  const fetched = Array.from({ length: feeds }, (_, n) => {
    return { newsletterId: `paper${Math.floor(n / feedsANewsletter)}`, feedId: `feed${n}` };
  });
  await Promise.all(
    fetched.map(async ({ newsletterId, feedId }, n) => {
      const own: Partial<Feed> = { id: feedId, newsletterId, url: `${other}/${n}` };
      await feedStore(table).create(feed({ ...own, habit, readAt: now, addedAt: now }), '30#0');
      if (n % feedsANewsletter > 0) return;
      await newsletterStore(table).save(newsletter({ id: newsletterId, createdAt: now }));
      await addReader(table, now - 3_600_000, { newsletterId });
    }),
  );
  return fetched;
}

async function expectStored(table: Table, now: number): Promise<void> {
  const rows = await queryRows(table, {
    KeyConditionExpression: 'pk = :pk',
    ExpressionAttributeValues: { ':pk': keys.itemDay('paper0', now) },
    ProjectionExpression: 'sk',
  });
  const wanted = feedsANewsletter * itemsAFeed;
  if (rows.length !== wanted) throw new Error(`${rows.length} of ${wanted} items were stored.`);
}

/** CPU of the table engine so far, a grandchild of this process (proc(5), stat). */
function engineMs(): number {
  const pids = readdirSync('/proc').filter((name) => /^\d+$/.test(name));
  const stats = pids.flatMap((pid) => statOf(pid) ?? []);
  const own = new Set(stats.filter(({ parent }) => parent === process.pid).map(({ pid }) => pid));
  const engines = stats.filter(({ name, parent }) => name === 'dynoxide' && own.has(parent));
  return engines.reduce((sum, { cpuMs }) => sum + cpuMs, 0);
}

function statOf(pid: string) {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    const name = stat.slice(stat.indexOf('(') + 1, stat.lastIndexOf(')'));
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    const cpuMs = (Number(fields[11]) + Number(fields[12])) * ticksMs;
    return { pid: Number(pid), name, parent: Number(fields[1]), cpuMs };
  } catch {
    return undefined;
  }
}

function print(line: string): void {
  process.stdout.write(`${line}\n`);
}

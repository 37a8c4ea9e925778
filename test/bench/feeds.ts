/** What reading feeds costs, as ratios to the least that could be done, measured in one run. */
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import Parser from 'rss-parser';
import { createFetcher } from '../../functions/feed/get/fetch.ts';
import { parse } from '../../functions/feed/read/parse.ts';
import { feedsPerMessage } from '../../functions/feed/schedule/poll.ts';
import { open } from '../../functions/fetch.ts';
import { openTable, type Table } from '../../functions/store/client.ts';
import { feedStore } from '../../functions/store/feeds.ts';
import { atom } from '../../infra/local/demo/atom.ts';
import {
  type Publication,
  publications,
  type Telling,
  tellingAt,
} from '../../infra/local/demo/publications.ts';
import { rdf } from '../../infra/local/demo/rdf.ts';
import { rss } from '../../infra/local/demo/rss.ts';
import { startTableEngine } from '../../infra/local/table.ts';
import { feed } from '../support/newsletter.ts';
import { createTable, useAnyCredentials } from '../support/table.ts';

const origin = 'https://feeds.example';
const roundsMin = 7;
const roundMs = 250;
const warmUpRounds = 30;

/** Prints the tables. */
export async function run(): Promise<void> {
  await measureParsing();
  await measurePolling();
}

const sizes = {
  small: { items: 5, paragraphs: 1 },
  medium: { items: 30, paragraphs: 4 },
  large: { items: 250, paragraphs: 8 },
};

async function measureParsing(): Promise<void> {
  print('Parsing: CPU of parse (bytes to items) to that of bare rss-parser.parseString (text)');
  print('feed                        size       parse         bare     ratio');
  const ratios: number[] = [];
  await warmUp();
  for (const [size, { items, paragraphs }] of Object.entries(sizes)) {
    for (const publication of publications) {
      const text = documentOf(publication, items, paragraphs);
      if (text === undefined) continue;
      const bytes = Buffer.from(text);
      const bare = new Parser();
      const [ours = 0, theirs = 0] = await compare(
        () => parse(bytes, { url: `${origin}/feed` }),
        () => bare.parseString(text),
      );
      ratios.push(ours / theirs);
      const name = `${size} ${publication.format} ${publication.voice.language}`.padEnd(22);
      const kb = `${(bytes.length / 1000).toFixed(0)} KB`.padStart(10);
      print(`${name}${kb}${ms(ours)}${ms(theirs)}${(ours / theirs).toFixed(2).padStart(10)}`);
    }
  }
  const mean = ratios.reduce((sum, ratio) => sum + ratio, 0) / ratios.length;
  print(
    `mean ${mean.toFixed(2)} (at most 2), worst ${Math.max(...ratios).toFixed(2)} (at most 3)\n`,
  );
}

/** What is measured first must not pay for what the others find compiled. */
async function warmUp(): Promise<void> {
  const documents = publications.map((each) => documentOf(each, 10, 2) ?? '');
  for (let round = 0; round < warmUpRounds; round += 1) {
    for (const text of documents.filter((each) => each !== '')) {
      await parse(Buffer.from(text), { url: `${origin}/feed` });
      await new Parser().parseString(text);
    }
  }
}

/** Feeds of our own; JSON is for rss-parser no feed at all. */
function documentOf(publication: Publication, items: number, times: number): string | undefined {
  const tellings = Array.from({ length: items }, (_, n) => longer(publication, items - n, times));
  switch (publication.format) {
    case 'json':
      return undefined;
    case 'atom':
      return atom(publication, tellings, origin);
    case 'rdf':
      return rdf(publication, tellings, origin);
    default:
      return rss(publication, tellings, origin);
  }
}

function longer(publication: Publication, n: number, times: number): Telling {
  const telling = tellingAt(publication, n, Date.UTC(2100, 0, 1));
  if (telling === undefined) throw new Error('The publication has not so many stories.');
  const paragraphs = Array.from({ length: times }, () => telling.paragraphs).flat();
  return { ...telling, paragraphs };
}

/** Milliseconds of CPU for one call of each: the medians of rounds that take turns. */
async function compare(...works: readonly (() => Promise<unknown>)[]): Promise<number[]> {
  const figures = works.map((): number[] => []);
  const calls = await Promise.all(works.map(callsFor));
  for (let round = 0; round < roundsMin; round += 1) {
    for (const [n, work] of works.entries()) {
      const count = calls[n] ?? 1;
      const cpu = await cpuMs(async () => {
        for (let call = 0; call < count; call += 1) await work();
      });
      figures[n]?.push(cpu / count);
    }
  }
  return figures.map(median);
}

async function callsFor(work: () => Promise<unknown>): Promise<number> {
  await work();
  const once = await cpuMs(work);
  return Math.max(1, Math.round(roundMs / Math.max(once, 0.1)));
}

const fewFeeds = 1_000;
const manyFeeds = 10_000;

/** The fetch door itself, on feeds that have not changed, against the same client's bare GETs. */
async function measurePolling(): Promise<void> {
  useAnyCredentials();
  const engine = await startTableEngine();
  const other = fork(new URL('./feed-server.ts', import.meta.url), [engine.endpoint]);
  const [[feedsPort, tablePort]] = (await once(other, 'message')) as [[number, number]];
  const feeds = `http://127.0.0.1:${feedsPort}`;
  const endpoint = `http://127.0.0.1:${tablePort}`;
  await createTable(engine.endpoint, 'Bench');
  const table = openTable('Bench', { endpoint: engine.endpoint });
  await addFeeds(table, feeds);
  const door = openDoor(endpoint, feeds);
  const fetcher = createFetcher({ userAgent: 'bench', now: Date.now, allowedOrigins: [feeds] });
  const bare = async (count: number) => {
    for (let n = 0; n < count; n += 1) {
      await fetcher.get(urlOf(feeds, n), validatorsOf(feeds, n));
    }
  };
  await door(100);
  await bare(100);
  await fetch(`${feeds}/counts`);
  print('Unchanged feeds: the fetch door to bare conditional GETs of the same client');
  print('feeds    door, CPU each   GET, CPU each     ratio   door, time each   memory held after');
  for (const count of [fewFeeds, manyFeeds]) {
    const cpuOfBare = await cpuMs(() => bare(count));
    const began = performance.now();
    const cpuOfDoor = await cpuMs(() => door(count));
    const took = performance.now() - began;
    const calls = (await (await fetch(`${feeds}/counts`)).json()) as Record<string, number>;
    const memory = `${heapMb().toFixed(1)} MB`;
    print(
      `${String(count).padEnd(8)}${ms(cpuOfDoor / count)}   ${ms(cpuOfBare / count)}   ` +
        `${(cpuOfDoor / cpuOfBare).toFixed(2).padStart(10)}${ms(took / count)}${memory.padStart(15)}`,
    );
    print(`         asked of the table: ${JSON.stringify(calls)}`);
  }
  await fetcher.close();
  other.kill();
  table.client.destroy();
  await engine.stop();
}

function openDoor(endpoint: string, feeds: string): (count: number) => Promise<void> {
  const door = open(
    {
      env: {
        TABLE_NAME: 'Bench',
        FETCH_QUEUE_URL: `${feeds}/none`,
        LANES: '1',
        DIGEST_QUEUE_URL: `${feeds}/none`,
        HASH_SECRET_ARN: 'none is asked for',
        SITE_URL: origin,
        AWS_ENDPOINT_URL_DYNAMODB: endpoint,
      },
      now: Date.now,
      randomId: () => 'none',
      sleep: async () => {},
      requestId: () => undefined,
      write: () => {},
    },
    [feeds],
  );
  const context = { getRemainingTimeInMillis: () => Number.POSITIVE_INFINITY };
  return async (count) => {
    for (let n = 0; n < count; n += feedsPerMessage) {
      const keys = Array.from({ length: feedsPerMessage }, (_, i) => keyOf(n + i));
      const record = { messageId: String(n), body: JSON.stringify({ feeds: keys }) };
      const { batchItemFailures } = await door({ Records: [record] }, context);
      if (batchItemFailures.length > 0) throw new Error('A feed was not read.');
    }
  };
}

async function addFeeds(table: Table, origin: string): Promise<void> {
  const store = feedStore(table);
  for (let n = 0; n < manyFeeds; n += feedsPerMessage) {
    const some = Array.from({ length: feedsPerMessage }, (_, i) => n + i);
    await Promise.all(
      some.map((each) => {
        const validators = validatorsOf(origin, each);
        const known = { url: urlOf(origin, each), validators, bodyHash: 'x', addedAt: Date.now() };
        return store.create(feed({ id: keyOf(each).feedId, ...known }), '30#0');
      }),
    );
  }
}

function keyOf(n: number) {
  return { newsletterId: 'paper', feedId: `feed${n}` };
}

function urlOf(origin: string, n: number): string {
  return `${origin}/${n}`;
}

function validatorsOf(origin: string, n: number) {
  return { etag: '"as-it-was"', url: urlOf(origin, n) };
}

async function cpuMs(work: () => Promise<unknown>): Promise<number> {
  const before = process.cpuUsage();
  await work();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1000;
}

/** What is really held, without what waits to be collected. */
function heapMb(): number {
  setFlagsFromString('--expose-gc');
  runInNewContext('gc')();
  return process.memoryUsage().heapUsed / 1e6;
}

function median(figures: readonly number[]): number {
  const sorted = figures.toSorted((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? 0;
}

function ms(value: number): string {
  return `${value.toFixed(2)} ms`.padStart(13);
}

function print(line: string): void {
  process.stdout.write(`${line}\n`);
}

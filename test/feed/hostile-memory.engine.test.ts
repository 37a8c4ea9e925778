/**
 * The worst of the hostile input, each in a process of its own: its time on the processor and the
 * most memory that it ever had are those of the process. Run with a name it is that process.
 */
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { before, suite, test } from 'node:test';
import { promisify } from 'node:util';
import zlib from 'node:zlib';
import { articleText } from '../../functions/feed/get/article.ts';
import { createFetcher } from '../../functions/feed/get/fetch.ts';
import { parse } from '../../functions/feed/read/parse.ts';
import { cpuMsOf } from '../support/effort.ts';
import { serve } from '../support/server.ts';
import { hostileCases, ordinaryFeed } from './hostile-cases.ts';
import { rss } from './support.ts';

const memoryMbMax = 256;
/** Beside an ordinary feed of that size, in a process that is as new. */
const timesOrdinaryMax = 20;
const page = (body: string, head = '') =>
  `<html><head>${head}</head><body>${body}</body></html>`.slice(0, 1_500_000);
const zeros = (megabytes: number) => Buffer.alloc(megabytes * 1_000_000, ' ');
const feed = rss('<title>One</title>');

/** What each is: the bytes of a feed, the text of an article's page, or a server's answer. */
const documents = [
  'names that nobody knows',
  'nothing but &',
  'attributes by the hundred thousand',
  'a million empty items',
  'bytes of no encoding',
  'JSON numbers by the million',
];
const ordinary = 'an ordinary feed';
const pages: Record<string, () => string> = {
  'a page of brackets': () => page('<'.repeat(2e6)),
  'a page as deep as it may be': () =>
    page(`${'<div>'.repeat(190)}x, y${'</div>'.repeat(190)}`.repeat(5)),
  'a page of links': () => page('<a href=x>y</a>'.repeat(5_900)),
  'a page of paragraphs': () => page('<p>x, y</p>'.repeat(5_900)),
  'a page of attributes': () =>
    page(`<p ${Array.from({ length: 2e5 }, (_, n) => `a${n}=1`).join(' ')}>x</p>`),
  'a page of references': () => page('&eacute;'.repeat(2e5)),
  'a page of foreign elements': () => page('<svg><math>'.repeat(5e4)),
};
const answers: Record<string, () => [body: Buffer, headers?: Record<string, string>]> = {
  'a body of 50 MB': () => [zeros(50)],
  'a bomb of 200 MB in gzip': () => [zlib.gzipSync(zeros(200)), { 'content-encoding': 'gzip' }],
  'a bomb of 200 MB in brotli': () => [
    zlib.brotliCompressSync(zeros(200), { params: { [zlib.constants.BROTLI_PARAM_QUALITY]: 1 } }),
    { 'content-encoding': 'br' },
  ],
  'ten encodings': () => [
    zlib.gzipSync(feed),
    { 'content-encoding': Array(10).fill('gzip').join() },
  ],
};

let ordinaryMs = 0;

const [, , name, origin] = process.argv;
if (name === undefined) {
  suite('the worst ends soon and within 256 MB', () => {
    before(async () => {
      ordinaryMs = (await runOf(ordinary)).cpuMs;
    });

    for (const each of [...documents, ...Object.keys(pages)]) {
      test(each, { timeout: 120_000 }, () => endsSoon(each));
    }
    for (const [each, make] of Object.entries(answers)) {
      test(each, { timeout: 120_000 }, async (t) => {
        const [body, headers] = make();
        const server = await serve((_, response) => response.writeHead(200, headers).end(body));
        t.after(() => server.close());
        await endsSoon(each, server.origin);
      });
    }
  });
} else {
  process.stdout.write(JSON.stringify(await spend(await prepared(name, origin))));
}

async function endsSoon(...which: readonly string[]): Promise<void> {
  const { outcome, cpuMs, memoryMb } = await runOf(...which);
  assert.ok(outcome.length > 0);
  assert.ok(cpuMs < ordinaryMs * timesOrdinaryMax, `${cpuMs} to ${ordinaryMs} ms of CPU`);
  assert.ok(memoryMb < memoryMbMax, `${memoryMb} MB`);
}

async function runOf(...which: readonly string[]): Promise<Spent> {
  const run = promisify(execFile);
  const { stdout } = await run(process.execPath, [import.meta.filename, ...which]);
  return JSON.parse(stdout) as Spent;
}

interface Spent {
  readonly outcome: string;
  readonly cpuMs: number;
  readonly memoryMb: number;
}

async function spend(work: () => Promise<string>): Promise<Spent> {
  let outcome = '';
  const cpuMs = await cpuMsOf(async () => {
    outcome = await work();
  });
  return {
    outcome,
    cpuMs: Math.round(cpuMs),
    memoryMb: Math.round(mostMemoryKb() / 1024),
  };
}

/** What is not ours is done before the clock starts. */
async function prepared(each: string, from = ''): Promise<() => Promise<string>> {
  const article = pages[each]?.();
  if (article !== undefined) {
    return async () => typeof articleText(article, 'https://t.example/');
  }
  const source = each === ordinary ? ordinaryFeed() : hostileCases()[each]?.source();
  if (source !== undefined) {
    const bytes = Buffer.from(source);
    return async () => (await parse(bytes, {})).kind;
  }
  const { get } = createFetcher({ userAgent: 'test', now: () => 0, allowedOrigins: [from] });
  return async () => {
    const fetched = await get(from);
    return fetched.kind === 'body' ? (await parse(fetched.bytes, fetched)).kind : fetched.kind;
  };
}

/** Linux counts in what is reported otherwise what the process was before it was this one. */
function mostMemoryKb(): number {
  const status = '/proc/self/status';
  if (!existsSync(status)) return process.resourceUsage().maxRSS;
  return Number(/VmHWM:\s+(\d+) kB/.exec(readFileSync(status, 'utf8'))?.[1]);
}

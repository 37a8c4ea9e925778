/**
 * One polite and careful GET: conditional, followed over a few checked redirects, within limits on
 * time and size. Whatever a server does, the outcome is a value.
 */
import { type Agent, request } from 'undici';
import { minuteMs } from '../../config/time.ts';
import type { Validators } from '../feed.ts';
import { hostOf } from '../host.ts';
import { present } from '../present.ts';
import { type BodyRead, readBody } from './body.ts';
import { conditionsFor } from './conditions.ts';
import { publicAgent } from './connect.ts';
import { type CookieJar, openCookieJar } from './cookies.ts';
import { reasonOf } from './fetch-reason.ts';
import { checkUrl } from './fetch-rules.ts';
import type { Fetched, FetchedBody, Get } from './fetched.ts';
import { freshForMs } from './freshness.ts';
import { openTurns, type TakeTurn } from './host-turns.ts';
import { type Redirect, redirect } from './redirect.ts';
import { retryAfter } from './retry-after.ts';

/** How long each part of a request may take (ms), and how much may come. */
export interface FetchLimits {
  readonly connectMs: number;
  readonly headersMs: number;
  readonly totalMs: number;
  readonly bodyBytesMax: number;
  readonly redirectsMax: number;
}

/** Who asks, and what is allowed. */
export interface FetcherOptions {
  /** Product, address of its owner and, where known, the number of subscribers. */
  readonly userAgent: string;
  readonly now: () => number;
  /** Exact origins that need not be public: of the stage, or allowed by the owner. */
  readonly allowedOrigins?: readonly string[];
  readonly limits?: Partial<FetchLimits>;
  /** Ends every request that is still under way, and every later one at once. */
  readonly until?: AbortSignal;
}

/** A client that asks feeds under the rules of this file. */
export interface Fetcher {
  readonly get: Get;
  /** The same client under another name, such as one with another number of subscribers. */
  readonly getAs: (userAgent: string) => Get;
  close(): Promise<void>;
}

const limitsByDefault: FetchLimits = {
  connectMs: 5_000,
  headersMs: 10_000,
  totalMs: 20_000,
  bodyBytesMax: 5_000_000,
  redirectsMax: 5,
};

/** A feed may be led from https to http so often; back and forth is no way to a feed. */
const plainMax = 1;

/** How long a site is left alone that answers 429 without Retry-After. */
const sitePauseMs = 30 * minuteMs;

const accept =
  'application/atom+xml, application/rss+xml, application/feed+json, application/rdf+xml, ' +
  'application/xml;q=0.9, text/xml;q=0.9, text/html;q=0.7, */*;q=0.5';

interface Context {
  readonly agent: Agent;
  readonly options: FetcherOptions;
  readonly limits: FetchLimits;
  /** One request to a host at a time, whoever asks and wherever redirects lead. */
  readonly takeTurn: TakeTurn;
}

/** Makes the client that every fetch of the process goes through. */
export function createFetcher(options: FetcherOptions): Fetcher {
  const limits = { ...limitsByDefault, ...options.limits };
  const agent = publicAgent(limits, options.allowedOrigins ?? []);
  const context = { agent, options, limits, takeTurn: openTurns() };
  return {
    get: (url, validators) => get(context, url, validators),
    getAs: (userAgent) => {
      const named = { ...context, options: { ...options, userAgent } };
      return (url, validators) => get(named, url, validators);
    },
    close: () => agent.destroy(),
  };
}

async function get(context: Context, from: string, validators?: Validators): Promise<Fetched> {
  let signal: AbortSignal | undefined;
  let url = from;
  let isPermanent = true;
  let plainly = 0;
  const cookies = openCookieJar();
  try {
    for (let hop = 0; hop <= context.limits.redirectsMax; hop += 1) {
      const outcome = await context.takeTurn(hostOf(url), () => {
        // Waiting behind another feed of the host is no slowness of this one.
        signal ??= endOf(context);
        return oneHop(context, url, { from, validators, signal, cookies });
      });
      if (outcome.kind !== 'redirect') {
        return plainly > 0 ? throughPlain(outcome) : moved(outcome, hop > 0 && isPermanent, url);
      }
      url = outcome.url;
      isPermanent &&= outcome.isPermanent;
      if (outcome.isPlain) plainly += 1;
      if (plainly > plainMax) return failed('It was redirected from https to http more than once.');
    }
    return failed(`It was redirected more than ${context.limits.redirectsMax} times.`);
  } catch (error) {
    return failed(reasonOf(error));
  }
}

function endOf({ limits, options: { until } }: Context): AbortSignal {
  const own = AbortSignal.timeout(limits.totalMs);
  return until === undefined ? own : AbortSignal.any([own, until]);
}

function moved(outcome: Fetched, isForGood: boolean, url: string): Fetched {
  const isGood = outcome.kind === 'body' || outcome.kind === 'unchanged';
  return isGood && isForGood ? { ...outcome, movedTo: url } : outcome;
}

/** Never for good: whoever listens in could make it so. */
function throughPlain(outcome: Fetched): Fetched {
  const isGood = outcome.kind === 'body' || outcome.kind === 'unchanged';
  return isGood ? { ...outcome, isPlain: true } : outcome;
}

interface Hop {
  readonly from: string;
  readonly validators: Validators | undefined;
  readonly signal: AbortSignal;
  readonly cookies: CookieJar;
}

type HopOutcome = Fetched | Redirect;

async function oneHop(context: Context, raw: string, hop: Hop): Promise<HopOutcome> {
  const checked = checkUrl(raw, context.options.allowedOrigins);
  if (checked.kind === 'refused') return failed(checked.reason);
  const { url } = checked;
  const asked = conditionsFor(url.href, hop);
  const response = await request(url, {
    dispatcher: context.agent,
    signal: hop.signal,
    headers: {
      'user-agent': context.options.userAgent,
      accept,
      'accept-encoding': 'gzip, br',
      ...asked,
      ...hop.cookies.headerFor(url),
    },
  });
  const { statusCode: status, headers, body } = response;
  // Whoever reads hears of errors by reading; one that comes after that must not end the process.
  body.on('error', () => {});
  if (status === 200) {
    const encoding = [headers['content-encoding'] ?? []].flat().join(', ');
    const read = await readBody(body, encoding, context.limits.bodyBytesMax);
    if (read.kind === 'refused') return failed(read.reason);
    return bodyOf(read, url.href, headers, context.options.now());
  }
  hop.cookies.take(url, headers['set-cookie']);
  // An answer without a body leaves its connection for the next feed; any other is not read on.
  if (status === 304) await body.dump();
  else body.destroy();
  // Believed, it would leave a feed unread for ever without anyone being told.
  if (status === 304 && Object.keys(asked).length === 0) {
    return failed('The server answered 304 though nothing was known of the feed yet.');
  }
  return withoutBody(status, headers, url, context.options.now());
}

type Headers = Readonly<Record<string, string | string[] | undefined>>;

function bodyOf(
  { bytes, cutAtBytes }: Extract<BodyRead, { kind: 'read' }>,
  url: string,
  headers: Headers,
  now: number,
): FetchedBody {
  return present({
    kind: 'body' as const,
    bytes,
    cutAtBytes,
    url,
    contentType: one(headers['content-type']),
    links: headers.link && [headers.link].flat().join(', '),
    validators: present({
      url,
      etag: one(headers.etag),
      lastModified: one(headers['last-modified']),
    }),
    freshForMs: freshForMs(headers, now),
  });
}

function withoutBody(status: number, headers: Headers, url: URL, now: number): HopOutcome {
  switch (status) {
    case 304:
      return present({ kind: 'unchanged' as const, freshForMs: freshForMs(headers, now) });
    case 301:
    case 308:
      return redirect(one(headers.location), url, true);
    case 302:
    case 303:
    case 307:
      return redirect(one(headers.location), url, false);
    case 410:
      return { kind: 'gone' };
    case 429:
    case 503:
      return busy(status, headers, url, now);
    default:
      return failed(`The server answered ${status}.`);
  }
}

/** 429 asks the whole site's readers to slow down, with or without saying for how long. */
function busy(status: 429 | 503, headers: Headers, url: URL, now: number): Fetched {
  const until = retryAfter(one(headers['retry-after']), now);
  if (until === undefined && status === 503) return failed(`The server answered ${status}.`);
  return {
    kind: 'retryLater',
    notBefore: until ?? now + sitePauseMs,
    reason: `The server answered ${status} and asks to come back later.`,
    scope: status === 429 ? 'site' : 'feed',
    url: url.href,
  };
}

function one(header: string | string[] | undefined): string | undefined {
  return Array.isArray(header) ? header[0] : header;
}

function failed(reason: string): { kind: 'failed'; reason: string } {
  return { kind: 'failed', reason };
}

/**
 * CloudWatch Logs as far as the command calls it: FilterLogEvents, modelled on the API Reference
 * (https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_FilterLogEvents.html) and
 * on "Filter pattern syntax" of the User Guide: a page may be partly full or empty while there are
 * more, a pattern has at most 1,024 characters, and terms after a question mark are alternatives.
 */
import type { IncomingMessage } from 'node:http';
import { json } from 'node:stream/consumers';
import type { TestContext } from 'node:test';
import * as v from 'valibot';
import { serve } from './server.ts';

export interface LogEvent {
  readonly timestamp: number;
  readonly message: string;
}

export interface CloudLogs {
  readonly origin: string;
  /** What was called, by the group and the pattern. */
  readonly calls: readonly { readonly group: string; readonly pattern: string }[];
}

const requestSchema = v.strictObject({
  logGroupName: v.string(),
  filterPattern: v.pipe(v.string(), v.maxLength(1_024)),
  startTime: v.pipe(v.number(), v.integer(), v.minValue(0)),
  nextToken: v.optional(v.string()),
  limit: v.optional(v.pipe(v.number(), v.minValue(1), v.maxValue(10_000))),
});

type Request = v.InferOutput<typeof requestSchema>;

/** Few, so that nobody who reads one page only passes. */
const scannedAPage = 7;

/** Answers for these groups. `allowed`: the actions that the caller may take. */
export async function cloudLogs(
  t: Pick<TestContext, 'after'>,
  groups: ReadonlyMap<string, readonly LogEvent[]>,
  allowed: readonly string[] = ['logs:FilterLogEvents'],
): Promise<CloudLogs> {
  const calls: { group: string; pattern: string }[] = [];
  const answer = async (request: IncomingMessage): Promise<[status: number, body: object]> => {
    const target = String(request.headers['x-amz-target']);
    if (target !== 'Logs_20140328.FilterLogEvents') return refusal('UnknownOperationException');
    if (!allowed.includes('logs:FilterLogEvents')) return refusal('AccessDeniedException');
    const asked = v.safeParse(requestSchema, await json(request));
    if (!asked.success) return refusal('InvalidParameterException');
    const events = groups.get(asked.output.logGroupName);
    if (events === undefined) return refusal('ResourceNotFoundException');
    calls.push({ group: asked.output.logGroupName, pattern: asked.output.filterPattern });
    return [200, pageOf(events, asked.output)];
  };
  const { origin, close } = await serve((request, response) => {
    void answer(request).then(([status, body]) => {
      response.writeHead(status, { 'content-type': 'application/x-amz-json-1.1' });
      response.end(JSON.stringify(body));
    });
  });
  t.after(close);
  return { origin, calls };
}

function refusal(type: string): [status: number, body: object] {
  return [400, { __type: type, message: `Refused: ${type}` }];
}

/** A page is what so many scanned events hold, which may be nothing. */
function pageOf(events: readonly LogEvent[], { startTime, filterPattern, nextToken }: Request) {
  const from = Number(nextToken ?? '0');
  const end = from + scannedAPage;
  const terms = termsOf(filterPattern);
  const found = events
    .slice(from, end)
    .filter(({ timestamp, message }) => {
      return timestamp >= startTime && terms.some((term) => isTermIn(term, message));
    })
    .map((event, n) => ({ ...event, eventId: String(from + n), logStreamName: 'stream' }));
  return { events: found, ...(end < events.length ? { nextToken: String(end) } : {}) };
}

/** `"one"`, or `?"one" ?"other"`. Throws on any other pattern. */
function termsOf(pattern: string): string[] {
  const parts = [...pattern.matchAll(/(\??)"((?:[^"\\]|\\.)*)"(?: |$)/g)];
  const isWhole = parts.reduce((sum, [part]) => sum + part.length, 0) === pattern.length;
  const isKnown = parts.length === 1 || parts.every(([, mark]) => mark === '?');
  if (!isWhole || !isKnown) throw new Error(`The stand-in knows no pattern ${pattern}`);
  return parts.map(([, , term = '']) => term.replaceAll(/\\(.)/g, '$1'));
}

/** A term is a whole one: signs that are no letters and digits stand before and behind it. */
function isTermIn(term: string, message: string): boolean {
  for (let at = message.indexOf(term); at >= 0; at = message.indexOf(term, at + 1)) {
    const [before = '', after = ''] = [message[at - 1], message[at + term.length]];
    if (!/[A-Za-z0-9]/.test(before) && !/[A-Za-z0-9]/.test(after)) return true;
  }
  return false;
}

/** The trigger from HTTP to a door, as an HTTP API with payload format 2.0 makes it. */
import { randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import * as v from 'valibot';
import { type Invoke, ThrottledError } from '../doors/invoke.ts';
import type { Way } from './ways.ts';

/** Which door answers which request, and what is counted. */
export interface HttpTriggerDeps {
  /** Where a request goes, if it may. */
  readonly wayOf: (method: string, path: string) => Way;
  readonly now: () => number;
  readonly onError: (error: unknown) => void;
  /** Is told the status of each answer. */
  readonly answered?: (status: number) => void;
  /** Who asks; absent: whoever is connected. */
  readonly clientOf?: (request: IncomingMessage) => string;
  /** The name by which the site was called; absent: whatever the request says. */
  readonly domainName?: string;
}

/** API Gateway takes 10 MB. */
const bodyBytesMax = 10 * 1024 * 1024;
/** Of all bodies together: a small server has no more to give, and a flood is not to end it. */
const bodiesBytesMax = 64 * 1024 * 1024;
/** Lambda takes and gives so much, as JSON: 6 MB, and 100 bytes that its own error message names. */
const payloadBytesMax = 6 * 1024 * 1024 + 100;
/** Of less nobody has to make JSON to know that it has room. */
const payloadBytesSafe = 500_000;
/**
 * Bodies of any other type are handed over in base64, forms among them. AWS names no list; this is
 * what others have measured (https://github.com/ministackorg/ministack/pull/766).
 */
const textTypes = /^(?:text\/|application\/(?:json|javascript|xml)\b)/;

/** Answers requests of node:http by way of the door that their route leads to. */
export function httpTrigger(
  deps: HttpTriggerDeps,
): (request: IncomingMessage, response: ServerResponse) => Promise<void> {
  const inHand = { bytes: 0 };
  return async (request, response) => {
    response.once('finish', () => deps.answered?.(response.statusCode));
    // Nobody waits for the promise: what it rejected with would end the process, and all that it serves.
    await answer(request, response, { ...deps, inHand }).catch((error: unknown) => {
      deps.onError(error);
      response.destroy();
    });
  };
}

interface AnswerDeps extends HttpTriggerDeps {
  /** Of all bodies that are being read or worked on. */
  readonly inHand: { bytes: number };
}

async function answer(
  request: IncomingMessage,
  response: ServerResponse,
  deps: AnswerDeps,
): Promise<void> {
  const url = urlOf(request);
  if (url === undefined) return answerPlain(response, 400, 'Bad Request');
  const way = deps.wayOf(request.method ?? 'GET', url.pathname);
  switch (way.kind) {
    case 'nowhere':
      return answerPlain(response, 404, 'Not Found');
    case 'too-many':
      return answerPlain(response, 429, 'Too Many Requests');
    case 'forbidden':
      return answerPlain(response, 500, 'Internal Server Error');
    case 'door':
      return await withBody(request, response, { url, way }, deps);
  }
}

/** The body is read only now: who is turned away costs no memory. */
async function withBody(
  request: IncomingMessage,
  response: ServerResponse,
  asked: Omit<ReadRequest, 'body'>,
  deps: AnswerDeps,
): Promise<void> {
  const { inHand } = deps;
  const chunks: Buffer[] = [];
  let bytes = 0;
  let held = 0;
  try {
    for await (const chunk of request) {
      bytes += chunk.length;
      // What there is no room for is read to its end all the same, so that the answer arrives.
      const hasRoom = bytes <= bodyBytesMax && inHand.bytes + chunk.length <= bodiesBytesMax;
      if (!hasRoom) continue;
      chunks.push(chunk);
      held += chunk.length;
      inHand.bytes += chunk.length;
    }
    if (bytes > bodyBytesMax) return answerPlain(response, 413, 'Request Entity Too Large');
    if (bytes > held) return answerPlain(response, 503, 'Service Unavailable');
    await throughDoor(request, response, { ...asked, body: Buffer.concat(chunks) }, deps);
  } catch (error) {
    // Who hangs up in the middle gets no answer, and is no error of ours.
    if (!request.destroyed || request.complete) throw error;
  } finally {
    inHand.bytes -= held;
  }
}

const resultSchema = v.object({
  statusCode: v.optional(v.number(), 200),
  headers: v.optional(v.record(v.string(), v.union([v.string(), v.number(), v.boolean()])), {}),
  cookies: v.optional(v.array(v.string()), []),
  body: v.optional(v.string(), ''),
  isBase64Encoded: v.optional(v.boolean(), false),
});

/** A request that was read, and where it goes. */
interface ReadRequest {
  readonly body: Buffer;
  readonly url: URL;
  readonly way: { readonly key: string; readonly invoke: Invoke };
}

async function throughDoor(
  request: IncomingMessage,
  response: ServerResponse,
  { body, url, way }: ReadRequest,
  { now, onError, clientOf = connected, domainName }: HttpTriggerDeps,
): Promise<void> {
  try {
    const asked = { key: way.key, url, now: now(), client: clientOf(request), domainName };
    const event = eventOf(request, body, asked);
    if (body.length > payloadBytesSafe && isTooMuch(event)) {
      return answerPlain(response, 413, 'Request Entity Too Large');
    }
    const result = v.parse(resultSchema, await way.invoke(event));
    if (result.body.length > payloadBytesSafe && isTooMuch(result)) {
      throw new Error('The answer is longer than the 6 MB that Lambda gives.');
    }
    writeResult(response, result);
  } catch (error) {
    // What HTTP APIs answer when the function is throttled, as people report it; AWS has no page of it.
    if (error instanceof ThrottledError) return answerPlain(response, 503, 'Service Unavailable');
    onError(error);
    answerPlain(response, 500, 'Internal Server Error');
  }
}

function isTooMuch(payload: object): boolean {
  return Buffer.byteLength(JSON.stringify(payload)) > payloadBytesMax;
}

function connected(request: IncomingMessage): string {
  return request.socket.remoteAddress ?? '127.0.0.1';
}

/** What a request is to its door, besides what stands in it. */
interface Asked {
  readonly key: string;
  readonly url: URL;
  readonly now: number;
  readonly client: string;
  readonly domainName: string | undefined;
}

/** Path and host are whatever somebody wrote; undefined: no address at all. */
function urlOf({ url = '/', headers }: IncomingMessage): URL | undefined {
  const { host = 'localhost' } = headers;
  // Nothing in the name of a host leads to another path.
  if (/[\s/?#@\\]/.test(host)) return undefined;
  // A proxy may name the whole address (RFC 9112 §3.2.2); two slashes at the beginning name no host.
  return URL.parse(url.startsWith('/') ? `http://${host}${url}` : url) ?? undefined;
}

function eventOf(request: IncomingMessage, body: Buffer, asked: Asked): APIGatewayProxyEventV2 {
  const { url } = asked;
  const { cookie, ...rest } = request.headers;
  const headers: Record<string, string> = {};
  for (const [name, value] of Object.entries(rest)) {
    if (value !== undefined) headers[name] = Array.isArray(value) ? value.join(',') : value;
  }
  const isText = textTypes.test(headers['content-type'] ?? '');
  return {
    version: '2.0',
    routeKey: asked.key,
    rawPath: url.pathname,
    rawQueryString: url.search.slice(1),
    ...(cookie === undefined ? {} : { cookies: cookie.split('; ') }),
    headers,
    ...(url.search === '' ? {} : { queryStringParameters: queryOf(url) }),
    requestContext: contextOf(request, { headers, ...asked }),
    ...(body.length === 0 ? {} : { body: body.toString(isText ? 'utf8' : 'base64') }),
    isBase64Encoded: body.length > 0 && !isText,
  };
}

function queryOf(url: URL): Record<string, string> {
  const query: Record<string, string> = {};
  for (const [name, value] of url.searchParams) {
    query[name] = name in query ? `${query[name]},${value}` : value;
  }
  return query;
}

function contextOf(
  request: IncomingMessage,
  {
    url,
    headers,
    key,
    now,
    client,
    domainName,
  }: Asked & { readonly headers: Readonly<Record<string, string>> },
): APIGatewayProxyEventV2['requestContext'] {
  return {
    accountId: '000000000000',
    apiId: 'local',
    domainName: domainName ?? url.hostname,
    domainPrefix: 'local',
    http: {
      method: request.method ?? 'GET',
      path: url.pathname,
      protocol: 'HTTP/1.1',
      sourceIp: client,
      userAgent: headers['user-agent'] ?? '',
    },
    requestId: randomUUID(),
    routeKey: key,
    stage: '$default',
    time: new Date(now).toUTCString(),
    timeEpoch: now,
  };
}

function writeResult(response: ServerResponse, result: v.InferOutput<typeof resultSchema>): void {
  for (const [name, value] of Object.entries(result.headers)) {
    response.setHeader(name, String(value));
  }
  if (result.cookies.length > 0) response.setHeader('set-cookie', result.cookies);
  const encoding = result.isBase64Encoded ? 'base64' : 'utf8';
  response.writeHead(result.statusCode).end(Buffer.from(result.body, encoding));
}

function answerPlain(response: ServerResponse, status: number, message: string): void {
  response.writeHead(status, { 'content-type': 'application/json' });
  response.end(JSON.stringify({ message }));
}

/** The trigger from HTTP to the web door, as an HTTP API with payload format 2.0 makes it. */
import { randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import { type Door, invoke } from './invoke.ts';

export type HttpDoor = Door<APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2>;

export interface HttpTriggerDeps {
  readonly now: () => number;
  readonly onError: (error: unknown) => void;
}

/** API Gateway takes 10 MB. */
const bodyBytesMax = 10 * 1024 * 1024;
const timeoutMs = 10_000;
const textTypes =
  /^(?:text\/|application\/(?:json|javascript|xml|x-www-form-urlencoded|[\w.+-]+\+(?:json|xml)))/;

/** Answers requests of node:http by way of the door. */
export function httpTrigger(
  door: HttpDoor,
  deps: HttpTriggerDeps,
): (request: IncomingMessage, response: ServerResponse) => Promise<void> {
  return async (request, response) => {
    const body = await readBody(request);
    if (body === undefined) return answerPlain(response, 413, 'Request Entity Too Large');
    try {
      const event = eventOf(request, body, deps.now());
      writeResult(response, await invoke('web', door, event, timeoutMs));
    } catch (error) {
      deps.onError(error);
      answerPlain(response, 500, 'Internal Server Error');
    }
  };
}

async function readBody(request: IncomingMessage): Promise<Buffer | undefined> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of request) {
    bytes += chunk.length;
    if (bytes <= bodyBytesMax) chunks.push(chunk);
  }
  return bytes > bodyBytesMax ? undefined : Buffer.concat(chunks);
}

function eventOf(request: IncomingMessage, body: Buffer, now: number): APIGatewayProxyEventV2 {
  const url = new URL(request.url ?? '/', `http://${request.headers.host ?? 'localhost'}`);
  const { cookie, ...rest } = request.headers;
  const headers: Record<string, string> = {};
  for (const [name, value] of Object.entries(rest)) {
    if (value !== undefined) headers[name] = Array.isArray(value) ? value.join(',') : value;
  }
  const isText = textTypes.test(headers['content-type'] ?? '');
  return {
    version: '2.0',
    routeKey: '$default',
    rawPath: url.pathname,
    rawQueryString: url.search.slice(1),
    ...(cookie === undefined ? {} : { cookies: cookie.split('; ') }),
    headers,
    ...(url.search === '' ? {} : { queryStringParameters: queryOf(url) }),
    requestContext: contextOf(request, url, headers, now),
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
  url: URL,
  headers: Readonly<Record<string, string>>,
  now: number,
): APIGatewayProxyEventV2['requestContext'] {
  return {
    accountId: '000000000000',
    apiId: 'local',
    domainName: url.hostname,
    domainPrefix: 'local',
    http: {
      method: request.method ?? 'GET',
      path: url.pathname,
      protocol: 'HTTP/1.1',
      sourceIp: request.socket.remoteAddress ?? '127.0.0.1',
      userAgent: headers['user-agent'] ?? '',
    },
    requestId: randomUUID(),
    routeKey: '$default',
    stage: '$default',
    time: new Date(now).toUTCString(),
    timeEpoch: now,
  };
}

function writeResult(response: ServerResponse, result: APIGatewayProxyStructuredResultV2): void {
  for (const [name, value] of Object.entries(result.headers ?? {})) {
    response.setHeader(name, String(value));
  }
  if (result.cookies !== undefined && result.cookies.length > 0) {
    response.setHeader('set-cookie', result.cookies);
  }
  const encoding = result.isBase64Encoded === true ? 'base64' : 'utf8';
  response.writeHead(result.statusCode ?? 200).end(Buffer.from(result.body ?? '', encoding));
}

function answerPlain(response: ServerResponse, status: number, message: string): void {
  response.writeHead(status, { 'content-type': 'application/json' });
  response.end(JSON.stringify({ message }));
}

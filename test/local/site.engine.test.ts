/** The way in of the stage behaves as API Gateway's: routes, throttles, and what it answers itself. */
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { request } from 'node:http';
import { connect } from 'node:net';
import { text } from 'node:stream/consumers';
import { type TestContext, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { type Invoke, ThrottledError } from '../../infra/local/doors/invoke.ts';
import { httpTrigger } from '../../infra/local/site/http-trigger.ts';
import { openWays } from '../../infra/local/site/ways.ts';
import type { Template } from '../../infra/local/template/template.ts';
import { serve } from '../support/server.ts';

const region = 'eu-central-1';
const web = `arn:aws:lambda:${region}:000000000000:function:web`;
const source = `arn:aws:execute-api:${region}:000000000000:api/*/*`;
const limits = (ThrottlingRateLimit: number, ThrottlingBurstLimit: number) => ({
  ThrottlingRateLimit,
  ThrottlingBurstLimit,
});

interface Api {
  readonly routes: readonly string[];
  readonly stage?: object;
  readonly sources?: readonly string[];
}

/** A template with an API of these routes, all of which lead to one function. */
function templateOf({ routes, stage = {}, sources = [source] }: Api): Template {
  const integration = {
    IntegrationType: 'AWS_PROXY',
    IntegrationUri: web,
    PayloadFormatVersion: '2.0',
  };
  const permission = (SourceArn: string) => ({
    Action: 'lambda:InvokeFunction',
    FunctionName: web,
    Principal: 'apigateway.amazonaws.com',
    SourceArn,
  });
  const properties: Readonly<Record<string, readonly object[]>> = {
    'AWS::ApiGatewayV2::Api': [{}],
    'AWS::ApiGatewayV2::Integration': [integration],
    'AWS::ApiGatewayV2::Route': routes.map((RouteKey) => ({
      RouteKey,
      Target: 'integrations/api',
    })),
    'AWS::ApiGatewayV2::Stage': [stage],
    'AWS::Lambda::Permission': sources.map(permission),
  };
  return {
    stackName: 'Test',
    region,
    outputs: {},
    metadata: {},
    assetFolder: () => '',
    all: (type) =>
      (properties[type] ?? []).map((one) => ({
        logicalId: 'it',
        path: 'it',
        name: 'it',
        ref: 'api',
        arn: '',
        properties: one,
      })),
  };
}

function waysOf(api: Api, now = () => 0) {
  return openWays(templateOf(api), { now, door: () => async () => ({}) });
}

const keyFor = (routes: readonly string[], method: string, path: string): string => {
  const way = waysOf({ routes })(method, path);
  return way.kind === 'door' ? way.key : way.kind;
};

// API Gateway Developer Guide, "Create routes for HTTP APIs", has the first five.
const particular: readonly [method: string, path: string, key: string][] = [
  ['GET', '/pets/dog/1', 'GET /pets/dog/1'],
  ['GET', '/pets/dog/2', 'GET /pets/dog/{id}'],
  ['GET', '/pets/cat/1', 'GET /pets/{proxy+}'],
  ['POST', '/pets/dog/1', 'ANY /{proxy+}'],
  ['GET', '/', '$default'],
  ['GET', '/pets/dog/', 'GET /pets/{proxy+}'],
  ['GET', '/a+b/1', 'GET /a+b/{id}'],
  ['GET', '/aab/1', 'ANY /{proxy+}'],
];
for (const [method, path, key] of particular) {
  test(`${method} ${path} goes by ${key}`, () => {
    const routes = [
      '$default',
      'ANY /{proxy+}',
      'GET /pets/{proxy+}',
      'GET /pets/dog/{id}',
      'GET /pets/dog/1',
      'GET /a+b/{id}',
    ];
    assert.equal(keyFor(routes, method, path), key);
    assert.equal(keyFor(routes.toReversed(), method, path), key, 'in another order');
  });
}

test('a request that no route is for leads nowhere', () => {
  assert.equal(keyFor(['GET /pets/{id}'], 'POST', '/pets/1'), 'nowhere');
});

test('each route has a bucket of its own, which fills as time passes', () => {
  let now = 0;
  const stage = {
    DefaultRouteSettings: limits(1, 2),
    RouteSettings: { 'POST /leave': limits(10, 1) },
  };
  const ways = waysOf({ routes: ['$default', 'POST /leave'], stage }, () => now);
  const kinds = (times: number, method: string, path: string) =>
    Array.from({ length: times }, () => ways(method, path).kind);
  assert.deepEqual(kinds(3, 'GET', '/'), ['door', 'door', 'too-many']);
  assert.deepEqual(kinds(2, 'POST', '/leave'), ['door', 'too-many']);
  now += 100;
  assert.deepEqual(kinds(1, 'GET', '/'), ['too-many']);
  assert.deepEqual(kinds(2, 'POST', '/leave'), ['door', 'too-many']);
  now += 60_000;
  assert.deepEqual(kinds(3, 'GET', '/'), ['door', 'door', 'too-many'], 'never more than the burst');
  now -= 3_600_000;
  assert.deepEqual(kinds(1, 'GET', '/'), ['too-many'], 'a clock that was set back fills nothing');
  now += 60_000;
  assert.deepEqual(kinds(1, 'GET', '/'), ['door'], 'nor does it take anything away');
});

test('an API that the function does not let in is forbidden, by route', () => {
  const only = `arn:aws:execute-api:${region}:000000000000:api/*/*/leave`;
  const ways = waysOf({ routes: ['$default', 'POST /leave'], sources: [only] });
  assert.equal(ways('POST', '/leave').kind, 'door');
  assert.equal(ways('GET', '/').kind, 'forbidden');
});

async function served(t: TestContext, api: Api, invoke: Invoke): Promise<string> {
  const statuses: number[] = [];
  const wayOf = openWays(templateOf(api), { now: () => 0, door: () => invoke });
  const trigger = httpTrigger({
    wayOf,
    now: () => 0,
    onError: () => {},
    answered: (status) => statuses.push(status),
  });
  const { origin, close } = await serve((request, response) => void trigger(request, response));
  t.after(close);
  return origin;
}

const fails = (error: Error) => async () => {
  throw error;
};
const answers: readonly [what: string, api: Api, invoke: Invoke, status: number, text: string][] = [
  [
    'too many requests',
    { routes: ['$default'], stage: { DefaultRouteSettings: limits(1, 0) } },
    async () => ({}),
    429,
    'Too Many Requests',
  ],
  ['no route', { routes: ['GET /elsewhere'] }, async () => ({}), 404, 'Not Found'],
  [
    'a function that does not let the API in',
    { routes: ['$default'], sources: [] },
    async () => ({}),
    500,
    'Internal Server Error',
  ],
  [
    'a function that the account has no room for',
    { routes: ['$default'] },
    fails(new ThrottledError('Rate Exceeded.')),
    503,
    'Service Unavailable',
  ],
  [
    'a function that fails',
    { routes: ['$default'] },
    fails(new Error('broken')),
    500,
    'Internal Server Error',
  ],
  [
    'an answer of no known form',
    { routes: ['$default'] },
    async () => ({ statusCode: 'fine' }),
    500,
    'Internal Server Error',
  ],
];
for (const [what, api, invoke, status, message] of answers) {
  test(`${what}: ${status} ${message}`, async (t) => {
    const answer = await fetch(await served(t, api, invoke));
    assert.equal(answer.status, status);
    assert.deepEqual(await answer.json(), { message });
  });
}

test('a form has room for what Lambda takes in base64, and an answer for what it gives', async (t) => {
  let length = 0;
  const invoke: Invoke = async () => ({ body: 'x'.repeat(length) });
  const origin = await served(t, { routes: ['$default'] }, invoke);
  const post = async (bytes: number) => {
    const body = new FormData();
    body.set('file', new File([new Uint8Array(bytes)], 'list.csv'));
    return (await fetch(origin, { method: 'POST', body })).status;
  };
  const base64 = (bytes: number) => Math.floor((bytes * 3) / 4);
  assert.equal(await post(base64(6 * 1024 * 1024) - 5_000), 200);
  assert.equal(await post(base64(6 * 1024 * 1024)), 413);
  length = 6 * 1024 * 1024 - 1_000;
  assert.equal((await fetch(origin)).status, 200);
  length = 6 * 1024 * 1024 + 1_000;
  assert.equal((await fetch(origin)).status, 500);
});

test('bodies have so much room together: others are told to come back, and have it afterwards', async (t) => {
  const mb = 1024 * 1024;
  const origin = await served(t, { routes: ['POST /form'] }, async () => ({}));
  // Each has sent all but its last byte, and holds what it has sent.
  const slow = Array.from({ length: 7 }, () => {
    const asked = request(`${origin}/form`, {
      method: 'POST',
      headers: { 'content-length': 9 * mb, 'content-type': 'text/plain' },
    });
    asked.on('error', () => {});
    return { asked, isSent: promisify(asked.write.bind(asked) as Write)(Buffer.alloc(9 * mb - 1)) };
  });
  await Promise.all(slow.map(({ isSent }) => isSent));
  const post = async (bytes: number, path = '/form') => {
    const body = new Uint8Array(bytes);
    return (await fetch(`${origin}${path}`, { method: 'POST', body })).status;
  };
  await until(async () => (await post(2 * mb)) === 503);
  assert.equal(await post(10), 200, 'a form still has room');
  assert.equal(await post(11 * mb), 413, 'too long for anybody');
  assert.equal(await post(2 * mb, '/elsewhere'), 404, 'who is turned away needs none');
  for (const { asked } of slow) asked.destroy();
  await until(async () => (await post(2 * mb)) === 200);
});

type Write = (chunk: Buffer, done: (error?: Error | null) => void) => void;

async function until(isSo: () => Promise<boolean>): Promise<void> {
  while (!(await isSo())) await sleep(20);
}

/** What is answered to bytes that no well-behaved client would send. */
async function answerTo(origin: string, bytes: string): Promise<string> {
  const socket = connect(Number(new URL(origin).port), 'localhost');
  socket.write(bytes);
  const [line = ''] = (await text(socket)).split('\r\n');
  return line;
}

const ends = 'Connection: close\r\n\r\n';
const strange: readonly [what: string, bytes: string, status: number][] = [
  ['a host that is none', `GET / HTTP/1.1\r\nHost: a b\r\n${ends}`, 400],
  ['a host with a bracket that stays open', `GET / HTTP/1.1\r\nHost: [\r\n${ends}`, 400],
  ['a host with a path', `GET /public HTTP/1.1\r\nHost: x/desk?\r\n${ends}`, 400],
  ['a host with a port that is none', `GET / HTTP/1.1\r\nHost: x:99999\r\n${ends}`, 400],
  ['no host', `GET / HTTP/1.0\r\n\r\n`, 200],
  ['no path', `OPTIONS * HTTP/1.1\r\nHost: x\r\n${ends}`, 400],
  ['two slashes', `GET //[ HTTP/1.1\r\nHost: x\r\n${ends}`, 200],
  ['a whole address', `GET http://x/ HTTP/1.1\r\nHost: x\r\n${ends}`, 200],
  ['a whole address that is none', `GET http://[/ HTTP/1.1\r\nHost: x\r\n${ends}`, 400],
  ['a path that cannot be decoded', `GET /%zz HTTP/1.1\r\nHost: x\r\n${ends}`, 200],
];
for (const [what, bytes, status] of strange) {
  test(`${what}: ${status}, and the site goes on`, async (t) => {
    const origin = await served(t, { routes: ['$default'] }, async () => ({}));
    assert.match(await answerTo(origin, bytes), new RegExp(`^HTTP/1.1 ${status} `));
    assert.equal((await fetch(origin)).status, 200);
  });
}

test('who hangs up in the middle of a form costs nobody else anything', async (t) => {
  const origin = await served(t, { routes: ['$default'] }, async () => ({}));
  const socket = connect(Number(new URL(origin).port), 'localhost');
  socket.write('POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\nhalf');
  await fetch(origin);
  socket.resetAndDestroy();
  await once(socket, 'close');
  for (let n = 0; n < 3; n++) assert.equal((await fetch(origin)).status, 200);
});

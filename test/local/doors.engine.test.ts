/** Doors of the stage: bundles in workers as Lambda runs them, and what it does to those that overrun. */
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { openMetrics } from '../../infra/local/alarms/metrics.ts';
import { type ClockMemory, openClock } from '../../infra/local/clock.ts';
import { counted, openAccount, ThrottledError } from '../../infra/local/doors/invoke.ts';
import { openShippedDoor, type ShippedDoor } from '../../infra/local/doors/shipped-door.ts';
import { openSourceDoor } from '../../infra/local/doors/source-door.ts';
import type { DoorDeclaration } from '../../infra/local/template/declaration.ts';
import { serve } from '../support/server.ts';
import { useAnyCredentials } from '../support/table.ts';

const declaration: DoorDeclaration = {
  door: 'poll',
  name: 'poll-function',
  arn: 'arn:aws:lambda:eu-central-1:000000000000:function:poll-function',
  roleArn: 'arn:aws:iam::000000000000:role/Role',
  env: {},
  memoryMb: 128,
  timeoutMs: 60_000,
  assetFolder: '',
  handler: 'index.handler',
  logGroup: 'poll-log',
};

/** What the handlers of these tests can be asked to do; each instance tells itself from others. */
const bundle = `
import { existsSync } from 'node:fs';
import http from 'node:http';
import dns from 'node:dns';
const instance = Math.random();
let calls = 0;
const wait = (ms) => new Promise((resolve) => setTimeout(resolve, ms));
const does = {
  tell: async (event, context) => ({
    instance, calls, env: process.env, context, left: context.getRemainingTimeInMillis(),
    now: Date.now(), date: new Date().getTime(), then: new Date(5).getTime(),
  }),
  waitFor: async ({ file }) => {
    while (!existsSync(file)) await wait(5);
    return { instance, calls };
  },
  hang: () => new Promise(() => setInterval(() => {}, 1000)),
  spin: () => { for (;;); },
  fail: async () => { throw new TypeError('broken'); },
  say: async () => { console.log(JSON.stringify({ event: 'said' })); },
  leave: async () => { setTimeout(() => { throw new Error('left behind'); }, 0); },
  get: ({ url }) => new Promise((resolve, reject) => {
    const seen = [];
    const lookup = (host, options, done) => dns.lookup(host, options, (error, found, family) => {
      seen.push(options.all ? found[0].address : found);
      done(error, found, family);
    });
    http.get(url, { lookup }, (answer) => {
      let text = '';
      answer.on('data', (part) => (text += part)).on('end', () => resolve({ seen, text }));
    }).on('error', reject);
  }),
};
export const handler = async (event, context) => { calls++; return await does[event.do](event, context); };
`;

interface Bench {
  readonly door: ShippedDoor;
  readonly lines: string[];
  readonly folder: string;
  readonly ahead: ClockMemory;
}

function shipped(t: TestContext, changes: Partial<DoorDeclaration> = {}, hosts = {}): Bench {
  const folder = mkdtempSync(join(tmpdir(), 'paperboy-door-'));
  writeFileSync(join(folder, 'index.mjs'), bundle);
  const lines: string[] = [];
  const ahead = openClock().memory;
  const door = openShippedDoor({
    declaration: { ...declaration, assetFolder: folder, ...changes },
    env: { TABLE_NAME: 'Papers' },
    ahead,
    hosts,
    write: (line) => lines.push(line),
  });
  t.after(async () => {
    await door.stop();
    rmSync(folder, { recursive: true });
  });
  return { door, lines, folder, ahead };
}

interface Told {
  readonly instance: number;
  readonly calls: number;
  readonly env: Readonly<Record<string, string>>;
  readonly context: Readonly<Record<string, unknown>>;
  readonly left: number;
  readonly now: number;
  readonly date: number;
  readonly then: number;
}

async function told({ door }: Bench): Promise<Told> {
  return (await door.invoke({ do: 'tell' })) as Told;
}

async function until(isTrue: () => boolean): Promise<void> {
  while (!isTrue()) await sleep(10);
}

test('a bundle has its own environment and no other, and Lambda’s context', async (t) => {
  const bench = shipped(t);
  assert.equal(bench.door.instances(), 0, 'Nothing is started before the first call.');
  const { env, context, left } = await told(bench);
  assert.deepEqual(env, { TABLE_NAME: 'Papers' });
  assert.equal(context.functionName, 'poll-function');
  assert.equal(context.invokedFunctionArn, declaration.arn);
  assert.equal(context.memoryLimitInMB, '128');
  assert.match(String(context.awsRequestId), /^[0-9a-f-]{36}$/);
  assert.ok(left > 0 && left <= declaration.timeoutMs);
});

test('an instance has one event at a time; another is started while it is busy', async (t) => {
  const bench = shipped(t);
  const file = join(bench.folder, 'go');
  const first = bench.door.invoke({ do: 'waitFor', file });
  const second = bench.door.invoke({ do: 'waitFor', file });
  writeFileSync(file, '');
  const [one, other] = (await Promise.all([first, second])) as Told[];
  assert.notEqual(one?.instance, other?.instance);
  const again = await told(bench);
  assert.ok([one?.instance, other?.instance].includes(again.instance), 'One that is there.');
  assert.equal(again.calls, 2);
  assert.equal(bench.door.instances(), 2);
});

for (const how of ['hang', 'spin']) {
  test(`what overruns is killed in Lambda’s words, and a new instance takes over: ${how}`, async (t) => {
    const bench = shipped(t, { timeoutMs: 5_000 });
    const { instance } = await told(bench);
    await assert.rejects(bench.door.invoke({ do: how }), {
      name: 'TimedOutError',
      message: 'Task timed out after 5.00 seconds',
    });
    assert.equal(bench.door.instances(), 0);
    const next = await told(bench);
    assert.notEqual(next.instance, instance);
    assert.equal(next.calls, 1);
  });
}

test('an instance whose handler threw is kept, one that dies at rest is not', async (t) => {
  const bench = shipped(t);
  const { instance } = await told(bench);
  await assert.rejects(bench.door.invoke({ do: 'fail' }), /TypeError: broken/);
  assert.equal((await told(bench)).instance, instance);
  await bench.door.invoke({ do: 'leave' });
  await until(() => bench.door.instances() === 0);
  assert.notEqual((await told(bench)).instance, instance);
  // It is written when the worker's last words have come, which may be later.
  await until(() => bench.lines.some((line) => line.includes('left behind')));
});

test('a bundle that cannot be loaded, or has no such handler, fails its call', async (t) => {
  const broken = shipped(t, { handler: 'nowhere.handler' });
  await assert.rejects(broken.door.invoke({}), /nowhere\.mjs/);
  const nameless = shipped(t, { handler: 'index.other' });
  await assert.rejects(nameless.door.invoke({}), /other is undefined or not exported/);
  await until(() => nameless.door.instances() === 0);
});

test('what it logs is written line by line', async (t) => {
  const bench = shipped(t);
  await bench.door.invoke({ do: 'say' });
  await until(() => bench.lines.length > 0);
  assert.deepEqual(bench.lines, ['{"event":"said"}']);
});

test('the moved clock is seen inside', async (t) => {
  const bench = shipped(t);
  const dayMs = 86_400_000;
  for (const days of [0, 40]) {
    bench.ahead[0] = days * dayMs;
    const before = Date.now();
    const { now, date, then } = await told(bench);
    const after = Date.now();
    for (const seen of [now, date]) {
      assert.ok(seen >= before + days * dayMs && seen <= after + days * dayMs);
    }
    assert.equal(then, 5);
  }
});

test('hosts of this machine are reached behind the check of addresses', async (t) => {
  const { origin, close } = await serve((_, response) => response.end('a feed'));
  t.after(close);
  const bench = shipped(t, {}, { 'feeds.example:80': Number(new URL(origin).port) });
  const got = await bench.door.invoke({ do: 'get', url: 'http://feeds.example/' });
  assert.deepEqual(got, { seen: ['93.184.215.14'], text: 'a feed' });
});

test('the account has room for so many, of all doors together', async (t) => {
  const bench = shipped(t);
  const file = join(bench.folder, 'go');
  const account = openAccount(2);
  const metrics = openMetrics({ now: () => 0 });
  const [poll, web] = ['poll', 'web'].map((name) =>
    counted({ name }, bench.door.invoke, { account, metrics, write: () => {}, now: () => 0 }),
  );
  assert.ok(poll && web);
  const busy = [poll({ do: 'waitFor', file }), web({ do: 'waitFor', file })];
  await assert.rejects(web({ do: 'tell' }), ThrottledError);
  writeFileSync(file, '');
  await Promise.all(busy);
  await web({ do: 'tell' });
  const most = metrics.between(
    { namespace: 'AWS/Lambda', name: 'ConcurrentExecutions' },
    0,
    60_000,
  );
  assert.equal(most?.maximum, 2);
  assert.equal(account.running(), 0);
});

test('from source, what overruns is given up in the same words', async (t) => {
  useAnyCredentials();
  const { origin, close } = await serve(() => {});
  t.after(close);
  const env = {
    TABLE_NAME: 'Papers',
    FETCH_QUEUE_URL: `${origin}/000000000000/fetch`,
    LANES: '1',
    AWS_ENDPOINT_URL_DYNAMODB: origin,
  };
  const invoke = await openSourceDoor({
    declaration: { ...declaration, timeoutMs: 200 },
    env,
    now: () => 0,
    write: () => {},
    allowedOrigins: [],
  });
  await assert.rejects(invoke({ scheduledTime: '2026-05-01T12:00:00Z' }), {
    message: 'Task timed out after 0.20 seconds',
  });
});

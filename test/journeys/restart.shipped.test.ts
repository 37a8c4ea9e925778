/** `kill -9` in the middle of a round, then start again: the round finishes, nobody twice. */
import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import cdkJson from '../../cdk.json' with { type: 'json' };
import { openTable } from '../../functions/store/client.ts';
import { addItems, addReader, item, setUpNewsletter } from '../support/newsletter.ts';
import { useAnyCredentials } from '../support/table.ts';

const start = fileURLToPath(new URL('../../infra/local/start.ts', import.meta.url));
const readyTimeoutMs = 300_000;
const hourMs = 3_600_000;
const looksMax = 20_000;

interface System {
  readonly child: ChildProcess;
  readonly origin: string;
  readonly env: Readonly<Record<string, string>>;
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  if (address === null || typeof address === 'string') throw new Error('No port was given.');
  return address.port;
}

async function startSystem(t: TestContext, dataDir: string, port: number): Promise<System> {
  const args = [start, '--data', dataDir, '--port', String(port), '--quiet', '--as-shipped'];
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] });
  t.after(() => child.kill('SIGKILL'));
  const deadline = Date.now() + readyTimeoutMs;
  let out = '';
  child.stdout?.on('data', (chunk) => {
    out += chunk;
  });
  while (!out.includes('Paperboy is ready')) {
    assert.ok(Date.now() < deadline && child.exitCode === null, `It did not get ready: ${out}`);
    await sleep(20);
  }
  const running = JSON.parse(readFileSync(join(dataDir, 'running.json'), 'utf8'));
  return { child, origin: running.origin, env: running.env };
}

async function call(origin: string, path: string, method: string, body: unknown) {
  const answer = await fetch(`${origin}${path}`, {
    method,
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  assert.ok(answer.ok, `${method} ${path}: ${answer.status} ${await answer.clone().text()}`);
  return answer.json();
}

async function mailsByReader(origin: string): Promise<Map<string, number>> {
  const answer = await fetch(`${origin}/_inbox/api/messages?limit=1000`);
  const { messages } = (await answer.json()) as { messages: { destinations: string[] }[] };
  const counts = new Map<string, number>();
  for (const { destinations } of messages) {
    for (const address of destinations) counts.set(address, (counts.get(address) ?? 0) + 1);
  }
  return counts;
}

function dataDirectory(t: TestContext): string {
  const dataDir = mkdtempSync(join(tmpdir(), 'paperboy-'));
  t.after(() => rmSync(dataDir, { recursive: true, force: true }));
  return dataDir;
}

test('kill -9 in the middle of a round: after a restart everybody has it once', async (t) => {
  const dataDir = dataDirectory(t);
  const first = await startSystem(t, dataDir, await freePort());
  useAnyCredentials();
  const table = openTable(first.env.TABLE_NAME ?? '', {
    endpoint: first.env.AWS_ENDPOINT_URL_DYNAMODB,
  });
  // As shipped only the stack's own domain may send.
  const sender = { name: 'The Test Paper', address: cdkJson.context.sender };
  await setUpNewsletter(table, { sender });
  const now = Date.now();
  const readers = [];
  for (let n = 0; n < 60; n++) {
    readers.push(await addReader(table, now, { address: `r${n}@readers.example` }));
  }
  const day = 24 * hourMs;
  const due = now - (now % day) + 7 * hourMs + day;
  await call(first.origin, '/_control/api/clock', 'POST', {
    to: new Date(due - 300_000).toISOString(),
  });
  await addItems(table, item(due - 200_000, { key: 'news' }));
  await call(first.origin, '/_inbox/api/limits', 'PUT', { maxSendRate: 25 });
  void call(first.origin, '/_control/api/clock', 'POST', { to: new Date(due).toISOString() }).catch(
    () => {},
  );
  for (let looks = 0; (await mailsByReader(first.origin)).size < 20; looks++) {
    assert.ok(looks < looksMax, 'The round does not begin.');
    await sleep(20);
  }
  first.child.kill('SIGKILL');
  await once(first.child, 'exit');
  table.client.destroy();

  const second = await startSystem(t, dataDir, await freePort());
  const before = await mailsByReader(second.origin);
  assert.ok(before.size >= 20 && before.size < 60, `in the middle of a round: ${before.size}`);
  for (const hours of [1, 2, 3]) {
    const to = new Date(due + hours * hourMs).toISOString();
    await call(second.origin, '/_control/api/clock', 'POST', { to });
  }
  const after = await mailsByReader(second.origin);
  const wrong = readers.filter(({ address }) => after.get(address) !== 1);
  assert.deepEqual(
    wrong.map(({ address }) => [address, after.get(address)]),
    [],
  );
  second.child.kill('SIGTERM');
  const [code] = await once(second.child, 'exit');
  assert.equal(code, 0, 'it stops cleanly');
});

test('the table engine does not outlive the system that started it', async (t) => {
  const system = await startSystem(t, dataDirectory(t), await freePort());
  const engine = system.env.AWS_ENDPOINT_URL_DYNAMODB ?? '';
  system.child.kill('SIGKILL');
  await once(system.child, 'exit');
  const deadline = Date.now() + 60_000;
  const isUp = () =>
    fetch(engine).then(
      () => true,
      () => false,
    );
  while (await isUp()) {
    assert.ok(Date.now() < deadline, 'the engine still answers');
    await sleep(50);
  }
});

test('a taken port and a directory in use are said in plain words', async (t) => {
  const dataDir = dataDirectory(t);
  const port = await freePort();
  const system = await startSystem(t, dataDir, port);
  const port2 = new URL(system.origin).port;
  const complaint = async (args: string[]) => {
    const child = spawn(process.execPath, [start, ...args], { stdio: ['ignore', 'pipe', 'pipe'] });
    let words = '';
    child.stderr.on('data', (chunk) => {
      words += chunk;
    });
    const [code] = await once(child, 'exit');
    return { code, words };
  };
  const taken = await complaint(['--port', port2, '--data', dataDirectory(t)]);
  assert.equal(taken.code, 1);
  assert.match(taken.words, new RegExp(`^Port ${port2} is taken .*--port`));
  const inUse = await complaint(['--port', String(await freePort()), '--data', dataDir]);
  assert.equal(inUse.code, 1);
  assert.match(inUse.words, /^Paperboy runs already with the data in/);
  const wrong = await complaint(['--port', 'x']);
  assert.equal(wrong.code, 2);
  assert.match(wrong.words, /--port takes a number/);
});

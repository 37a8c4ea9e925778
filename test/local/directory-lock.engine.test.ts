/** Who works in a data directory: one process, as long as it lives. */
import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { dispatch } from '../../infra/cli/dispatch.ts';
import { isLocked } from '../../infra/local/directory-lock.ts';
import {
  DirectoryInUseError,
  findRunning,
  holdDirectory,
  noteRunning,
} from '../../infra/local/running.ts';

const running = new URL('../../infra/local/running.ts', import.meta.url).href;
/** Waits for a line, tries, tells, and stays. */
const script = `
  const { holdDirectory } = await import(${JSON.stringify(running)});
  process.stdout.write('ready ');
  process.stdin.once('data', async () => {
    const said = await holdDirectory(process.argv[1]).then(() => 'held', ({ name }) => name);
    process.stdout.write(said);
    setInterval(() => {}, 1_000_000);
  });`;

function directory(t: TestContext): string {
  const folder = mkdtempSync(join(tmpdir(), 'paperboy-lock-'));
  t.after(() => rmSync(folder, { recursive: true }));
  return folder;
}

interface Starter {
  readonly child: ChildProcess;
  readonly start: () => Promise<string>;
}

async function starter(t: TestContext, folder: string): Promise<Starter> {
  const args = ['--input-type=module', '--eval', script, folder];
  const child = spawn(process.execPath, args, { stdio: ['pipe', 'pipe', 'inherit'] });
  t.after(() => child.kill('SIGKILL'));
  await once(child.stdout, 'data');
  const start = async () => {
    child.stdin.write('go\n');
    const [said] = await once(child.stdout, 'data');
    return String(said);
  };
  return { child, start };
}

test('of starts at once exactly one has the directory', async (t) => {
  const folder = directory(t);
  const starters = await Promise.all([1, 2, 3, 4].map(() => starter(t, folder)));
  const said = await Promise.all(starters.map(({ start }) => start()));
  const refused = 'DirectoryInUseError';
  assert.deepEqual(said.sort(), [refused, refused, refused, 'held']);
});

test('a stopped process still has it, one that was killed has not', async (t) => {
  const folder = directory(t);
  const { child, start } = await starter(t, folder);
  assert.equal(await start(), 'held');
  child.kill('SIGSTOP');
  assert.equal(await isLocked(folder), true);
  await assert.rejects(holdDirectory(folder), DirectoryInUseError);
  assert.deepEqual(await findRunning(folder), { kind: 'silent' });
  const { err } = await dispatch(['status', '--data', folder], { columns: 80, folder });
  assert.match(err.join(), /^Paperboy runs here and did not answer\./);

  child.kill('SIGKILL');
  await once(child, 'exit');
  assert.deepEqual(await findRunning(folder), { kind: 'absent' });
  (await holdDirectory(folder))();
});

test('by whichever path: a link leads to the same directory', async (t) => {
  const folder = directory(t);
  const link = join(directory(t), 'link');
  symlinkSync(folder, link);
  t.after(await holdDirectory(folder));
  await assert.rejects(holdDirectory(link), DirectoryInUseError);
  t.after(await holdDirectory(directory(t)));
});

test('who does not answer is silent, not absent', async (t) => {
  const folder = directory(t);
  const server = createServer(() => {}).listen(0, '127.0.0.1');
  t.after(() => {
    server.closeAllConnections();
    server.close();
  });
  await once(server, 'listening');
  const address = server.address();
  assert.ok(typeof address === 'object' && address !== null);
  t.after(await holdDirectory(folder));
  const origin = `http://127.0.0.1:${address.port}`;
  noteRunning(folder, { pid: process.pid, origin, env: {} });
  assert.deepEqual(await findRunning(folder, 100), { kind: 'silent' });
  await assert.rejects(holdDirectory(folder), { message: new RegExp(`${origin} \\(process`) });
});

test('the note of one that was killed is not that of the next', async (t) => {
  const folder = directory(t);
  noteRunning(folder, { pid: 1, origin: 'http://127.0.0.1:9', env: {} });
  assert.deepEqual(await findRunning(folder), { kind: 'absent' });
  t.after(await holdDirectory(folder));
  assert.deepEqual(await findRunning(folder), { kind: 'silent' });
});

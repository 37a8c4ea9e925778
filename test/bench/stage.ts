/** What the stage costs: time until it is ready, and memory before and after one journey step. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { inboxOf } from '../support/cloud.ts';
import { becomeReader } from '../support/reader.ts';

const root = fileURLToPath(new URL('../../', import.meta.url));
const start = join(root, 'infra/local/start.ts');
const kept = join(root, 'node_modules/.cache/paperboy');
const runs = 3;

interface Run {
  readonly seconds: number;
  readonly megabytes: number;
  readonly megabytesAfter: number;
}

/** Prints medians with their spread: from source and as shipped, the template made anew and kept. */
export async function run(): Promise<void> {
  for (const args of [[], ['--as-shipped']]) {
    for (const isKept of [false, true]) {
      const all: Run[] = [];
      for (let n = 0; n < runs; n++) {
        if (!isKept) rmSync(kept, { recursive: true, force: true });
        all.push(await startOnce(args, 4_800 + n));
      }
      const name = `${args[0] ?? 'from source'}, template ${isKept ? 'kept' : 'made anew'}`;
      process.stdout.write(
        `${name}: ready in ${spread(all.map(({ seconds }) => seconds))} s, ` +
          `${spread(all.map(({ megabytes }) => megabytes))} MB; after signup, confirmation and ` +
          `edition ${spread(all.map(({ megabytesAfter }) => megabytesAfter))} MB\n`,
      );
    }
  }
}

async function startOnce(args: readonly string[], port: number): Promise<Run> {
  const dataDir = mkdtempSync(join(tmpdir(), 'paperboy-stage-'));
  const begun = performance.now();
  const options = ['--data', dataDir, '--port', String(port), '--quiet', ...args];
  const child = spawn(process.execPath, [start, ...options], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  try {
    let out = '';
    child.stdout.on('data', (text) => {
      out += text;
    });
    while (!out.includes('Paperboy is ready')) await sleep(10);
    const seconds = (performance.now() - begun) / 1000;
    const megabytes = residentMb(child.pid);
    await journey(`http://localhost:${port}`);
    return { seconds, megabytes, megabytesAfter: residentMb(child.pid) };
  } finally {
    const closed = once(child, 'close');
    child.kill('SIGTERM');
    await closed;
    rmSync(dataDir, { recursive: true, force: true });
  }
}

/** Signs up, confirms, and moves the clock to the next edition. */
async function journey(origin: string): Promise<void> {
  const address = 'reader@readers.example';
  const atRest = async () => {
    while ((await inboxOf({ origin }, address)).length === 0) await sleep(100);
  };
  const sections = ['town', 'craft', 'away', 'long-reads'];
  const signUp = { newsletterId: 'harbour-post', address, sections };
  await becomeReader({ origin, atRest }, signUp);
  const answer = await fetch(`${origin}/_control/api/clock`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ to: 'next-edition' }),
  });
  if (!answer.ok) throw new Error(`The clock was not moved: ${await answer.text()}`);
}

/** Of the stage's own process with its workers; the table engine is another. Linux only. */
function residentMb(pid: number | undefined): number {
  const status = readFileSync(`/proc/${pid}/status`, 'utf8');
  return Number(/VmRSS:\s+(\d+) kB/.exec(status)?.[1]) / 1024;
}

function spread(values: readonly number[]): string {
  const sorted = values.toSorted((a, b) => a - b);
  const at = (n: number) => (sorted.at(n) ?? 0).toFixed(1);
  return `${at(Math.floor(sorted.length / 2))} (${at(0)} to ${at(-1)})`;
}

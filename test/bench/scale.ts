/**
 * Scale: an edition for 10,000 and 100,000 readers, and with `-- million` for 1,000,000, planned and
 * frozen by the digest door in a process of its own, and a day of ticks over 40 zones.
 */
import { fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { Planned } from './scale-planner.ts';

const sizes = [10_000, 100_000];

/** Prints time and memory by size, how work is spread over key ranges, and the work of a tick. */
export async function run(): Promise<void> {
  if (process.argv.includes('million')) sizes.push(1_000_000);
  print('Planning and freezing one edition (process of its own, table engine besides):');
  let first: Planned | undefined;
  for (const readers of sizes) {
    const planned = await plannedApart(readers, 1);
    first ??= planned;
    const each = (of: Planned) => of.ms / of.readers;
    print(
      `  ${readers} readers: ${(planned.ms / 1_000).toFixed(1)} s, ` +
        `${each(planned).toFixed(3)} ms each (${(each(planned) / each(first)).toFixed(2)} of the ` +
        `smallest), ${planned.calls} calls, at most ${planned.rssMb.toFixed(0)} MB of memory ` +
        `(${planned.growthMb.toFixed(0)} MB more than before), ${planned.batches} batches`,
    );
    print(`    largest share of a key range: ${planned.shares}`);
  }
  print('\nA day of ticks for 100,000 readers in 40 zones:');
  const day = await plannedApart(100_000, 40);
  for (const line of day.ticks) print(`  ${line}`);
}

/** The figures of a process that does nothing else. */
function plannedApart(readers: number, zones: number): Promise<Planned> {
  const file = fileURLToPath(new URL('./scale-planner.ts', import.meta.url));
  const child = fork(file, [String(readers), String(zones)]);
  return new Promise((resolve, reject) => {
    child.once('message', (planned) => resolve(planned as Planned));
    child.once('exit', (code) => reject(new Error(`The planner ended with ${code}.`)));
  });
}

function print(line: string): void {
  process.stdout.write(`${line}\n`);
}

/**
 * Runs tests by their groups: `node test/main.ts fast engine`, or all of them. The fast ones go
 * first; when one of them fails, nothing else is started. Files that get along share a process
 * (lanes.ts), each other one has its own. Ends with the twenty slowest tests and one summary of all.
 */
import { rmSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { run } from 'node:test';
import { spec } from 'node:test/reporters';
import { fileURLToPath } from 'node:url';
import { type Group, groupOf, groups, testFiles } from './groups.ts';
import { openLanes } from './lanes.ts';
import { rightsFolder } from './support/rights-seen.ts';
import { openTally, type TestEvent } from './tally.ts';

const root = fileURLToPath(new URL('../', import.meta.url));
const testTimeoutMs = 900_000;
/** Tests of a stage wait for more than half of their time: two for each core use it. */
const filesAtOnce = 2 * availableParallelism();
/** The longest go first, so that none of them is left over at the end. */
const dearestFirst = [...groups].reverse();
/** It looks at what the other journeys have noted. */
const isLast = (file: string) => file.endsWith('/rights.shipped.test.ts');

// Hundreds of processes and threads load the same code: it is stripped and compiled once.
process.env.NODE_COMPILE_CACHE ??= join(root, 'node_modules', '.cache', 'compiled');

const asked = process.argv.slice(2);
const unknown = asked.find((name) => !groups.some((group) => group === name));
if (unknown !== undefined) {
  process.stderr.write(`There is no group ${unknown}. The groups: ${groups.join(', ')}.\n`);
  process.exit(2);
}
const wanted = asked.length === 0 ? groups : groups.filter((group) => asked.includes(group));
const tally = openTally(root);
await new Promise<void>((resolve) => {
  Readable.from(events()).compose(new spec()).on('end', resolve).pipe(process.stdout);
});
process.exitCode = tally.isGreen() ? 0 : 1;

async function* events(): AsyncGenerator<TestEvent> {
  if (wanted.includes('fast')) {
    yield* inProcesses(filesOf('fast'));
  }
  if (tally.isGreen()) {
    const rest = dearestFirst.filter((group) => group !== 'fast' && wanted.includes(group));
    if (rest.includes('shipped')) rmSync(rightsFolder, { recursive: true, force: true });
    const files = rest.flatMap(filesOf);
    yield* inProcesses(files.filter((file) => !isLast(file)));
    yield* inProcesses(files.filter(isLast));
  }
  yield* tally.summary();
}

async function* inProcesses(files: readonly string[]): AsyncGenerator<TestEvent> {
  if (files.length === 0) return;
  const how = { concurrency: filesAtOnce, timeout: testTimeoutMs, isolation: 'process' } as const;
  yield* tally.through(run({ cwd: root, files: openLanes(root, files), ...how }));
}

function filesOf(group: Group): string[] {
  return testFiles(root)
    .filter((file) => groupOf(file) === group)
    .map((file) => join(root, file));
}

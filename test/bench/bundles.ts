/**
 * What a door weighs as it is deployed, and what importing it costs: as a ratio to the import of an
 * empty function, as milliseconds say more of the machine than of the door.
 */
import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { type Bundle, bundleDoors } from '../../infra/cloud/bundle.ts';

const rounds = 25;
const empty = 'empty';

/** Bundles all doors and prints a line for each: bytes, and how the import compares. */
export async function run(): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'paperboy-bundles-'));
  try {
    const bundles = await bundleDoors(folder);
    await mkdir(join(folder, empty));
    await writeFile(join(folder, empty, 'index.mjs'), 'export const handler = async () => {};\n');
    const names = bundles.map(({ door }) => door);
    const ratios = new Map(names.map((door): [string, number[]] => [door, []]));
    for (let round = 0; round < rounds; round++) await measure(folder, ratios);
    print(bundles, ratios);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** One round: every door once, each beside an empty function of the same moment. */
async function measure(folder: string, ratios: ReadonlyMap<string, number[]>): Promise<void> {
  for (const [door, taken] of ratios) {
    const emptyMs = await importMs(join(folder, empty));
    taken.push((await importMs(join(folder, door))) / emptyMs);
  }
}

/** In a process of its own, where nothing has been loaded before. */
async function importMs(folder: string): Promise<number> {
  const url = pathToFileURL(join(folder, 'index.mjs')).href;
  const script =
    `const start = performance.now(); await import('${url}');` +
    'process.stdout.write(String(performance.now() - start)); process.exit();';
  const args = ['--input-type=module', '--eval', script];
  const { stdout } = await promisify(execFile)(process.execPath, args, { cwd: folder, env: {} });
  return Number(stdout);
}

function print(bundles: readonly Bundle[], ratios: ReadonlyMap<string, readonly number[]>): void {
  process.stdout.write(
    `Node ${process.version}, ${rounds} rounds: import as a multiple of an empty function's\n` +
      'door     at start    later files  median (quartiles)\n',
  );
  for (const { door, files } of bundles) {
    const bytes = (atStart: boolean) =>
      files.filter((file) => file.atStart === atStart).reduce((sum, file) => sum + file.bytes, 0);
    const sorted = [...(ratios.get(door) ?? [])].sort((a, b) => a - b);
    const [low, median, high] = [0.25, 0.5, 0.75].map((part) =>
      (sorted[Math.floor(part * sorted.length)] ?? 0).toFixed(1),
    );
    const cells = [bytes(true), bytes(false), files.length].map((cell) => String(cell));
    const [start = '', later = '', count = ''] = cells;
    process.stdout.write(
      `${door.padEnd(8)}${start.padStart(9)}${later.padStart(9)}${count.padStart(6)}  ` +
        `${median} (${low} to ${high})\n`,
    );
  }
}

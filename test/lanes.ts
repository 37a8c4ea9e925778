/**
 * Test files that share a process: most of what a small test file costs is the loading of what its
 * neighbours load, too. A lane is a module that imports them all.
 */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { groupOf } from './groups.ts';

/** The fast tests that take about as long as all others together: these rooms, and whoever loads the CDK. */
const heavyRooms = new Set(['cloud', 'edition', 'config', 'promises']);
const loadsCdk = /from '[^']*\/synthesized\.ts'/;
/** The rooms whose engine tests have nothing in common but what they load. */
const roomsWithLane = new Set(['feed', 'mail', 'local', 'store', 'subscriber']);
/** What stands outside of all tests and suites would run around those of the other files as well. */
const hookOfFile = /^(?:before|after)(?:Each)?\(/m;

/** The name of the lane that a file runs in; undefined when it has a process of its own. */
function laneOf(file: string, text: string): string | undefined {
  const group = groupOf(file);
  const room = /\btest\/(?:(\w+)\/)?[^/]+$/.exec(file)?.[1] ?? '';
  if (group === 'fast') return heavyRooms.has(room) || loadsCdk.test(text) ? 'fast-heavy' : 'fast';
  const isShared = group === 'engine' && roomsWithLane.has(room) && !hookOfFile.test(text);
  return isShared ? `engine-${room}` : undefined;
}

/**
 * What to hand to the test runner for these files, which are absolute: lanes first, as they take
 * longest. They are written where nobody looks for sources.
 */
export function openLanes(root: string, files: readonly string[]): string[] {
  const folder = join(root, 'node_modules', '.cache', 'lanes');
  mkdirSync(folder, { recursive: true });
  const lanes = Map.groupBy(files, (file) => laneOf(file, readFileSync(file, 'utf8')));
  const shared = [...lanes].flatMap(([lane, members]) => {
    if (lane === undefined) return [];
    const imports = members.map((file) => `import '${pathToFileURL(file).href}';\n`);
    const path = join(folder, `${lane}.test.mjs`);
    writeFileSync(path, imports.join(''));
    return [path];
  });
  return [...shared, ...(lanes.get(undefined) ?? [])];
}

#!/usr/bin/env node
// Starts the owner's command with a Node that runs TypeScript as it is: the one that npm installed
// with the package, else this one if it is new enough. Plain JavaScript, for any Node from 20 on.
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const here = dirname(fileURLToPath(import.meta.url));
const node = findNode();
if (node === undefined) {
  process.stderr.write(
    `Paperboy needs Node 22.18 or newer, and this is ${process.versions.node}. ` +
      'Run npm ci in its folder, which brings a Node along, or install a newer one.\n',
  );
  process.exit(1);
}
const { status, signal, error } = spawnSync(
  node,
  [join(here, 'main.ts'), ...process.argv.slice(2)],
  { stdio: 'inherit' },
);
if (error !== undefined) process.stderr.write(`${node} could not be started: ${error.message}\n`);
if (signal !== null) process.kill(process.pid, signal);
process.exit(status ?? 1);

/** The nearest `node_modules/.bin/node` above this file, or the Node that runs this. */
function findNode() {
  for (let folder = here; ; folder = dirname(folder)) {
    const own = join(folder, 'node_modules', '.bin', 'node');
    if (existsSync(own)) return own;
    if (folder === dirname(folder)) break;
  }
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
  return major > 22 || (major === 22 && minor >= 18) ? process.execPath : undefined;
}

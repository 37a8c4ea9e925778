/**
 * Runs several test files in one process, each given as an argument: most of what a fast test costs
 * alone is the loading of what its neighbours load, too.
 */
import { test } from 'node:test';
import { pathToFileURL } from 'node:url';

const { promise: loaded, resolve } = Promise.withResolvers<void>();
// Before all others: what is loaded beside a test would count as its own work.
test('the files of this lane are loaded', () => loaded);
for (const file of process.argv.slice(2)) await import(pathToFileURL(file).href);
resolve();

/** The thread of `altered-source.ts`. */
import { registerHooks } from 'node:module';
import { parentPort, workerData } from 'node:worker_threads';
import type { AlteredRun, Insertion } from './altered-source.ts';

const root = new URL('../../', import.meta.url).href;
const { insertions, module, call, args }: AlteredRun = workerData;

function altered(source: string, { file, after, insert }: Insertion): string {
  const [before, behind, ...more] = source.split(after);
  if (behind === undefined || more.length > 0) throw new Error(`${file} says "${after}" not once.`);
  return `${before}${after}${insert}${behind}`;
}

registerHooks({
  load: (url, context, nextLoad) => {
    const loaded = nextLoad(url, context);
    const wanted = insertions.filter(({ file }) => url === root + file);
    if (wanted.length === 0 || loaded.source === undefined || loaded.source === null) return loaded;
    const text = Buffer.from(loaded.source as string | Uint8Array).toString();
    return { ...loaded, source: wanted.reduce(altered, text) };
  },
});

const exported: Readonly<Record<string, unknown>> = await import(root + module);
const called = exported[call];
if (typeof called !== 'function') throw new Error(`${module} exports no function ${call}.`);
parentPort?.postMessage(await called(...args));

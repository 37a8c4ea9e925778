/**
 * Runs a module on source that reads otherwise than on disk: a table with one more member, say, to
 * find the places that do not know it. It is a thread of its own, so nothing else sees the change.
 */
import { Worker } from 'node:worker_threads';

/** Puts `insert` behind the only place at which the file says `after`. */
export interface Insertion {
  /** From the root of the project. */
  readonly file: string;
  readonly after: string;
  readonly insert: string;
}

export interface AlteredRun {
  readonly insertions: readonly Insertion[];
  /** The module and its export to call with `args`; what it answers must be plain data. */
  readonly module: string;
  readonly call: string;
  readonly args: readonly unknown[];
}

/** What the export answers on the altered source. */
export async function onAlteredSource(run: AlteredRun): Promise<unknown> {
  const thread = new Worker(new URL('./altered-source-thread.ts', import.meta.url), {
    workerData: run,
  });
  const { promise, resolve, reject } = Promise.withResolvers<unknown>();
  thread.once('message', resolve);
  thread.once('error', reject);
  thread.once('exit', () => reject(new Error('The thread ended without an answer.')));
  return await promise;
}

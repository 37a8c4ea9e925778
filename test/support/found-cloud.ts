/** A stage that commands find by its folder of data, as they find one that an owner has started. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestContext } from 'node:test';
import { holdDirectory, noteRunning, type Running } from '../../infra/local/running.ts';

/** Starts it in a folder of its own, which goes when the test ends. */
export async function foundCloud<Cloud extends Pick<Running, 'origin' | 'env'>>(
  t: TestContext,
  start: (t: TestContext, options: { readonly dataDir: string }) => Promise<Cloud>,
): Promise<{ readonly cloud: Cloud; readonly folder: string }> {
  const folder = mkdtempSync(join(tmpdir(), 'paperboy-found-'));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  const cloud = await start(t, { dataDir: folder });
  t.after(await holdDirectory(folder));
  noteRunning(folder, { pid: process.pid, origin: cloud.origin, env: cloud.env });
  return { cloud, folder };
}

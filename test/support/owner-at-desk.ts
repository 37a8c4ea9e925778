/** An owner of the whole as shipped, with the command as typed and a browser without scripts. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestContext } from 'node:test';
import { dispatch } from '../../infra/cli/dispatch.ts';
import { holdDirectory, noteRunning } from '../../infra/local/running.ts';
import { clickIn } from './desk-clicks.ts';
import { testCloudAsShipped } from './shipped.ts';

const owner = 'anna@desk.example';

/** Starts it with its owner let in at the desk; `signIn` is each time another visit. */
export async function ownerAtDesk(t: TestContext) {
  const folder = mkdtempSync(join(tmpdir(), 'paperboy-owner-'));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  const cloud = await testCloudAsShipped(t, { dataDir: folder });
  t.after(await holdDirectory(folder));
  noteRunning(folder, { pid: process.pid, origin: cloud.origin, env: cloud.env });
  const command = async (...words: string[]) => {
    const said = await dispatch([...words, '--data', folder], { columns: 200, folder });
    return [...said.out, ...said.err].join('\n');
  };
  await command('desk', 'add', owner);
  const signIn = async () => {
    const [link = ''] = /https?:\S+/.exec(await command('desk', 'link', owner)) ?? [];
    return clickIn(cloud, link);
  };
  return { cloud, command, signIn };
}

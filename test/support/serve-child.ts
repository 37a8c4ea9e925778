/**
 * An installation that serves, in a process of its own that can be killed: `serve-child.ts DIR AHEAD [REST]`.
 * It says `ready`, moves its clock or reads its mailbox when it is told to, and says `there` when all of
 * that is done.
 */
import { openClock } from '../../infra/local/clock.ts';
import { holdDirectory, noteRunning } from '../../infra/local/running.ts';
import { startServe } from '../../infra/local/serve/serve.ts';
import { readServeSettings } from '../../infra/local/serve/settings.ts';
import { useAnyCredentials } from './table.ts';

const [dataDir = '', aheadMs = '0', restMs] = process.argv.slice(2);
useAnyCredentials();
await holdDirectory(dataDir);
const clock = openClock();
clock.moveBy(Number(aheadMs));
const { origin, parts, readMailbox } = await startServe({
  port: 0,
  dataDir,
  settings: readServeSettings(dataDir, {}),
  clock,
  ticking: false,
  ...(restMs === undefined ? {} : { restTimeoutMs: Number(restMs) }),
  write: () => {},
});
noteRunning(dataDir, { pid: process.pid, origin, env: parts.env });
process.on('message', async (to: number | 'mailbox') => {
  await (to === 'mailbox' ? readMailbox() : parts.moveTo(to));
  process.send?.('there');
});
process.send?.('ready');

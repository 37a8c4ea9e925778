/** An installation that serves, in a process of its own that is killed and started again. */
import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { openTable, type Table } from '../../../functions/store/client.ts';

export interface Installation {
  /** Lets its clock come to this instant, however often it dies on the way. */
  readonly goTo: (at: number) => Promise<void>;
  /** Ends it as `kill -9` does. */
  readonly kill: () => void;
  /** The table while it runs. */
  readonly table: () => Table;
  readonly deaths: () => number;
  readonly stop: () => Promise<void>;
}

const child = join(import.meta.dirname, '..', '..', 'support', 'serve-child.ts');

/** So often it may die while it starts, of what was in its queues, before that is an error. */
const startsMax = 20;

/** Starts it on a data directory, with its clock at this instant. */
export async function startInstallation(dataDir: string, at: number): Promise<Installation> {
  let deaths = 0;
  const startUntilItStands = async (clockAt: number): Promise<ChildProcess> => {
    for (let starts = 0; starts < startsMax; starts++) {
      const process = await start(dataDir, clockAt);
      if (isAlive(process)) return process;
      deaths++;
    }
    throw new Error('The installation does not start any more.');
  };
  let running = await startUntilItStands(at);
  let table: Table | undefined;
  const closeTable = () => {
    table?.client.destroy();
    table = undefined;
  };
  return {
    deaths: () => deaths,
    kill: () => void running.kill('SIGKILL'),
    table: () => {
      table ??= tableOf(dataDir);
      return table;
    },
    goTo: async (to) => {
      while (!(await moved(running, to))) {
        deaths++;
        closeTable();
        running = await startUntilItStands(to);
      }
    },
    stop: async () => {
      closeTable();
      running.kill('SIGKILL');
      if (isAlive(running)) await once(running, 'exit');
    },
  };
}

/** What was in hand when it died comes back in time: nobody waits for that. */
const restMs = 1_500;

/** Resolves when it is ready, or has died of what it found in its queues. */
async function start(dataDir: string, at: number): Promise<ChildProcess> {
  const words = [dataDir, String(at - Date.now()), String(restMs)];
  const process = fork(child, words, { stdio: 'inherit' });
  await saidOrDied(process);
  return process;
}

/** Whether it came there alive. */
async function moved(process: ChildProcess, to: number): Promise<boolean> {
  if (!isAlive(process)) return false;
  process.send(to);
  return (await saidOrDied(process)) === 'there';
}

function isAlive({ exitCode, signalCode }: ChildProcess): boolean {
  return exitCode === null && signalCode === null;
}

/** What it says next; undefined when it dies before. */
async function saidOrDied(process: ChildProcess): Promise<unknown> {
  const told = new AbortController();
  const { signal } = told;
  const said = once(process, 'message', { signal }).then(([message]) => message);
  const died = once(process, 'exit', { signal }).then(() => undefined);
  try {
    return await Promise.race([said, died]);
  } finally {
    told.abort();
    await Promise.allSettled([said, died]);
  }
}

function tableOf(dataDir: string): Table {
  const { env } = JSON.parse(readFileSync(join(dataDir, 'running.json'), 'utf8'));
  return openTable(env.TABLE_NAME, { endpoint: env.AWS_ENDPOINT_URL_DYNAMODB });
}

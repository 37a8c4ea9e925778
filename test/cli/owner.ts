/** An owner at a terminal beside a local system of their own. */
import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { dispatch, type Printed } from '../../infra/cli/dispatch.ts';
import { openClock } from '../../infra/local/clock.ts';
import { type Cloud, startCloud } from '../../infra/local/cloud.ts';
import { holdDirectory, noteRunning } from '../../infra/local/running.ts';
import { addReader } from '../support/newsletter.ts';

export interface Owner {
  readonly cloud: Cloud;
  readonly folder: string;
  /** Runs a command line on the local system. */
  readonly paperboy: (...args: string[]) => Promise<Said>;
  /** The same as a process of its own, through the launcher. */
  readonly launch: (args: readonly string[], env?: NodeJS.ProcessEnv) => Promise<Said>;
  /** The local engines as a stack in AWS: its outputs file, and the environment to reach it in. */
  readonly stack: () => { readonly outputs: string; readonly aws: NodeJS.ProcessEnv };
  readonly stop: () => Promise<void>;
}

interface Said {
  readonly exitCode: Printed['exitCode'];
  readonly out: string;
  readonly err: string;
}

const launcher = join(import.meta.dirname, '..', '..', 'infra', 'cli', 'paperboy.mjs');
const timeoutMs = 300_000;
const hourMs = 3_600_000;
const dayMs = 24 * hourMs;

/** Editions go out at seven: what a test sees of a day does not hang on the hour at which it is run. */
function atNoon(folder: string): void {
  const clock = openClock(join(folder, 'clock.json'));
  const noon = clock.now() - (clock.now() % dayMs) + 12 * hourMs;
  clock.moveTo(noon < clock.now() ? noon + dayMs : noon);
}

/**
 * Starts the local system with its demo and an empty folder for files; `context` is its cdk.json's. It
 * begins `now` where others, who know no local clock, look at its times.
 */
export async function startOwner(
  context: Record<string, string> = {},
  { begins = 'noon' }: { readonly begins?: 'noon' | 'now' } = {},
): Promise<Owner> {
  const folder = mkdtempSync(join(tmpdir(), 'paperboy-cli-'));
  if (begins === 'noon') atNoon(folder);
  const cloud = await startCloud({
    port: 0,
    // A command looks for feeds at more addresses at once than a new account's site answers.
    context: { scale: 'large', ...context },
    dataDir: folder,
    demo: true,
    ticking: false,
    zone: 'UTC',
    write: () => {},
  });
  const release = await holdDirectory(folder);
  noteRunning(folder, { pid: process.pid, origin: cloud.origin, env: cloud.env });
  await cloud.atRest();
  return {
    cloud,
    folder,
    paperboy: async (...args) => {
      const { exitCode, out, err } = await dispatch([...args, '--data', folder], {
        columns: 80,
        folder,
      });
      return { exitCode, out: out.join('\n'), err: err.join('\n') };
    },
    launch,
    stack: () => stackOf(cloud, folder),
    stop: async () => {
      await cloud.stop();
      release();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** The outputs of a stack that name its queues, as they are on this system. */
export function queueOutputs(env: Cloud['env']) {
  return {
    FetchQueueUrl: env.FETCH_QUEUE_URL,
    DigestQueueUrl: env.DIGEST_QUEUE_URL,
    SendQueueUrl: env.SEND_QUEUE_URL,
    ConfirmationQueueUrl: env.CONFIRMATION_QUEUE_URL,
    EventQueueUrl: env.EVENT_QUEUE_URL,
    DeadLettersUrl: env.DeadLettersUrl,
    OrderlyDeadLettersUrl: env.OrderlyDeadLettersUrl,
    ScheduleDeadLettersUrl: env.ScheduleDeadLettersUrl,
  };
}

/**
 * An edition of the demo that is going out and has mailed nobody, as sending is paused: its id. There
 * is a reader of this address for it.
 */
export async function editionThatWaits({ cloud, paperboy }: Owner, address: string) {
  await addReader(cloud.table, cloud.clock.now(), { address, newsletterId: 'harbour-post' });
  await paperboy('sending', 'pause', '--reason', 'A look at what goes out.');
  const now = cloud.clock.now();
  const day = 24 * hourMs;
  await cloud.advance(now - (now % day) + day + 7 * hourMs);
  const list = await paperboy('editions', 'list', '--json');
  const editions = JSON.parse(list.out) as { id: string; state: string }[];
  return editions.find(({ state }) => state === 'sending')?.id ?? '';
}

function stackOf({ env }: Cloud, folder: string): ReturnType<Owner['stack']> {
  const outputs = join(folder, 'outputs.json');
  const stack = {
    Region: 'eu-central-1',
    TableName: env.TABLE_NAME,
    Lanes: env.LANES,
    ...queueOutputs(env),
    SiteUrl: 'https://read.example.com',
    SenderDomain: 'news.example.com',
    SenderAddress: 'editor@news.example.com',
    PostalAddress: 'Quay 1, Saltmarrow',
  };
  writeFileSync(outputs, JSON.stringify({ 'Paperboy-prod': stack }));
  const aws = {
    AWS_ACCESS_KEY_ID: 'local',
    AWS_SECRET_ACCESS_KEY: 'local',
    AWS_ENDPOINT_URL_DYNAMODB: env.AWS_ENDPOINT_URL_DYNAMODB,
    AWS_ENDPOINT_URL_SQS: env.AWS_ENDPOINT_URL_SQS,
  };
  return { outputs, aws };
}

async function launch(args: readonly string[], env: NodeJS.ProcessEnv = {}): Promise<Said> {
  const run = promisify(execFile);
  const options = { timeout: timeoutMs, env: { ...process.env, ...env } };
  try {
    const { stdout, stderr } = await run(process.execPath, [launcher, ...args], options);
    return { exitCode: 0, out: stdout, err: stderr };
  } catch (error) {
    const { code, stdout, stderr } = error as { code: 1 | 2; stdout: string; stderr: string };
    return { exitCode: code, out: stdout, err: stderr };
  }
}

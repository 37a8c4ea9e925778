/**
 * The stand-in cloud: table, queues, SES, schedules and HTTP in one process, around the very doors
 * that run in Lambda. Nothing above the SDK clients is simulated.
 */
import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { openTable, type Table } from '../../functions/store/client.ts';
import { openQueue } from '../../functions/store/queue.ts';
import { advance } from './advance.ts';
import { type LocalClock, openClock } from './clock.ts';
import { setUpDemo } from './demo-setup.ts';
import { openDoors } from './doors.ts';
import { mount } from './mounts.ts';
import type { Parts } from './parts.ts';
import { startQueueTriggers } from './queue-triggers.ts';
import { type Queues, startQueues } from './queues.ts';
import { untilAtRest } from './rest.ts';
import { openSchedules, type Schedules } from './schedules.ts';
import { signingSecret, signingSecretArn } from './secrets.ts';
import { type LocalServer, secretsPath, sesPath, startServer } from './server.ts';
import { openSes, type Ses } from './ses/ses.ts';
import { nextEditionAt } from './status.ts';
import { createTable, startTableEngine } from './table.ts';

export interface CloudOptions {
  /** 0 takes any free port. */
  readonly port: number;
  /** Where everything is kept; absent: in memory. */
  readonly dataDir?: string;
  readonly demo: boolean;
  /** Whether schedules fire by themselves as time passes. */
  readonly ticking: boolean;
  /** The zone of the demo newsletter and of the control page. */
  readonly zone: string;
  readonly write: (line: string) => void;
  readonly settings?: Parameters<typeof openSes>[0]['settings'];
  /** Origins on this machine, besides our own, where feeds and hubs may be. */
  readonly allowedOrigins?: readonly string[];
}

export interface Cloud {
  readonly origin: string;
  readonly table: Table;
  readonly clock: LocalClock;
  readonly ses: Ses;
  readonly queues: Queues;
  /** The settings that the doors were opened with. */
  readonly env: Readonly<Record<string, string>>;
  readonly advance: (to: number) => Promise<void>;
  readonly fire: Schedules['fire'];
  readonly atRest: () => Promise<void>;
  readonly stop: () => Promise<void>;
}

const tableName = 'Paperboy';
const topicArn = 'arn:aws:sns:us-east-1:000000000000:paperboy-events';
const configurationSet = 'paperboy';
/** Workers of each queue, as the smallest scale has them. */
const lanes = 1;
const tickEveryMs = 1_000;
const republishMs = 24 * 3_600_000;

/** Starts everything. Rejects with a PortTakenError when the port is not free. */
export async function startCloud(options: CloudOptions): Promise<Cloud> {
  const inDir = (name: string) => options.dataDir && join(options.dataDir, name);
  useLocalCredentials();
  const server = await startServer(options.port);
  const [engine, queues] = await Promise.all([
    startTableEngine(inDir('table.sqlite')),
    startQueues(),
  ]);
  await createTable(engine.endpoint, tableName);
  const clock = openClock(inDir('clock.json'));
  const env = settingsOf(server, engine.endpoint, queues);
  const ses = startSes(options, { clock, queues, folder: inDir('mail') });
  const doors = openDoors({
    env,
    now: clock.now,
    write: options.write,
    allowedOrigins: [server.origin, ...(options.allowedOrigins ?? [])],
  });
  const table = openTable(tableName, { endpoint: engine.endpoint });
  const atRest = () => untilAtRest(queues);
  const onError = report(options);
  const schedules = openSchedules(doors.schedules, { settled: atRest, onError });
  const secret = signingSecret(inDir('signing-secret.json'));
  const moveTo = (to: number) =>
    advance(to, {
      clock,
      schedules,
      nextEditionAt: () => nextEditionAt(table),
      releaseEvents: ses.release,
    });
  const { zone } = options;
  const parts = { zone, server, clock, ses, doors, queues, table, schedules, moveTo, onError };
  mount(parts, secret);
  const stopTriggers = startQueueTriggers(parts);
  if (options.demo) await setUpDemo(demoDeps(parts));
  await ses.republish(clock.now() - republishMs);
  const stopTicking = options.ticking ? startTicking(parts) : async () => {};
  return {
    origin: server.origin,
    table,
    clock,
    ses,
    queues,
    env,
    advance: moveTo,
    fire: schedules.fire,
    atRest,
    stop: async () => {
      await stopTicking();
      await server.stop();
      await stopTriggers();
      await queues.stop();
      table.client.destroy();
      await engine.stop();
    },
  };
}

/** The engines take any credentials; the SDK wants some. */
function useLocalCredentials(): void {
  process.env.AWS_REGION ??= 'us-east-1';
  process.env.AWS_ACCESS_KEY_ID ??= 'local';
  process.env.AWS_SECRET_ACCESS_KEY ??= 'local';
}

function settingsOf(server: LocalServer, table: string, { urls, endpoint }: Queues) {
  return {
    TABLE_NAME: tableName,
    FETCH_QUEUE_URL: urls.fetch,
    DIGEST_QUEUE_URL: urls.digest,
    SEND_QUEUE_URL: urls.send,
    CONFIRMATION_QUEUE_URL: urls.confirmations,
    SIGNING_SECRET_ARN: signingSecretArn,
    SITE_URL: server.origin,
    CONFIGURATION_SET: configurationSet,
    EVENT_TOPIC_ARN: topicArn,
    LANES: String(lanes),
    AWS_ENDPOINT_URL_DYNAMODB: table,
    AWS_ENDPOINT_URL_SQS: endpoint,
    AWS_ENDPOINT_URL_SES: `${server.origin}${sesPath}`,
    AWS_ENDPOINT_URL_SECRETS_MANAGER: `${server.origin}${secretsPath}`,
  };
}

function startSes(
  options: CloudOptions,
  parts: { clock: LocalClock; queues: Queues; folder: string | undefined },
): Ses {
  const events = parts.queues.urls.events;
  return openSes({
    ...(parts.folder === undefined ? {} : { folder: parts.folder }),
    settings: { configurationSets: [configurationSet], ...options.settings },
    topicArn,
    now: parts.clock.now,
    randomId: randomUUID,
    sleep: async (ms) => {
      await sleep(ms, undefined, { ref: false });
    },
    publish: (envelope) => parts.queues.put(events, envelope),
  });
}

function report({ write }: CloudOptions): (error: unknown) => void {
  return (error) => write(error instanceof Error ? (error.stack ?? error.message) : String(error));
}

function demoDeps({ zone, server, clock, queues, table }: Parts) {
  const fetches = openQueue(queues.client, queues.urls.fetch, { lanes, randomId: randomUUID });
  return {
    table,
    origin: server.origin,
    zone,
    now: clock.now,
    queueFetch: (feeds: readonly { newsletterId: string; feedId: string }[]) =>
      fetches.send([{ feeds }]),
  };
}

/** Fires schedules as time passes; one round at a time. */
function startTicking({ clock, schedules }: Parts): () => Promise<void> {
  let round = Promise.resolve();
  let isFiring = false;
  const timer = setInterval(() => {
    if (isFiring) return;
    isFiring = true;
    round = schedules.fireDue(clock.now()).finally(() => {
      isFiring = false;
    });
  }, tickEveryMs);
  return async () => {
    clearInterval(timer);
    await round;
  };
}

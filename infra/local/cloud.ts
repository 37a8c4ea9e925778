/**
 * The stand-in cloud: table, queues, SES, schedules and HTTP in one process, around the very doors
 * that run in Lambda. Nothing above the SDK clients is simulated.
 */
import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { openTable, type Table } from '../../functions/store/client.ts';
import { newsletterStore } from '../../functions/store/newsletters.ts';
import { openQueue } from '../../functions/store/queue.ts';
import { advance } from './advance.ts';
import { type LocalClock, openClock } from './clock.ts';
import { controlApp } from './control/control.ts';
import type { ControlPanel } from './control/panel.ts';
import { demoApp } from './demo/feeds.ts';
import { setUpDemo } from './demo-setup.ts';
import { type Doors, openDoors } from './doors.ts';
import { httpTrigger } from './http-trigger.ts';
import { inboxPages } from './inbox/inbox.ts';
import { startQueueTrigger } from './queue-trigger.ts';
import { type QueueName, type Queues, startQueues } from './queues.ts';
import { untilAtRest } from './rest.ts';
import { openSchedules, type Schedules } from './schedules.ts';
import { secretsListener, signingSecret, signingSecretArn } from './secrets.ts';
import { type LocalServer, secretsPath, sesPath, startServer } from './server.ts';
import { inboxApi } from './ses/api.ts';
import { openSes, type Ses } from './ses/ses.ts';
import { allFeeds, countReaders, nextEditionAt } from './status.ts';
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

export const tableName = 'Paperboy';
const topicArn = 'arn:aws:sns:us-east-1:000000000000:paperboy-events';
const configurationSet = 'paperboy';
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
    allowedOrigins: [server.origin],
  });
  const table = openTable(tableName, engine.endpoint);
  const atRest = () => untilAtRest(queues);
  const schedules = openSchedules(doors.schedules, { settled: atRest, onError: report(options) });
  const secret = signingSecret(inDir('signing-secret.json'));
  const moveTo = (to: number) =>
    advance(to, {
      clock,
      schedules,
      nextEditionAt: () => nextEditionAt(table),
      releaseEvents: ses.release,
    });
  const parts: Parts = { options, server, clock, ses, doors, queues, table, schedules, moveTo };
  mount(parts, secret);
  const stopTriggers = startTriggers(parts);
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

interface Parts {
  readonly options: CloudOptions;
  readonly server: LocalServer;
  readonly clock: LocalClock;
  readonly ses: Ses;
  readonly doors: Doors;
  readonly queues: Queues;
  readonly table: Table;
  readonly schedules: Schedules;
  readonly moveTo: (to: number) => Promise<void>;
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
    SEND_QUEUE_URL: urls.send,
    CONFIRMATION_QUEUE_URL: urls.confirmations,
    SIGNING_SECRET_ARN: signingSecretArn,
    SITE_URL: server.origin,
    CONFIGURATION_SET: configurationSet,
    EVENT_TOPIC_ARN: topicArn,
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

function mount(
  { options, server, clock, ses, doors, table, schedules, moveTo, queues }: Parts,
  secret: string,
) {
  const panel: ControlPanel = {
    now: clock.now,
    advance: moveTo,
    nextEditionAt: () => nextEditionAt(table),
    fire: (name) => schedules.fire(name, clock.now()),
    status: async () => ({
      queues: await queues.counts(),
      readers: await countReaders(table),
      feeds: await allFeeds(table),
      mails: ses.mailbox.all().length,
      newsletters: await newsletterStore(table).list(),
    }),
    mail: ses,
  };
  const links = [
    { href: '/', label: 'Site' },
    { href: '/_control/', label: 'Control' },
  ];
  server.mount({
    ses: ses.listener,
    secrets: secretsListener(secret),
    pages: {
      '/_inbox/api': inboxApi(ses),
      '/_inbox': inboxPages({
        base: '/_inbox',
        links,
        mailbox: ses.mailbox,
        now: clock.now,
        fetch,
      }),
      '/_control': controlApp(panel, { realNow: Date.now, zone: options.zone }),
      '/_demo': demoApp(clock.now, server.origin),
    },
    site: httpTrigger(doors.web, { now: clock.now, onError: report(options) }),
  });
}

const consumers = {
  fetch: { batchSize: 1, concurrency: 2, timeoutMs: 240_000 },
  send: { batchSize: 1, concurrency: 2, timeoutMs: 60_000 },
  confirmations: { batchSize: 5, concurrency: 1, timeoutMs: 60_000 },
  events: { batchSize: 10, concurrency: 2, timeoutMs: 30_000 },
} as const satisfies Record<QueueName, object>;

function startTriggers({ options, doors, queues }: Parts): () => Promise<void> {
  const doorOf = {
    fetch: doors.fetch,
    send: doors.send,
    confirmations: doors.send,
    events: doors.events,
  };
  const stops = (Object.keys(consumers) as QueueName[]).map((name) =>
    startQueueTrigger({
      ...consumers[name],
      name,
      door: doorOf[name],
      client: queues.client,
      url: queues.urls[name],
      onError: report(options),
    }),
  );
  return async () => {
    await Promise.all(stops.map((stop) => stop()));
  };
}

function demoDeps({ options, server, clock, queues, table }: Parts) {
  const fetches = openQueue(queues.client, queues.urls.fetch);
  return {
    table,
    origin: server.origin,
    zone: options.zone,
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

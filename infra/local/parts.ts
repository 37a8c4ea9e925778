/** What the stage consists of, put together from the template and what has been started. */
import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { openTable, type Table } from '../../functions/store/client.ts';
import { advance } from './advance.ts';
import { readMetricFilter, takeLogLine } from './alarms/metric-filter.ts';
import { openMetricTime } from './alarms/metric-time.ts';
import { type Metrics, openMetrics } from './alarms/metrics.ts';
import { openWatch, type Watch } from './alarms/watch.ts';
import type { LocalClock } from './clock.ts';
import type { CloudOptions } from './cloud-options.ts';
import { demoHost } from './demo/addresses.ts';
import { type Doors, openDoors } from './doors/doors.ts';
import { openAccount } from './doors/invoke.ts';
import type { LogFile } from './logs/log-file.ts';
import type { Queues } from './queues/queues.ts';
import { openReceiving, type Receive } from './received-mail.ts';
import { openPoints, type Points } from './recovery/points.ts';
import { openRest, type Rest } from './rest.ts';
import type { Gateway } from './rights/gateway.ts';
import { openRights, type Rights } from './rights/rights.ts';
import { openSchedules, type Schedules } from './schedules/schedules.ts';
import { openTarget } from './schedules/target.ts';
import { hashesOf, openSecrets, type Secrets } from './secrets.ts';
import { type LocalServer, recoveryPath, secretsPath, sesPath } from './server.ts';
import type { Ses } from './ses/ses.ts';
import { type Serving, startSes } from './start-ses.ts';
import { agendaOf } from './status.ts';
import {
  callersOf,
  deadLettersOf,
  type Endpoints,
  endpointSettings,
  lambdaSettings,
  settingsOfOwner,
} from './surroundings.ts';
import type { TableEngine } from './table.ts';
import { doorsOf, mappingsOf, secretsOf, tableOf } from './template/declaration.ts';
import { mailOf } from './template/mail.ts';
import { account, type Template } from './template/template.ts';
import { schedulesOf } from './template/triggers.ts';
import { type InTurn, oneAtATime } from './turns.ts';

/** What has been started before anything is put on it. */
export interface Ground {
  readonly options: CloudOptions;
  readonly template: Template;
  readonly clock: LocalClock;
  readonly server: LocalServer;
  readonly engine: TableEngine;
  readonly queues: Queues;
  /** Absent while the doors run from source. */
  readonly gateway: Gateway | undefined;
  /** Absent where nothing is kept. */
  readonly logs: LogFile | undefined;
  /** In an installation that serves: mail leaves, and time only passes. */
  readonly serving?: Serving;
}

/** Everything on the stage, opened. */
export interface Parts extends Ground {
  readonly rights: Rights;
  readonly metrics: Metrics;
  readonly ses: Ses;
  /** Receives mail from outside. */
  readonly receive: Receive;
  /** By ARN, what Secrets Manager answers. */
  readonly secrets: Secrets;
  readonly doors: Doors;
  readonly table: Table;
  readonly points: Points;
  readonly schedules: Schedules;
  readonly rest: Rest;
  readonly watch: Watch;
  /** The settings of all doors together, and where the engines are. */
  readonly env: Readonly<Record<string, string>>;
  readonly atRest: () => Promise<void>;
  /** Runs what fires schedules or moves the clock: one at a time, in the order of the calls. */
  readonly inTurn: InTurn;
  readonly moveTo: (to: number) => Promise<void>;
  readonly onError: (error: unknown) => void;
}

/** Opens everything that stands on the ground. */
export async function openParts(ground: Ground): Promise<Parts> {
  const { options, template, clock, server, engine, queues } = ground;
  const inDir = (name: string) => options.dataDir && join(options.dataDir, name);
  const rights = openRights(template);
  const filters = template
    .all('AWS::Logs::MetricFilter')
    .map(({ properties }) => readMetricFilter(properties));
  const time = openMetricTime(clock);
  const metrics = openMetrics({ now: time.now, filters });
  const count = (name: string) => metrics.count({ namespace: 'AWS/SES', name });
  const onError = report(options);
  const ses = startSes(ground, rights, { folder: inDir('mail'), count, onError });
  const secrets = openSecrets(secretsOf(template), options.dataDir);
  const endpoints = endpointsOf(ground);
  const doors = await startDoors(ground, metrics, endpoints);
  openGateway(ground, { rights, ses, endpoints });
  const hashes = hashesOf(secretsOf(template), secrets);
  const table = openTable(tableOf(template).TableName, { endpoint: engine.endpoint, hashes });
  const worked = mappingsOf(template).map(({ queueArn }) => queues.byArn(queueArn));
  const rest = openRest({
    queues,
    worked,
    clock,
    isBusy: () => ses.isPosting() || doors.running() > 0,
    timeoutMs: options.restTimeoutMs,
  });
  const schedules = openSchedules(schedulesOf(template), {
    call: openTarget({ template, rights, doors, queues, sleep: wait }),
    // A tick of real time does not wait for what the last one has begun.
    settled: ground.serving === undefined ? rest.untilAtRest : async () => {},
    onError,
  });
  const watch = openWatch({
    template,
    metrics,
    queues,
    now: clock.now,
    time,
    mailbox: ses.mailbox,
  });
  const inTurn = oneAtATime();
  const moving = {
    clock,
    schedules,
    rest,
    agenda: agendaOf(table),
    releaseEvents: ses.release,
    watch: { sample: watch.sample, beforeJump: time.jump },
  };
  const points = openPoints({ table, now: clock.now }, inDir('points'));
  const moveTo = (to: number) =>
    inTurn(async () => {
      if (options.keepsPoints === true) await points.keep();
      await advance(to, moving);
    });
  const env = {
    ...settingsOfOwner(doorsOf(template), endpoints),
    ...deadLettersOf(template),
    ...ground.serving?.env,
    RECOVERY_ENDPOINT: `${server.origin}${recoveryPath}`,
  };
  const { region } = template;
  const topics = { mail: mailOf(template), queues, rights, region };
  const receive = openReceiving({ ...topics, now: clock.now, randomId: randomUUID });
  const opened = {
    receive,
    rights,
    metrics,
    ses,
    secrets,
    doors,
    table,
    points,
    schedules,
    rest,
    watch,
    env,
  };
  return { ...ground, ...opened, atRest: rest.untilAtRest, inTurn, moveTo, onError };
}

/** Fires a schedule by hand; resolves when what it has begun is done. */
export async function fire(
  { schedules, rest }: Pick<Parts, 'schedules' | 'rest'>,
  name: string,
  now: number,
): Promise<void> {
  await schedules.fire(name, now);
  await rest.passDelays();
  await rest.untilAtRest();
}

/** Where the engines and stand-ins are, without the gateway before them. */
function endpointsOf({ server, engine, queues }: Ground): Endpoints {
  return {
    dynamodb: engine.endpoint,
    sqs: queues.endpoint,
    ses: `${server.origin}${sesPath}`,
    secretsmanager: `${server.origin}${secretsPath}`,
  };
}

function startDoors(
  { options, template, clock, server, gateway, serving, logs }: Ground,
  metrics: Metrics,
  endpoints: Endpoints,
): Promise<Doors> {
  const { code = 'source', write } = options;
  const { region } = template;
  const declarations = doorsOf(template);
  const allowedOrigins = [server.origin, ...(options.allowedOrigins ?? [])];
  return openDoors({
    code,
    declarations,
    surroundingsOf: (door) =>
      gateway === undefined
        ? endpointSettings(endpoints)
        : {
            ...serving?.env,
            ...lambdaSettings(door, region),
            ...endpointSettings({
              dynamodb: gateway.origin,
              sqs: gateway.origin,
              ses: gateway.origin,
              secretsmanager: gateway.origin,
            }),
          },
    account: openAccount(Number(template.outputs.AccountConcurrency)),
    metrics,
    now: clock.now,
    ahead: clock.memory,
    hosts: serving === undefined ? { [`${demoHost}:80`]: server.port, ...options.hosts } : {},
    allowedOrigins,
    write: ({ door, logGroup }, line) => {
      takeLogLine(metrics, logGroup, line);
      logs?.add(door, line);
      write(line);
    },
  });
}

function openGateway(
  { gateway, template, options }: Ground,
  { rights, ses, endpoints }: { rights: Rights; ses: Ses; endpoints: Endpoints },
): void {
  gateway?.open({
    owner: { region: template.region, account },
    rights,
    callers: callersOf(doorsOf(template), rights.roles),
    endpoints,
    account: ses.account.settings,
    onError: report(options),
  });
}

async function wait(ms: number): Promise<void> {
  await sleep(ms, undefined, { ref: false });
}

function report({ write }: CloudOptions): (error: unknown) => void {
  return (error) => write(error instanceof Error ? (error.stack ?? error.message) : String(error));
}

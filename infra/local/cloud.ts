/**
 * The stage: the system of the synthesised template on this machine. Table, queues, SES, schedules
 * and HTTP stand in for AWS; the doors run from source, or as shipped with their rights enforced.
 * Nothing above the SDK clients is simulated.
 */
import { randomBytes, randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { dayMs } from '../../functions/config/time.ts';
import type { Table } from '../../functions/store/client.ts';
import { openQueue } from '../../functions/store/queue.ts';
import type { Metrics } from './alarms/metrics.ts';
import type { Watch } from './alarms/watch.ts';
import { type LocalClock, openClock } from './clock.ts';
import type { CloudOptions } from './cloud-options.ts';
import { demoOriginOf } from './demo/addresses.ts';
import { setUpDemo } from './demo-setup.ts';
import { openLogFile } from './logs/log-file.ts';
import { mount } from './mounts.ts';
import { fire, openParts, type Parts } from './parts.ts';
import { startQueueEngine } from './queues/engine.ts';
import { openQueues, type Queues } from './queues/queues.ts';
import { startGateway } from './rights/gateway.ts';
import type { Rights } from './rights/rights.ts';
import type { Schedules } from './schedules/schedules.ts';
import { startServer } from './server.ts';
import type { Ses } from './ses/ses.ts';
import { createTable, dropTable, startTableEngine } from './table.ts';
import { isTableAdopted, queuesOf, tableOf } from './template/declaration.ts';
import { regionOf, synthesise } from './template/synthesis.ts';
import { openTemplate, type Template } from './template/template.ts';
import { startTicking, useLocalCredentials } from './ticking.ts';
import { startTriggers } from './triggers.ts';
import { update } from './update.ts';

/** A running stage. */
export interface Cloud {
  readonly origin: string;
  readonly table: Table;
  readonly clock: LocalClock;
  readonly ses: Ses;
  readonly queues: Queues;
  readonly rights: Rights;
  readonly metrics: Metrics;
  /** How the template's alarms stand. */
  readonly alarms: Watch['alarms'];
  readonly template: Template;
  /** The settings of all doors together, and where the engines are: for the owner's command. */
  readonly env: Readonly<Record<string, string>>;
  readonly points: Parts['points'];
  readonly advance: (to: number) => Promise<void>;
  readonly fire: Schedules['fire'];
  readonly atRest: () => Promise<void>;
  /** Workers that run bundles now, by door. */
  readonly instances: () => Readonly<Record<string, number>>;
  /** Takes over another template of the same stack, in this folder, as a deployment would. */
  readonly update: (folder: string) => Promise<void>;
  readonly stop: () => Promise<void>;
}

const republishMs = dayMs;
/** Starts everything. Rejects with a PortTakenError when the port is not free. */
export async function startCloud(options: CloudOptions): Promise<Cloud> {
  const inDir = (name: string) => options.dataDir && join(options.dataDir, name);
  const { code = 'source', context = {} } = options;
  const region = regionOf(context);
  useLocalCredentials(region);
  const clock = openClock(inDir('clock.json'));
  const server = await startServer(options.port);
  const [folder, engine, queueEngine, gateway] = await Promise.all([
    options.folder ?? synthesise(code, context, options.onMaking),
    startTableEngine(inDir('table.sqlite')),
    startQueueEngine(clock.memory, region),
    code === 'shipped' ? startGateway() : undefined,
  ]);
  const place = {
    queueOrigin: gateway?.origin ?? queueEngine.endpoint,
    siteUrl: server.origin,
    suffix: options.dataDir === undefined ? `-${randomBytes(4).toString('hex')}` : '',
  };
  const template = openTemplate(folder, place);
  const isAdopted = isTableAdopted(template);
  if (!isAdopted) await createTable(engine.endpoint, tableOf(template));
  const queues = await openQueues(queueEngine, region, queuesOf(template));
  const { dataDir } = options;
  const logs = dataDir === undefined ? undefined : openLogFile(dataDir, clock.now);
  const parts = await openParts({
    options,
    template,
    clock,
    server,
    engine,
    queues,
    gateway,
    logs,
  });
  mount(parts);
  const triggers = startTriggers(parts);
  if (options.demo) await setUpDemo(demoDeps(parts));
  if (options.keepsPoints === true) await parts.points.keep();
  await parts.ses.republish(clock.now() - republishMs);
  const stopTicking = options.ticking ? startTicking(parts) : async () => {};
  return {
    ...parts,
    origin: server.origin,
    advance: parts.moveTo,
    fire: (name, now) => parts.inTurn(() => fire(parts, name, now)),
    alarms: parts.watch.alarms,
    instances: parts.doors.instances,
    update: (changed) => update(parts, triggers, openTemplate(changed, place)),
    stop: async () => {
      await stopTicking();
      await server.stop();
      await triggers.stop();
      await parts.doors.stop();
      logs?.close();
      await gateway?.stop();
      queues.close();
      await queueEngine.stop();
      parts.table.client.destroy();
      if (options.dataDir === undefined && !isAdopted) await dropTable(engine, parts.table.name);
      await engine.stop();
    },
  };
}

function demoDeps({ options, server, clock, queues, table, template, env }: Parts) {
  const fetches = openQueue(queues.client, env.FETCH_QUEUE_URL ?? '', {
    lanes: Number(env.LANES),
    randomId: randomUUID,
  });
  return {
    table,
    origin: demoOriginOf(options.code ?? 'source', server.origin),
    ownOrigin: server.origin,
    zone: options.zone,
    sender: template.outputs.SenderAddress,
    now: clock.now,
    queueFetch: (feeds: readonly { newsletterId: string; feedId: string }[]) =>
      fetches.send([{ feeds }]),
  };
}

/**
 * An installation that serves: the doors as shipped, on one machine for good. What the stage has for
 * trying out is not here: no demo, no inbox, no control page, no clock that moves, no faults. Only the
 * site listens where others reach it.
 */
import { chmodSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { hourMs } from '../../../functions/config/time.ts';
import { schemaVersion } from '../../../functions/config/upgrade.ts';
import { pauseSending } from '../../../functions/mail/pace.ts';
import { paceStore } from '../../../functions/store/pace.ts';
import { returnsStore } from '../../../functions/store/returns.ts';
import { schemaStore } from '../../../functions/store/schema.ts';
import { type LocalClock, openClock } from '../clock.ts';
import type { CloudOptions } from '../cloud-options.ts';
import { openLogFile } from '../logs/log-file.ts';
import { openParts, type Parts } from '../parts.ts';
import { startQueueEngine } from '../queues/engine.ts';
import { openQueues } from '../queues/queues.ts';
import { type Gateway, startGateway } from '../rights/gateway.ts';
import { startServer } from '../server.ts';
import { createTable, startTableEngine } from '../table.ts';
import { queuesOf, tableOf } from '../template/declaration.ts';
import { regionOf, synthesise } from '../template/synthesis.ts';
import { openTemplate } from '../template/template.ts';
import { startTicking, useLocalCredentials } from '../ticking.ts';
import { startTriggers } from '../triggers.ts';
import { logAlarms } from './alarm-log.ts';
import {
  keepBackup,
  markOriginal,
  type Provenance,
  provenanceOf,
  queueFolder,
  sentFolder,
  tableFile,
  useBackup,
} from './backup.ts';
import { keepExpiring } from './expiry.ts';
import type { Turned } from './keep-mailbox.ts';
import { mountOwn, mountSite } from './mount.ts';
import { openPublicSite } from './public-site.ts';
import { openSentLog } from './sent-log.ts';
import { openServedMail } from './served-mail.ts';
import { contextOf, type ServeSettings } from './settings.ts';
import { openWaysBack } from './ways-back.ts';

/** What an installation that serves is started with. */
export interface ServeOptions extends Pick<CloudOptions, 'restTimeoutMs' | 'onMaking' | 'write'> {
  readonly port: number;
  readonly dataDir: string;
  readonly settings: ServeSettings;
  /** Absent: real time. */
  readonly clock?: LocalClock;
  /** Whether schedules fire by themselves as time passes. */
  readonly ticking: boolean;
}

/** An installation that serves. */
export interface Served {
  /** Where the owner's command finds it: on the loopback interface. */
  readonly origin: string;
  /** Where the proxy finds the site. */
  readonly sitePort: number;
  /** Undefined unless the data was copied: since when (ms) it does not know what was mailed. */
  readonly copiedAt: number | undefined;
  readonly parts: Parts;
  /** Reads the mailbox now, if there is one, and tells how that ended. */
  readonly readMailbox: () => Promise<Turned | undefined>;
  /** Ends what is in hand, and stops. */
  readonly stop: () => Promise<void>;
}

/** An event that was lost with the process was tried for ten seconds: it is among the last. */
const republishMs = hourMs;

/** Starts everything. Rejects with a PortTakenError when the port is not free. */
export async function startServe(options: ServeOptions): Promise<Served> {
  const { dataDir, settings, clock = openClock(), write } = options;
  mkdirSync(dataDir, { recursive: true, mode: 0o700 });
  chmodSync(dataDir, 0o700);
  const provenance = provenanceOf(dataDir);
  useBackup(dataDir, provenance);
  const context = contextOf(settings);
  const region = regionOf(context);
  useLocalCredentials(region);
  const site = await openPublicSite(options.port, settings.host);
  const [server, folder, engine, queueEngine, gateway] = await Promise.all([
    startServer(0),
    synthesise('shipped', context, options.onMaking, join(dataDir, 'stack')),
    startTableEngine(join(dataDir, tableFile)),
    startQueueEngine(clock.memory, region, join(dataDir, queueFolder)),
    startGateway(),
  ]);
  const template = openTemplate(folder, {
    queueOrigin: gateway.origin,
    siteUrl: settings.siteUrl,
    suffix: '',
  });
  await createTable(engine.endpoint, tableOf(template));
  const queues = await openQueues(queueEngine, region, queuesOf(template));
  const log = openSentLog(join(dataDir, sentFolder));
  const mail = openServedMail({ settings, dataDir, log, template });
  const logs = openLogFile(dataDir, clock.now);
  const parts = await openParts({
    options: { ...stageOptions(options), context },
    template,
    clock,
    server,
    engine,
    queues,
    gateway,
    logs,
    serving: { openMail: mail.open, env: { MAIL_RELAY: settings.relay.host } },
  });
  const copiedAt = await settleIn(parts, dataDir, provenance);
  const backUp = keepBackup(dataDir, { log, now: clock.now }, parts.onError);
  const { takeHanded, mailbox } = await openWaysBack({ settings, parts, mail, write });
  mountOwn(parts, { takeMail: takeHanded, backUp: backUp.now });
  mountSite(parts, site, settings);
  const triggers = startTriggers(parts);
  await parts.ses.republish(
    Math.min(log.latestAt() ?? 0, copiedAt ?? Number.POSITIVE_INFINITY) - republishMs,
  );
  const stopTicking = options.ticking ? startTicking(parts) : async () => {};
  const stopAlarms = logAlarms(parts.watch, write);
  const stopExpiring = keepExpiring(parts.table, clock.now, parts.onError);
  void backUp.now().catch(parts.onError);
  if (options.ticking) mailbox?.start();
  return {
    origin: server.origin,
    sitePort: site.port,
    copiedAt,
    parts,
    readMailbox: async () => mailbox?.readNow(),
    stop: async () => {
      stopAlarms();
      stopExpiring();
      // First nothing new comes in; then what is in hand is ended, with all that it needs still there.
      await Promise.all([stopTicking(), site.stop(), mailbox?.stop()]);
      await triggers.stop();
      await mail.idle();
      await backUp.stop();
      await parts.doors.stop();
      logs.close();
      await server.stop();
      await stopEngines(parts, gateway, queueEngine.stop);
    },
  };
}

function stageOptions({
  port,
  dataDir,
  ticking,
  write,
  restTimeoutMs,
}: ServeOptions): CloudOptions {
  const patience = restTimeoutMs === undefined ? {} : { restTimeoutMs };
  const none = { code: 'shipped', demo: false, zone: 'UTC' } as const;
  return { ...none, port, dataDir, ticking, write, ...patience };
}

async function stopEngines(
  { queues, table, engine }: Parts,
  gateway: Gateway,
  stopQueues: () => Promise<void>,
): Promise<void> {
  await gateway.stop();
  queues.close();
  await stopQueues();
  table.client.destroy();
  await engine.stop();
}

/** A copy does not know what its original has mailed since: nothing goes out until the owner says so. */
async function settleIn(
  { table, clock }: Parts,
  dataDir: string,
  provenance: Provenance,
): Promise<number | undefined> {
  if (provenance.kind === 'copy') {
    const since = new Date(provenance.since).toISOString().slice(0, 16);
    const reason =
      `The data was copied. What was mailed, and who left, after ${since}Z is not known here: ` +
      'see what the original did since, then let sending resume.';
    await pauseSending({ at: clock.now(), by: 'owner', reason }, paceStore(table));
    await returnsStore(table).noteCopied(clock.now());
  }
  if (provenance.kind === 'new') await schemaStore(table).begin(schemaVersion);
  markOriginal(dataDir, provenance);
  return provenance.kind === 'copy' ? provenance.since : undefined;
}

/** `npm start -- --serve`: an installation on this machine for good, until it is told to stop. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { forgetRunning, noteRunning } from '../running.ts';
import { bouncesBy } from './mailbox-settings.ts';
import type { Served, ServeOptions } from './serve.ts';
import {
  contextOf,
  readServeSettings,
  type ServeSettings,
  ServeSettingsError,
} from './settings.ts';

/** What the command line says. */
export interface StartServeOptions {
  readonly port: number;
  readonly dataDir: string;
  readonly quiet: boolean;
}

/** Whether an installation that serves has its data there. */
export function isOfServe(dataDir: string): boolean {
  return existsSync(join(dataDir, 'original.json')) || existsSync(join(dataDir, 'made.json'));
}

/** Nothing that is written here is for others to read. */
const ownersAlone = 0o077;

/** Starts, and stops by itself on SIGTERM and SIGINT. Throws a ServeSettingsError. */
export async function startServing({ port, dataDir, quiet }: StartServeOptions): Promise<void> {
  if (!isOfServe(dataDir) && existsSync(join(dataDir, 'table.sqlite'))) {
    throw new ServeSettingsError(
      `${dataDir} holds the data of a trial, with readers of its own: name another with --data.`,
    );
  }
  const settings = readServeSettings(dataDir, process.env);
  process.umask(ownersAlone);
  const options: ServeOptions = {
    port,
    dataDir,
    settings,
    ticking: true,
    onMaking: () => process.stderr.write('Making the stack: once, and after a change to it.\n'),
    write: quiet ? () => {} : (line) => process.stderr.write(`${line}\n`),
  };
  const { startServe } = await import('./serve.ts');
  const served = await startServe(options);
  const { origin, parts } = served;
  noteRunning(dataDir, { pid: process.pid, origin, env: parts.env, serving: servingOf(settings) });
  process.stdout.write(welcome(served, options));
  stopOnSignal(served, dataDir);
}

/** What is noted of it for commands. */
export function servingOf(settings: ServeSettings) {
  const { siteUrl, postalAddress } = settings;
  const { domain, sender: senderAddress } = contextOf(settings);
  return { siteUrl, domain, senderAddress, postalAddress };
}

function welcome({ sitePort, copiedAt }: Served, { dataDir, settings }: ServeOptions): string {
  const { siteUrl, host, relay, trustsProxy } = settings;
  const copied =
    copiedAt === undefined
      ? ''
      : `
This data was copied from another place. What was mailed there since, and who left there, is not
known here, so sending is paused. Once you know that the other one has stopped and what it did:
  npm run -s paperboy -- sending resume --data ${dataDir}
`;
  const proxied = trustsProxy
    ? ''
    : `
All visitors count as one, the proxy: set PAPERBOY_TRUST_PROXY=yes if it sets X-Forwarded-For.
`;
  return `
Paperboy is ready. It serves until it is told to stop; its data is in ${dataDir}.

  Site     ${siteUrl}  (the proxy finds it at ${host}, port ${sitePort})
  Mail     by ${relay.host}, port ${relay.port}
  Bounces  ${bouncesBy(settings)}
  Backup   ${join(dataDir, 'backup')}, made anew every five minutes
${copied}${proxied}
  Your newsletter: npm run -s paperboy -- newsletter create --name NAME --data ${dataDir}
`;
}

/** Longer than what is in hand may take; the unit waits a little longer than this. */
const stopMsMax = 100_000;

function stopOnSignal(served: Served, dataDir: string): void {
  let isStopping = false;
  const stop = async () => {
    if (isStopping) return;
    isStopping = true;
    process.stdout.write('Stopping, when what is in hand is done.\n');
    await Promise.race([served.stop(), sleep(stopMsMax)]);
    forgetRunning(dataDir);
    process.exit(0);
  };
  process.on('SIGINT', stop);
  process.on('SIGTERM', stop);
}

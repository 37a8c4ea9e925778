/** `npm start`: the whole system on this machine, until Ctrl-C. */
import { mkdirSync, rmSync } from 'node:fs';
import { userInfo } from 'node:os';
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import type { Cloud } from './cloud.ts';
import { demoOwner } from './demo/addresses.ts';
import { logFolder } from './logs/log-file.ts';
import { DirectoryInUseError, forgetRunning, holdDirectory, noteRunning } from './running.ts';
import { secretFiles } from './secrets.ts';
import { ServeSettingsError } from './serve/settings.ts';
import { isOfServe, startServing } from './serve/start-serve.ts';
import { PortTakenError } from './server.ts';
import { troubleOf } from './start-trouble.ts';
import type { Code } from './template/synthesis.ts';
import { refreshTemplates } from './templates.ts';

const defaultPort = 4700;
/** EX_CONFIG of sysexits.h: starting anew does not help, and the unit does not try. */
const misconfigured = 78;
const plainErrors = [PortTakenError, DirectoryInUseError, ServeSettingsError];
const usage = `Usage: npm start -- [options]

  --port N      listen on this port (${defaultPort})
  --data DIR    keep everything in this directory (.local)
  --fresh       forget what the directory holds, and start anew
  --quiet       no log lines
  --as-shipped  run the bundles that a deployment uploads, with the limits and rights
                that they have there, instead of the sources
  --serve       run for good, as shipped, and mail real readers by an SMTP relay; what
                is set and where: infra/local/README.md (its data: .local/serve)
  --help        this text
`;

interface Options {
  readonly port: number;
  readonly dataDir: string;
  readonly fresh: boolean;
  readonly quiet: boolean;
  readonly code: Code;
  readonly serve: boolean;
}

const startedAt = performance.now();
const options = readOptions();
if (options === undefined) process.exit(2);
await start(options);

async function start(options: Options): Promise<void> {
  const { port, dataDir, fresh, quiet, code } = options;
  try {
    mkdirSync(dataDir, { recursive: true });
    await holdDirectory(dataDir);
    if (options.serve) return await startServing(options);
    if (isOfServe(dataDir)) throw new ServeSettingsError(servesReaders(dataDir));
    if (fresh) clear(dataDir);
    await refreshTemplates();
    // Only now: with it come the compiled templates.
    const { startCloud } = await import('./cloud.ts');
    const cloud = await startCloud({
      port,
      dataDir,
      code,
      demo: true,
      keepsPoints: true,
      ticking: true,
      zone: Intl.DateTimeFormat().resolvedOptions().timeZone,
      onMaking: () => process.stderr.write('Making the stack: once, and after a change to it.\n'),
      write: quiet ? () => {} : (line) => process.stderr.write(`${line}\n`),
    });
    noteRunning(dataDir, { pid: process.pid, origin: cloud.origin, env: cloud.env });
    process.stdout.write(welcome(cloud, dataDir, performance.now() - startedAt));
    stopOnSignal(cloud, dataDir);
  } catch (error) {
    giveUp(error);
  }
}

function giveUp(error: unknown): never {
  const trouble = troubleOf(error, userInfo().username);
  if (trouble !== undefined) {
    process.stderr.write(`${trouble.text}\n`);
    process.exit(trouble.needsHands ? misconfigured : 1);
  }
  const isPlain = plainErrors.some((kind) => error instanceof kind);
  if (!isPlain || !(error instanceof Error)) throw error;
  const advice = error instanceof PortTakenError ? ' Choose another: npm start -- --port 4800' : '';
  process.stderr.write(`${error.message}${advice}\n`);
  process.exit(error instanceof ServeSettingsError ? misconfigured : 1);
}

function servesReaders(dataDir: string): string {
  return `${dataDir} serves real readers: start it with --serve, or name another with --data.`;
}

function readOptions(): Options | undefined {
  try {
    const { values } = parseArgs({
      options: {
        port: { type: 'string', default: String(defaultPort) },
        data: { type: 'string' },
        fresh: { type: 'boolean', default: false },
        quiet: { type: 'boolean', default: false },
        'as-shipped': { type: 'boolean', default: false },
        serve: { type: 'boolean', default: false },
        help: { type: 'boolean', default: false },
      },
    });
    const port = Number(values.port);
    if (values.help) return complain(usage);
    if (!Number.isInteger(port) || port < 1 || port > 65_535) {
      return complain(`--port takes a number from 1 to 65535, not ${values.port}.\n`);
    }
    if (values.serve && values.fresh) {
      return complain('--fresh is for trying out: with --serve nothing is forgotten.\n');
    }
    return {
      port,
      dataDir: resolve(values.data ?? (values.serve ? '.local/serve' : '.local')),
      fresh: values.fresh,
      quiet: values.quiet,
      code: values['as-shipped'] ? 'shipped' : 'source',
      serve: values.serve,
    };
  } catch (error) {
    return complain(`${error instanceof Error ? error.message : String(error)}\n\n${usage}`);
  }
}

function complain(text: string): undefined {
  process.stderr.write(text);
  return undefined;
}

/** Only what is ours: somebody may have named a directory with other things in it. */
function clear(dataDir: string): void {
  for (const name of [
    'table.sqlite',
    'table.sqlite-shm',
    'table.sqlite-wal',
    'clock.json',
    'mail',
    logFolder,
    'points',
    ...Object.values(secretFiles),
  ]) {
    rmSync(resolve(dataDir, name), { recursive: true, force: true });
  }
}

function welcome(cloud: Cloud, dataDir: string, ms: number): string {
  const { origin } = cloud;
  return `
Paperboy is ready (${(ms / 1000).toFixed(1)} s). Ctrl-C stops it; its data stays in ${dataDir}.

  Site     ${origin}/            what a reader sees
  Desk     ${origin}/desk        what an owner sees: sign in as ${demoOwner}
  Inbox    ${origin}/_inbox/     every mail that was sent
  Control  ${origin}/_control/   the local clock, schedules and faults
  Feeds    ${origin}/_demo/      the demo's feeds, which grow with the clock

Try this:
  1. Sign up on the site with any address, open the mail in the inbox, press its button.
  2. On the control page move the clock to the next edition, and read it in the inbox.
  3. Leave with the link at its foot, or with the inbox's one-click button.
  Your own feeds: npm run -s paperboy -- feeds add https://example.com/feed.xml

`;
}

function stopOnSignal(cloud: Cloud, dataDir: string): void {
  let isStopping = false;
  const stop = async () => {
    if (isStopping) process.exit(130);
    isStopping = true;
    process.stdout.write('\nStopping. Once more Ctrl-C does not wait.\n');
    await cloud.stop();
    forgetRunning(dataDir);
    process.exit(0);
  };
  process.on('SIGINT', stop);
  process.on('SIGTERM', stop);
}

/** An installation that serves, of the test's own: a data directory, a relay, and what readers do. */
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestContext } from 'node:test';
import { openClock } from '../../infra/local/clock.ts';
import { type Served, type ServeOptions, startServe } from '../../infra/local/serve/serve.ts';
import { readServeSettings } from '../../infra/local/serve/settings.ts';
import type { SmtpServer } from './smtp-server.ts';
import { useAnyCredentials } from './table.ts';

/** A person is not kept waiting so long; a test waits until it is so, also on a slow machine. */
const restTimeoutMs = 600_000;
const stacks = join(import.meta.dirname, '..', '..', 'node_modules', '.cache', 'paperboy');

/** A new data directory, with settings that name this relay. */
export function dataDirectory(
  t: Pick<TestContext, 'after'>,
  relay: Pick<SmtpServer, 'port'>,
  changes: Readonly<Record<string, string>> = {},
): string {
  const dataDir = mkdtempSync(join(tmpdir(), 'paperboy-serve-'));
  t.after(() => rmSync(dataDir, { recursive: true, force: true }));
  useKeptStack(dataDir);
  const settings = {
    SITE_URL: 'https://read.paper.example',
    SENDER: 'news@paper.example',
    POSTAL_ADDRESS: 'The Test Paper, 1 Quay, Nowhere',
    BOUNCE_ADDRESS: 'bounces@paper.example',
    INBOUND_DOMAIN: 'in.paper.example',
    SMTP_HOST: '127.0.0.1',
    SMTP_PORT: String(relay.port),
    SMTP_TLS: 'none',
    SMTP_PER_SECOND: '100',
    TRUST_PROXY: 'yes',
    ...changes,
  };
  const lines = Object.entries(settings).map(([name, value]) => `PAPERBOY_${name}="${value}"\n`);
  writeFileSync(join(dataDir, 'serve.env'), lines.join(''), { mode: 0o600 });
  return dataDir;
}

/** The stack is made once for all tests: it is the same for each directory. */
export function useKeptStack(dataDir: string): void {
  mkdirSync(stacks, { recursive: true });
  rmSync(join(dataDir, 'stack'), { recursive: true, force: true });
  symlinkSync(stacks, join(dataDir, 'stack'));
}

/** Starts it in this process; its clock moves when the test says so, `ahead` of real time at first. */
export async function startTestServe(
  t: TestContext,
  dataDir: string,
  { aheadMs = 0, ...options }: Partial<ServeOptions> & { readonly aheadMs?: number } = {},
): Promise<Served> {
  useAnyCredentials();
  const clock = openClock();
  clock.moveBy(aheadMs);
  const served = await startServe({
    port: 0,
    dataDir,
    settings: readServeSettings(dataDir, {}),
    clock,
    ticking: false,
    restTimeoutMs,
    write: process.env.SHOW_LOG === '1' ? (line) => process.stderr.write(`${line}\n`) : () => {},
    ...options,
  });
  let isStopped = false;
  const stop = async () => {
    if (!isStopped) await served.stop();
    isStopped = true;
  };
  t.after(stop);
  return { ...served, stop };
}

/** Asks the site as the proxy does, for a visitor at this address. */
export function visit(
  { sitePort }: Pick<Served, 'sitePort'>,
  path: string,
  init: RequestInit = {},
  visitor = '192.0.2.7',
): Promise<Response> {
  return fetch(`http://127.0.0.1:${sitePort}${path}`, {
    redirect: 'manual',
    ...init,
    headers: { 'x-forwarded-for': visitor, ...Object.fromEntries(new Headers(init.headers)) },
  });
}

/** What visitors wait for: signup and landing beside a bare route; then ten thousand who attack. */
import { once } from 'node:events';
import { Agent, type RequestOptions, request } from 'node:http';
import type { AddressInfo } from 'node:net';
import { serve } from '@hono/node-server';
import { Hono } from 'hono';
import { readSigningKeys } from '../../functions/config/signing-secret.ts';
import { openTable } from '../../functions/store/client.ts';
import { formToken } from '../../functions/subscriber/admit.ts';
import { type Cloud, startCloud } from '../../infra/local/cloud.ts';
import { startTableEngine } from '../../infra/local/table.ts';
import {
  type Attempt,
  floodAt,
  fromEverywhere,
  fromOneNetwork,
  onOneAddress,
  openGate,
  runAttempts,
} from '../subscriber/flood.ts';
import { setUpNewsletter } from '../support/newsletter.ts';
import { createTable, useAnyCredentials } from '../support/table.ts';

const requests = 600;
const inFlight = 8;
const attackers = 10_000;

type Call = (n: number) => RequestOptions & { readonly url: string; readonly body?: string };

/** Prints the figures of the site. */
export async function run(): Promise<void> {
  useAnyCredentials();
  await latencies();
  await attack('one address from many networks', onOneAddress(attackers));
  await attack('many addresses from one network', fromOneNetwork(attackers));
  await attack('many addresses from many networks', fromEverywhere(attackers));
}

async function latencies(): Promise<void> {
  const cloud = await startCloud({
    port: 0,
    demo: false,
    ticking: false,
    zone: 'UTC',
    write: () => {},
    context: { scale: 'large', requestsPerSecond: 2_000, requestsBurst: 700 },
  });
  await setUpNewsletter(cloud.table);
  const bare = serve({ fetch: new Hono().get('/', (c) => c.html('<p>Hello')).fetch, port: 0 });
  if (!bare.listening) await once(bare, 'listening');
  const { port } = bare.address() as AddressInfo;
  print(['', 'requests/s', 'p50 ms', 'p99 ms', 'beside bare']);
  const base = await measure('bare Hono route', () => ({ url: `http://127.0.0.1:${port}/` }));
  await measure('landing', () => ({ url: `${cloud.origin}/n/paper` }), base);
  await measure('signup', await signUps(cloud), base);
  bare.close();
  await cloud.stop();
}

/** Each from a network of its own: else it would be an attack. */
async function signUps(cloud: Cloud): Promise<Call> {
  const { SIGNING_SECRET_ARN = '', AWS_ENDPOINT_URL_SECRETS_MANAGER } = cloud.env;
  const keys = await readSigningKeys(
    SIGNING_SECRET_ARN,
    AWS_ENDPOINT_URL_SECRETS_MANAGER,
    Date.now(),
  );
  const token = formToken('paper', keys, cloud.clock.now() - 60_000);
  const headers = { 'content-type': 'application/x-www-form-urlencoded' };
  return (n) => ({
    url: `${cloud.origin}/n/paper/subscribe`,
    method: 'POST',
    headers,
    localAddress: `127.0.${n >> 8}.${n & 255 || 255}`,
    body: new URLSearchParams({
      address: `reader-${n}@d${n % 50}.example`,
      cadence: 'daily',
      hour: '7',
      zone: 'UTC',
      sections: 'news',
      token,
    }).toString(),
  });
}

async function measure(name: string, call: Call, base?: number): Promise<number> {
  const agent = new Agent({ keepAlive: true, maxSockets: inFlight });
  for (let n = 0; n < 20; n++) await send({ ...call(n), agent });
  const taken: number[] = [];
  let next = 20;
  const started = performance.now();
  const worker = async () => {
    while (next < requests + 20) {
      const start = performance.now();
      await send({ ...call(next++), agent });
      taken.push(performance.now() - start);
    }
  };
  await Promise.all(Array.from({ length: inFlight }, worker));
  const rate = (taken.length / (performance.now() - started)) * 1000;
  agent.destroy();
  const sorted = taken.sort((a, b) => a - b);
  const at = (share: number) => (sorted[Math.floor(sorted.length * share)] ?? 0).toFixed(1);
  const ratio = base === undefined ? '' : `1/${(base / rate).toFixed(1)}`;
  print([name, rate.toFixed(0), at(0.5), at(0.99), ratio]);
  return rate;
}

async function send({ url, body, ...options }: ReturnType<Call>): Promise<void> {
  const sent = request(url, options);
  sent.end(body);
  const [answer] = await once(sent, 'response');
  answer.resume();
  await once(answer, 'end');
  if (answer.statusCode !== 200) throw new Error(`${url} answered ${answer.statusCode}.`);
}

async function attack(name: string, attempts: readonly Attempt[]): Promise<void> {
  const engine = await startTableEngine();
  await createTable(engine.endpoint, 'Bench');
  const table = openTable('Bench', { endpoint: engine.endpoint });
  const gate = openGate(table, () => floodAt);
  const started = performance.now();
  const answers = await runAttempts(attempts, gate.attempt);
  const seconds = (performance.now() - started) / 1000;
  const mailed = await gate.mailed();
  const honest = attempts.filter(({ address }) => address.startsWith('honest-')).length;
  const served = mailed.filter((address) => address.startsWith('honest-')).length;
  process.stdout.write(
    `\n${name}: ${attempts.length} signups in ${seconds.toFixed(1)} s\n` +
      `  answered ${[...answers].map(([kind, count]) => `${kind} ${count}`).join(', ')}\n` +
      `  mails to those attacked ${mailed.length - served}, honest visitors served ${served} of ${honest}\n`,
  );
  table.client.destroy();
  await engine.stop();
}

function print([name = '', ...figures]: readonly string[]): void {
  process.stdout.write(`${name.padEnd(18)}${figures.map((text) => text.padStart(13)).join('')}\n`);
}

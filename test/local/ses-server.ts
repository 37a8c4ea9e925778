import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { TestContext } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { SESClient } from '@aws-sdk/client-ses';
import { openSes, type Ses, type SesSurroundings } from '../../infra/local/ses/ses.ts';

/** One notification as it lies in the event queue, opened. */
export interface Published {
  readonly envelope: Readonly<Record<string, string>>;
  readonly event: PublishedEvent;
}

interface PublishedEvent {
  readonly eventType: string;
  readonly mail: {
    readonly messageId: string;
    readonly destination: readonly string[];
    readonly headersTruncated: boolean;
    readonly headers: readonly { readonly name: string; readonly value: string }[];
    readonly tags: Readonly<Record<string, readonly string[]>>;
  };
  /** The detail of each type, such as `bounce`, looked at by the test that expects it. */
  readonly [detail: string]: unknown;
}

/** The part of an event that its type names, such as `bounce`. */
export function detailOf(published: Published | undefined): Record<string, unknown> {
  const type = published?.event.eventType ?? '';
  const detail = published?.event[type.charAt(0).toLowerCase() + type.slice(1)];
  return { ...(detail as object) };
}

export interface Bench {
  readonly ses: Ses;
  readonly client: SESClient;
  readonly url: string;
  readonly published: Published[];
  readonly clock: { now: number };
  /** Waits until so many events are there. */
  readonly events: (count: number) => Promise<Published[]>;
}

export const topicArn = 'arn:aws:sns:us-east-1:000000000000:paperboy-events';
export const startAt = Date.UTC(2026, 10, 22, 19, 0);

/** Our SES on a port of its own and the SDK's client, without retries, pointed at it. */
export async function openBench(
  t: TestContext,
  options: Partial<SesSurroundings> = {},
): Promise<Bench> {
  const published: Published[] = [];
  const clock = { now: startAt };
  let ids = 0;
  const ses = openSes({
    topicArn,
    now: () => clock.now,
    randomId: () => `id-${++ids}`,
    sleep: (ms) => sleep(ms, undefined, { ref: false }),
    publish: (text) => void published.push(open(text)),
    onError: (error) => {
      throw error;
    },
    ...options,
  });
  const server = createServer(ses.listener).listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
  const client = clientOf(url);
  t.after(() => {
    client.destroy();
    server.closeAllConnections();
    server.close();
  });
  const events = async (count: number): Promise<Published[]> => {
    for (let waited = 0; published.length < count && waited < 6_000; waited += 1) await sleep(10);
    return published;
  };
  return { ses, client, url, published, clock, events };
}

/** The SDK's client without retries; given a time, it waits no longer than that. */
export function clientOf(endpoint: string, requestTimeout?: number): SESClient {
  return new SESClient({
    endpoint,
    region: 'us-east-1',
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
    maxAttempts: 1,
    ...(requestTimeout === undefined
      ? {}
      : { requestHandler: { requestTimeout, throwOnRequestTimeout: true } }),
  });
}

/** A message as a program would hand it in. */
export function rawMail(fields: Record<string, string> = {}, body = 'Good morning.\r\n'): Buffer {
  const all = {
    From: 'The Paper <paper@example.org>',
    To: 'reader@example.com',
    Subject: 'Your morning edition',
    ...fields,
  };
  const head = Object.entries(all).map(([name, value]) => `${name}: ${value}\r\n`);
  return Buffer.from(`${head.join('')}\r\n${body}`);
}

function open(text: string): Published {
  const envelope = JSON.parse(text);
  return { envelope, event: JSON.parse(envelope.Message) };
}

/**
 * The doors as they are deployed: each bundle in a process of its own, with the variables that the
 * template gives it, on the real engines. No queue of theirs is read by anyone but the test.
 */
import { cp, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, type TestContext } from 'node:test';
import {
  CreateQueueCommand,
  DeleteMessageCommand,
  type Message,
  ReceiveMessageCommand,
  type SQSClient,
} from '@aws-sdk/client-sqs';
import type { Door } from '../../infra/cloud/door-names.ts';
import type { Cloud } from '../../infra/local/cloud.ts';
import { doorsOf } from '../../infra/local/template/declaration.ts';
import { synthesise } from '../../infra/local/template/synthesis.ts';
import { openTemplate } from '../../infra/local/template/template.ts';
import { testCloud, testContext } from '../support/cloud.ts';
import { type Runtime, startRuntime } from '../support/runtime.ts';

const bundles = await mkdtemp(join(tmpdir(), 'paperboy-shipped-'));
after(() => rm(bundles, { recursive: true, force: true }));
const place = { queueOrigin: 'http://queues.invalid', siteUrl: 'http://localhost', suffix: '' };
const declared = doorsOf(openTemplate(await synthesise('shipped', testContext), place));

const queueVariables = [
  'FETCH_QUEUE_URL',
  'DIGEST_QUEUE_URL',
  'SEND_QUEUE_URL',
  'CONFIRMATION_QUEUE_URL',
] as const;
type QueueVariable = (typeof queueVariables)[number];

export interface Shipped {
  readonly cloud: Cloud;
  /** Starts a door; it goes when the test ends. */
  readonly open: (door: Door) => Promise<Runtime>;
  /** Takes out what waits in a queue. */
  readonly take: (queue: QueueVariable) => Promise<Message[]>;
}

/** Starts the engines. The hosts are ports of this machine behind public addresses. */
export async function startShipped(
  t: TestContext,
  hosts: Readonly<Record<string, number>>,
): Promise<Shipped> {
  const cloud = await testCloud(t);
  const { client, endpoint } = cloud.queues;
  const urls: Record<string, string> = {};
  for (const name of queueVariables) {
    const QueueName = `shipped-${name}.fifo`;
    // As the template has them, but for the delay of the digest queue, and nothing dies.
    const Attributes = { FifoQueue: 'true', ContentBasedDeduplication: 'true' };
    await client.send(new CreateQueueCommand({ QueueName, Attributes }));
    urls[name] = `${endpoint}/000000000000/${QueueName}`;
  }
  const settings = { ...cloud.env, ...urls };
  return {
    cloud,
    open: async (door) => {
      const declaration = declared.find((one) => one.door === door);
      if (declaration === undefined) throw new Error(`The template declares no door ${door}.`);
      const folder = join(bundles, door);
      // No node_modules may be above it, in which it could find what it does not bring.
      await cp(declaration.assetFolder, folder, { recursive: true });
      const runtime = await startRuntime({
        folder,
        variables: variablesOf(Object.keys(declaration.env), settings),
        timeoutMs: declaration.timeoutMs,
        hosts,
      });
      t.after(runtime.stop);
      return runtime;
    },
    take: async (queue) => {
      const QueueUrl = urls[queue] ?? '';
      const taken: Message[] = [];
      let some = await receive(client, QueueUrl);
      // What is in hand stops its lane.
      while (some.length > 0) {
        taken.push(...some);
        for (const { ReceiptHandle } of some) {
          await client.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle }));
        }
        some = await receive(client, QueueUrl);
      }
      return taken;
    },
  };
}

async function receive(client: SQSClient, QueueUrl: string): Promise<Message[]> {
  const asked = { QueueUrl, MaxNumberOfMessages: 10, WaitTimeSeconds: 1 };
  return (await client.send(new ReceiveMessageCommand(asked))).Messages ?? [];
}

/** What the template tells the door, with the values of this machine, and where the engines are. */
function variablesOf(told: readonly string[], settings: Readonly<Record<string, string>>) {
  const isMeant = (name: string) => told.includes(name) || name.startsWith('AWS_ENDPOINT_URL_');
  return Object.fromEntries(Object.entries(settings).filter(([name]) => isMeant(name)));
}

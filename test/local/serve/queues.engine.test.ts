/** Queues on disk: what was sent outlives the engine, and nothing waits for a worker that has died. */
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import {
  ChangeMessageVisibilityCommand,
  DeleteMessageCommand,
  type Message,
  ReceiveMessageCommand,
} from '@aws-sdk/client-sqs';
import { openClock } from '../../../infra/local/clock.ts';
import { startQueueEngine } from '../../../infra/local/queues/engine.ts';
import { openQueues } from '../../../infra/local/queues/queues.ts';
import { useAnyCredentials } from '../../support/table.ts';

const region = 'eu-central-1';

function queue(name: string, attributes: Readonly<Record<string, string>>) {
  const isFifo = name.endsWith('.fifo');
  return {
    title: name,
    name,
    arn: `arn:aws:sqs:${region}:000000000000:${name}`,
    url: '',
    isFifo,
    delayMs: 0,
    visibilityMs: 900_000,
    deadLetterArn: undefined,
    maxReceiveCount: undefined,
    attributes: { ...attributes, ...(isFifo ? { FifoQueue: 'true' } : {}) },
  };
}

const plain = queue('plain', { VisibilityTimeout: '900' });
const lane = queue('lane.fifo', { VisibilityTimeout: '900', ContentBasedDeduplication: 'true' });

async function open(t: TestContext, folder: string, all = [plain, lane]) {
  useAnyCredentials();
  const engine = await startQueueEngine(openClock().memory, region, folder);
  const queues = await openQueues(engine, region, all);
  const receive = async (from: typeof plain): Promise<Message | undefined> => {
    const asked = { QueueUrl: queues.urlOf(from), MessageSystemAttributeNames: ['All' as const] };
    return (await queues.client.send(new ReceiveMessageCommand(asked))).Messages?.[0];
  };
  const stop = async () => {
    queues.close();
    await engine.stop();
  };
  t.after(stop);
  return { queues, receive, stop };
}

function folder(t: TestContext): string {
  const made = mkdtempSync(join(tmpdir(), 'paperboy-queues-'));
  t.after(() => rmSync(made, { recursive: true, force: true }));
  return made;
}

test('what was sent is there after a start, and what was in hand is not waited for', async (t) => {
  const place = folder(t);
  const first = await open(t, place);
  for (const body of ['one', 'two']) await first.queues.put(plain, { body });
  await first.queues.put(lane, { body: 'in a lane', group: 'a' });
  const done = await first.receive(plain);
  const asked = { QueueUrl: first.queues.urlOf(plain), ReceiptHandle: done?.ReceiptHandle };
  await first.queues.client.send(new DeleteMessageCommand(asked));
  assert.equal((await first.receive(plain))?.Body, 'two');
  assert.equal((await first.receive(lane))?.Body, 'in a lane');
  assert.equal(await first.receive(lane), undefined, 'it is in hand for a quarter of an hour');
  await first.stop();

  const second = await open(t, place);
  const again = await second.receive(plain);
  assert.equal(again?.Body, 'two');
  assert.equal(again?.Attributes?.ApproximateReceiveCount, '2', 'its tries are not forgotten');
  assert.equal((await second.receive(lane))?.Body, 'in a lane');
  assert.equal(await second.receive(plain), undefined);
});

test('a message can be given back at once, and keeps its tries', async (t) => {
  const place = folder(t);
  const first = await open(t, place);
  await first.queues.put(plain, { body: 'one' });
  const taken = await first.receive(plain);
  const QueueUrl = first.queues.urlOf(plain);
  const ReceiptHandle = taken?.ReceiptHandle;
  await first.queues.client.send(
    new ChangeMessageVisibilityCommand({ QueueUrl, ReceiptHandle, VisibilityTimeout: 0 }),
  );
  await first.stop();
  const second = await open(t, place);
  const again = await second.receive(plain);
  assert.equal(again?.Attributes?.ApproximateReceiveCount, '2');
});

test('a queue that a former start made gets what is declared now', async (t) => {
  const place = folder(t);
  const first = await open(t, place);
  await first.queues.put(plain, { body: 'kept' });
  await first.stop();
  const second = await open(t, place, [queue('plain', { VisibilityTimeout: '60' }), lane]);
  assert.equal((await second.receive(plain))?.Body, 'kept');
});

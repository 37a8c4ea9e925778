/** Log lines by call: through the entry that Lambda calls, and on this machine. */
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { test } from 'node:test';
import { promisify } from 'node:util';
import * as v from 'valibot';
import { openSourceDoor } from '../../infra/local/doors/source-door.ts';

const root = join(import.meta.dirname, '..', '..');

/** What the door send needs to open; nothing of it is ever asked. */
const env = {
  AWS_REGION: 'eu-central-1',
  TABLE_NAME: 'paperboy',
  FETCH_QUEUE_URL: 'http://127.0.0.1:9/fetch',
  DIGEST_QUEUE_URL: 'http://127.0.0.1:9/digest',
  HASH_SECRET_ARN: 'none is asked for',
  SEND_QUEUE_URL: 'http://127.0.0.1:9/send',
  CONFIRMATION_QUEUE_URL: 'http://127.0.0.1:9/confirmation',
  SIGNING_SECRET_ARN: 'arn:aws:secretsmanager:eu-central-1:123456789012:secret:signing',
  SITE_URL: 'https://read.example.com',
  CONFIGURATION_SET: 'paperboy',
  EVENT_QUEUE_URL: 'http://127.0.0.1:9/event',
  EVENT_TOPIC_ARN: 'arn:aws:sns:eu-central-1:123456789012:events',
  LANES: '1',
};

/** An event whose records cannot be read, so that each of them leaves a line. */
const eventOf = (call: string) => ({
  Records: ['1', '2', '3'].map((n) => ({ messageId: `${call}-${n}`, body: 'no JSON' })),
});
const calls = ['first', 'second', 'third'];

const lineSchema = v.object({
  level: v.string(),
  door: v.string(),
  requestId: v.string(),
  messageId: v.string(),
});

test('in Lambda every line has the id of the call that it is about', async () => {
  const script = `
    import { inLambda } from './infra/cloud/lambda.ts';
    import { open } from './functions/send.ts';
    const handler = inLambda(open);
    await Promise.all(${JSON.stringify(calls)}.map((call) => handler(
      { Records: ['1', '2', '3'].map((n) => ({ messageId: call + '-' + n, body: 'no JSON' })) },
      { awsRequestId: call, getRemainingTimeInMillis: () => 60_000 },
    )));`;
  const args = ['--input-type=module', '--eval', script];
  const options = { cwd: root, env: { ...process.env, ...env } };
  const { stdout } = await promisify(execFile)(process.execPath, args, options);
  const lines = read(stdout.trim().split('\n'));
  assert.equal(lines.length, 9);
  for (const { requestId, messageId, door, level } of lines) {
    assert.deepEqual([door, level, `${requestId}-`], ['send', 'ERROR', messageId.slice(0, -1)]);
  }
});

test('on this machine calls that run at once are told apart', async () => {
  const written: string[] = [];
  const write = (line: string) => void written.push(line);
  const declaration = {
    door: 'send',
    name: 'send',
    arn: 'arn:aws:lambda:eu-central-1:123456789012:function:send',
    roleArn: '',
    env,
    memoryMb: 512,
    timeoutMs: 60_000,
    assetFolder: '',
    handler: 'index.handler',
    logGroup: 'send',
  };
  const surroundings = { declaration, env, now: Date.now, write, allowedOrigins: [] };
  const send = await openSourceDoor(surroundings);
  await Promise.all(calls.map((call) => send(eventOf(call))));
  const lines = read(written);
  assert.equal(lines.length, 9);
  const ids = Object.groupBy(lines, ({ requestId }) => requestId);
  const told = Object.values(ids).map((some) => new Set(some?.map(callOf)).size);
  assert.deepEqual(told, [1, 1, 1]);
  // They did run at once: a line of another call is between those of the first.
  assert.notDeepEqual(lines.map(callOf), lines.map(callOf).toSorted());
});

function callOf({ messageId }: { readonly messageId: string }): string {
  return messageId.split('-')[0] ?? '';
}

function read(lines: readonly string[]) {
  return lines.map((line) => v.parse(lineSchema, JSON.parse(line)));
}

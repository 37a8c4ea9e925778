/** Runs the bundle of a door the way Lambda does, and makes the events that its triggers hand over. */
import { fork } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Message } from '@aws-sdk/client-sqs';
import type { APIGatewayProxyEventV2, SQSEvent, SQSRecord } from 'aws-lambda';

const child = fileURLToPath(new URL('./runtime-child.ts', import.meta.url));

interface RuntimeOptions {
  /** The folder of the bundle: it should stand where no node_modules is above it. */
  readonly folder: string;
  /** What the template sets for the door, and where the engines are. Nothing else is inherited. */
  readonly variables: Readonly<Record<string, string>>;
  /** How long the door believes that an event may take; it is not ended then. */
  readonly timeoutMs: number;
  /** Hosts that are on this machine, by port, though they have public addresses. */
  readonly hosts?: Readonly<Record<string, number>>;
}

export interface Runtime {
  /** What `index.handler` answers. Throws what it threw. */
  readonly invoke: <Answer>(event: unknown) => Promise<Answer>;
  /** What the door has logged, and Node's warnings. */
  readonly log: () => string;
  readonly stop: () => Promise<void>;
}

/** Starts the bundle in a process of its own, ready for its first event. */
export async function startRuntime(options: RuntimeOptions): Promise<Runtime> {
  const { folder, variables, timeoutMs, hosts = {} } = options;
  const process = fork(child, [join(folder, 'index.mjs'), JSON.stringify(hosts)], {
    cwd: folder,
    env: { ...lambdaEnvironment(folder), ...variables },
    execArgv: [],
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  });
  const lines: string[] = [];
  for (const stream of [process.stdout, process.stderr]) {
    stream?.setEncoding('utf8').on('data', (text: string) => lines.push(text));
  }
  const log = () => lines.join('');
  /** The next message; a process that ends before has failed. */
  const next = async (): Promise<unknown> => {
    const ended = new AbortController();
    const message = once(process, 'message', { signal: ended.signal });
    const exit = once(process, 'close', { signal: ended.signal }).then(() => {
      throw new Error(`The process of the bundle has ended.\n${log()}`);
    });
    try {
      return (await Promise.race([message, exit]))[0];
    } finally {
      ended.abort();
      await Promise.allSettled([message, exit]);
    }
  };
  await next();
  return {
    invoke: async <Answer>(event: unknown) => {
      process.send({ event, requestId: randomUUID(), timeoutMs });
      const said = (await next()) as { answer: Answer } | { error: string };
      if ('error' in said) throw new Error(`${said.error}\n${log()}`);
      return said.answer;
    },
    log,
    stop: async () => {
      if (process.exitCode !== null || process.signalCode !== null) return;
      const closed = once(process, 'close');
      process.kill();
      await closed;
    },
  };
}

/** What Lambda sets by itself, as far as anything here could look at it. */
function lambdaEnvironment(folder: string): Record<string, string> {
  return {
    AWS_REGION: 'us-east-1',
    AWS_DEFAULT_REGION: 'us-east-1',
    AWS_ACCESS_KEY_ID: 'ASIALOCAL',
    AWS_SECRET_ACCESS_KEY: 'local',
    AWS_SESSION_TOKEN: 'local',
    AWS_EXECUTION_ENV: 'AWS_Lambda_nodejs24.x',
    AWS_LAMBDA_FUNCTION_NAME: 'paperboy-door',
    AWS_LAMBDA_FUNCTION_MEMORY_SIZE: '512',
    LAMBDA_TASK_ROOT: folder,
    LANG: 'en_US.UTF-8',
    TZ: ':UTC',
  };
}

/** The event of a queue: what was received from it, or bodies of the test's own. */
export function queueEvent(messages: readonly (Message | string)[]): SQSEvent {
  const received = messages.map((each) => (typeof each === 'string' ? { Body: each } : each));
  return { Records: received.map(recordOf) };
}

function recordOf(message: Message): SQSRecord {
  return {
    messageId: message.MessageId ?? randomUUID(),
    receiptHandle: message.ReceiptHandle ?? '',
    body: message.Body ?? '',
    attributes: {
      ApproximateReceiveCount: '1',
      SentTimestamp: '1700000000000',
      SenderId: 'AIDA',
      ApproximateFirstReceiveTimestamp: '1700000000001',
      ...message.Attributes,
    },
    messageAttributes: {},
    md5OfBody: message.MD5OfBody ?? '',
    eventSource: 'aws:sqs',
    eventSourceARN: 'arn:aws:sqs:us-east-1:000000000000:queue',
    awsRegion: 'us-east-1',
  };
}

/** A request in payload format 2.0 of an HTTP API; fields are sent as a form. */
export function httpEvent(
  site: string,
  path: string,
  fields?: URLSearchParams,
): APIGatewayProxyEventV2 {
  const { host, hostname } = new URL(site);
  const method = fields === undefined ? 'GET' : 'POST';
  const form = { 'content-type': 'application/x-www-form-urlencoded' };
  return {
    version: '2.0',
    routeKey: '$default',
    rawPath: path,
    rawQueryString: '',
    headers: { host, 'user-agent': 'test', ...(fields === undefined ? {} : form) },
    requestContext: {
      accountId: '000000000000',
      apiId: 'local',
      domainName: hostname,
      domainPrefix: 'local',
      http: { method, path, protocol: 'HTTP/1.1', sourceIp: '192.0.2.7', userAgent: 'test' },
      requestId: randomUUID(),
      routeKey: '$default',
      stage: '$default',
      time: '28/Nov/2026:12:00:00 +0000',
      timeEpoch: 1_795_867_200_000,
    },
    // As API Gateway hands it over: a form is no text to it.
    ...(fields === undefined ? {} : { body: Buffer.from(`${fields}`).toString('base64') }),
    isBase64Encoded: fields !== undefined,
  };
}

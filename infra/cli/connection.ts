/**
 * The Paperboy that the owner speaks of: the one that runs on this machine, or a stack in AWS. The
 * commands see no difference: the same stores, another endpoint.
 */
import { randomUUID } from 'node:crypto';
import { resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { openBackoff } from '../../functions/config/backoff.ts';
import { readFeedOrigins } from '../../functions/config/environment.ts';
import { type Hashes, openHashes } from '../../functions/config/hash-key.ts';
import type { FindLines } from '../../functions/config/log-line.ts';
import { openSecrets, type Secrets } from '../../functions/config/secrets.ts';
import { readSigningKeys, type SigningKeys } from '../../functions/config/signing-secret.ts';
import { readFetchMessage } from '../../functions/feed/schedule/fetch-message.ts';
import { type DeadLetters, openDeadLetters } from '../../functions/mail/dead-letters.ts';
import type { SesList } from '../../functions/mail/ses-list.ts';
import { sesName } from '../../functions/mail/taker.ts';
import { openTable, type Table } from '../../functions/store/client.ts';
import { openRecovery, type Recovery } from '../../functions/store/point-in-time.ts';
import { openQueue, openSqs, type Queue } from '../../functions/store/queue.ts';
import { aheadOf, findRunning } from '../local/running.ts';
import { RefusedError, UsageError } from './errors.ts';
import { letterBoxes } from './letter-boxes.ts';
import {
  dataByDefault,
  settingOf,
  useLocalCredentials,
  useRegion,
  whyNotFound,
} from './local-place.ts';
import { readStack } from './outputs-file.ts';
import { sesListAt } from './ses-list-at.ts';
import { deadLetterOutputs, outputsSchema, type Stack } from './stack-outputs.ts';

/** What `--data`, `--outputs` and `--stack` say. */
export interface Place {
  readonly data: string | undefined;
  readonly outputs: string | undefined;
  readonly stack: string | undefined;
}

/** The queues that the owner's command sends to and counts. */
export const commandQueues = ['fetch', 'send', 'confirmations'] as const;
type CommandQueue = (typeof commandQueues)[number];

/** The system that a command works on. */
export interface Connection {
  readonly table: Table;
  /** The same without repeats, for items: one that is stamped must not land late. */
  readonly prompt: Table;
  readonly queues: Readonly<Record<CommandQueue, Queue>>;
  /** The queue of what SES reports. Throws a RefusedError where the place does not name it. */
  readonly events: () => Queue;
  /** What was put aside. Whatever is asked of it throws a RefusedError where the place lacks a queue. */
  readonly deadLetters: DeadLetters;
  readonly siteUrl: string;
  /** The local clock of the local system, else real time. */
  readonly now: () => number;
  /** Feeds may be read from here although it is no public address: the local system's own. */
  readonly allowedOrigins: readonly string[];
  /** What the stack knows and the owner need not repeat. */
  readonly stack: Stack | undefined;
  /** Has the editions planned that are due at `at` (ms), without waiting for the next tick. */
  readonly fireDigest: (at: number) => Promise<void>;
  /** The keys of readers' links, under which erased addresses are remembered. */
  readonly signingKeys: () => Promise<SigningKeys>;
  /** Looks through the logs of the doors. Throws a RefusedError where the place does not name them. */
  readonly findLines: () => Promise<FindLines>;
  /** Point-in-time recovery of the table. */
  readonly recovery: () => Recovery;
  /** The secrets themselves, for who rotates, keeps or restores them. */
  readonly secrets: () => Secrets;
  /** SES's own suppression list, of the whole account. */
  readonly sesList: () => Promise<SesList>;
  /** Who takes our mail: SES, or a relay by its host. */
  readonly service: string;
  readonly close: () => void;
}

/** Connects to the place that was named. Throws a RefusedError when nothing is there. */
export async function connect(
  { data, outputs, stack }: Place,
  folder: string,
): Promise<Connection> {
  if (outputs === undefined) {
    if (stack !== undefined) throw new UsageError('--stack names one of the stacks in --outputs.');
    return connectLocal(data);
  }
  if (data !== undefined) throw new UsageError('Give --data or --outputs, not both.');
  return connectStack(resolve(folder, outputs), stack);
}

async function connectLocal(data: string | undefined): Promise<Connection> {
  const dataDir = data === undefined ? dataByDefault : resolve(data);
  const found = await findRunning(dataDir);
  if (found.kind !== 'running') throw new RefusedError(await whyNotFound(found.kind, dataDir));
  const leave = useLocalCredentials();
  const { running } = found;
  const { env, origin, serving } = running;
  const aheadMs = await aheadOf(running);
  return {
    ...open({
      tableName: settingOf(env, 'TABLE_NAME'),
      lanes: settingOf(env, 'LANES'),
      fetch: settingOf(env, 'FETCH_QUEUE_URL'),
      digest: settingOf(env, 'DIGEST_QUEUE_URL'),
      send: settingOf(env, 'SEND_QUEUE_URL'),
      confirmations: settingOf(env, 'CONFIRMATION_QUEUE_URL'),
      dynamodb: settingOf(env, 'AWS_ENDPOINT_URL_DYNAMODB'),
      sqs: settingOf(env, 'AWS_ENDPOINT_URL_SQS'),
      events: env.EVENT_QUEUE_URL,
      deadLetters: deadLetterOutputs.map((name) => env[name]),
      hashSecret: settingOf(env, 'HASH_SECRET_ARN'),
      secrets: settingOf(env, 'AWS_ENDPOINT_URL_SECRETS_MANAGER'),
      leave,
    }),
    siteUrl: serving?.siteUrl ?? origin,
    now: () => Date.now() + aheadMs,
    allowedOrigins: [...(serving === undefined ? [origin] : []), ...readFeedOrigins(env)],
    stack: serving && { domain: serving.domain, defaults: serving },
    findLines: async () => (await import('./logs/local-logs.ts')).findInFile(dataDir),
    service: env.MAIL_RELAY ?? sesName,
    sesList: () => sesListAt(settingOf(env, 'AWS_ENDPOINT_URL_SES')),
    fireDigest: async () => {
      const fired = await fetch(`${origin}/_control/api/fire/digest`, { method: 'POST' });
      if (!fired.ok) throw new RefusedError(`The local system could not fire it: ${fired.status}.`);
    },
    signingKeys: () =>
      readSigningKeys(
        settingOf(env, 'SIGNING_SECRET_ARN'),
        settingOf(env, 'AWS_ENDPOINT_URL_SECRETS_MANAGER'),
        Date.now() + aheadMs,
      ),
    recovery: () =>
      openRecovery(settingOf(env, 'TABLE_NAME'), sleep, settingOf(env, 'RECOVERY_ENDPOINT')),
    secrets: () =>
      openSecrets(
        settingOf(env, 'SIGNING_SECRET_ARN'),
        settingOf(env, 'HASH_SECRET_ARN'),
        settingOf(env, 'AWS_ENDPOINT_URL_SECRETS_MANAGER'),
      ),
  };
}

function connectStack(file: string, stack: string | undefined): Connection {
  const { name, outputs, all } = readStack(file, outputsSchema, stack);
  const leave = useRegion(outputs.Region);
  const { SenderAddress: senderAddress, PostalAddress: postalAddress } = outputs;
  return {
    ...open({
      tableName: outputs.TableName,
      lanes: outputs.Lanes,
      fetch: outputs.FetchQueueUrl,
      digest: outputs.DigestQueueUrl,
      send: outputs.SendQueueUrl,
      confirmations: outputs.ConfirmationQueueUrl,
      events: outputs.EventQueueUrl,
      deadLetters: deadLetterOutputs.map((name) => outputs[name]),
      hashSecret: outputs.HashSecretArn,
      file,
      leave,
    }),
    siteUrl: outputs.SiteUrl,
    service: sesName,
    sesList: () => sesListAt(),
    findLines: async () =>
      (await import('./logs/cloud-logs.ts')).findInCloud(named(outputs.LogGroups, 'LogGroups')),
    now: Date.now,
    allowedOrigins: readFeedOrigins({ FEED_ORIGINS: outputs.FeedOrigins }),
    stack: {
      deployed: { name, outputs: all },
      domain: outputs.SenderDomain,
      defaults: {
        ...(senderAddress === undefined ? {} : { senderAddress }),
        ...(postalAddress === undefined ? {} : { postalAddress }),
      },
    },
    signingKeys: () => {
      const { SigningSecretArn: arn } = outputs;
      if (arn === undefined) throw new RefusedError(`${file} lacks SigningSecretArn: deploy anew.`);
      return readSigningKeys(arn, undefined, Date.now());
    },
    recovery: () => openRecovery(outputs.TableName, sleep),
    secrets: () =>
      openSecrets(
        named(outputs.SigningSecretArn, 'SigningSecretArn'),
        named(outputs.HashSecretArn, 'HashSecretArn'),
      ),
  };
}

interface Names extends Readonly<Record<CommandQueue | 'digest', string>> {
  readonly tableName: string;
  readonly lanes: string;
  readonly dynamodb?: string;
  readonly sqs?: string;
  /** Undefined in the outputs of a stack that is older than they are. */
  readonly events: string | undefined;
  readonly deadLetters: readonly (string | undefined)[];
  readonly hashSecret: string | undefined;
  readonly secrets?: string;
  readonly file?: string;
  /** Puts the environment back as it was before. */
  readonly leave: () => void;
}

type Opened = Pick<
  Connection,
  'table' | 'prompt' | 'queues' | 'events' | 'deadLetters' | 'fireDigest' | 'close'
>;

function open(names: Names): Opened {
  const backoff = openBackoff({ sleep, randomId: randomUUID });
  const hashes = hashesOf(names);
  const tableOptions = { endpoint: names.dynamodb, reportMalformed, backoff, hashes };
  const table = openTable(names.tableName, tableOptions);
  const prompt = openTable(names.tableName, { ...tableOptions, attemptsMax: 1 });
  const client = openSqs(names.sqs);
  const spread = { lanes: Number(names.lanes), randomId: randomUUID };
  const queues = Object.fromEntries(
    commandQueues.map((name) => [name, openQueue(client, names[name], spread, backoff)] as const),
  ) as Connection['queues'];
  const events = () => openQueue(client, named(names.events, 'EventQueueUrl'));
  return {
    ...{ table, prompt, queues, events },
    deadLetters: openDeadLetters({
      boxes: () => letterBoxes(client, names.deadLetters, named),
      send: (home, bodies) => (home === 'events' ? events() : queues[home]).send(bodies),
      ...{ readFetch: readFetchMessage, now: Date.now },
    }),
    // As its schedule does: one lane, in which the same tick twice is one.
    fireDigest: (at) =>
      openQueue(client, names.digest).send([{ scheduledTime: new Date(at).toISOString() }]),
    close: () => {
      table.client.destroy();
      prompt.client.destroy();
      client.destroy();
      names.leave();
    },
  };
}

function named(value: string | undefined, name: string): string {
  if (value !== undefined) return value;
  throw new RefusedError(`The outputs of the stack lack ${name}: deploy anew.`);
}

function hashesOf({ hashSecret, secrets, file }: Names): Hashes {
  if (hashSecret !== undefined) {
    const endpoints = secrets === undefined ? {} : { secrets };
    return openHashes({ HASH_SECRET_ARN: hashSecret, endpoints }, Date.now);
  }
  return () => Promise.reject(new RefusedError(`${file} lacks HashSecretArn: deploy anew.`));
}

/** Beside the answer, which lacks that row. */
function reportMalformed({ message }: Error): void {
  process.stderr.write(`${message} It is left out here.\n`);
}

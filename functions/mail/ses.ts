/** The SES client (v1, SendRawEmail), with the form of a prepared message in place of its own. */
import { createHash } from 'node:crypto';
import { Readable } from 'node:stream';
import { GetSendQuotaCommand, SESClient, SendRawEmailCommand } from '@aws-sdk/client-ses';
import { sendRawEmailForm } from './form-body.ts';
import { readError, type SesAnswer } from './ses-answer.ts';
import { sesName } from './taker.ts';

interface Submission {
  readonly source: string;
  readonly destination: string;
  /** The message in pieces: those that readers share are the same objects for each of them. */
  readonly raw: readonly Buffer[];
  /** Come back in every event of this message: names and values of `[A-Za-z0-9_-]` only. */
  readonly tags: Readonly<Record<string, string>>;
}

/** What the account may send; `max24Hour` -1 means without limit (SES GetSendQuota). */
export interface SendQuota {
  readonly maxPerSecond: number;
  readonly max24Hour: number;
  readonly sentLast24Hours: number;
}

/** The quota, or SES's words when it refuses to say it. */
export type QuotaReading = SendQuota | { readonly refused: string };

/** SES as Paperboy uses it: it submits a message, and tells the quota. */
export interface Ses {
  /** What its owner knows it by: SES, or the host of the relay that is behind it. */
  readonly name: string;
  readonly submit: (submission: Submission) => Promise<SesAnswer>;
  /** Undefined when SES does not answer. */
  readonly quota: () => Promise<QuotaReading | undefined>;
  /** Takes an address off the suppression list of the account: what is on it is never delivered. */
  readonly takeOffList: (address: string) => Promise<unknown>;
}

/** Stands in the command for the message, which is in the form already. */
const placeholder = new Uint8Array(1);
const requestTimeoutMs = 10_000;
const connectionTimeoutMs = 3_000;
const socketsMax = 64;

/** Opens SES. The stage has another endpoint, and a relay may be behind that. */
export function openSes(
  configurationSet: string,
  { ses: endpoint, relay: name = sesName }: { readonly ses?: string; readonly relay?: string } = {},
): Ses {
  const client = new SESClient({
    ...(endpoint === undefined ? {} : { endpoint }),
    // The SDK would repeat a call whose answer was lost, and so mail twice.
    maxAttempts: 1,
    // Otherwise the chain of its middlewares is put together anew for each message.
    cacheMiddleware: true,
    requestHandler: {
      requestTimeout: requestTimeoutMs,
      throwOnRequestTimeout: true,
      connectionTimeout: connectionTimeoutMs,
      httpAgent: { keepAlive: true, maxSockets: socketsMax },
      httpsAgent: { keepAlive: true, maxSockets: socketsMax },
    },
  });
  // Composed anew for each call, a tenth of what it costs; SES asks for none.
  client.middlewareStack.remove('getUserAgentMiddleware');
  // Copies every call and answer for a log that nobody keeps.
  client.middlewareStack.remove('loggerMiddleware');
  withoutRetryStep(client);
  const forms = new WeakMap<object, readonly Buffer[]>();
  sendPreparedForms(client, forms);
  return {
    name,
    submit: (submission) => submit(client, forms, { ...submission, configurationSet, name }),
    quota: () => readQuota(client, name),
    // Another client, for what happens once in a while.
    takeOffList: async (address) => {
      const { openSesList } = await import('./ses-list.ts');
      return await openSesList(endpoint).remove(address);
    },
  };
}

/** With one attempt the step has nothing to do but warn on the console of each failed stream. */
function withoutRetryStep(client: SESClient): void {
  client.middlewareStack.add((next) => (call) => next(call), {
    name: 'retryMiddleware',
    step: 'finalizeRequest',
    priority: 'high',
    override: true,
  });
}

/**
 * Puts the form that was made from kept pieces in place of the SDK's own. It is signed after that,
 * over the hash that stands in the header (AWS Signature Version 4, `x-amz-content-sha256`).
 */
function sendPreparedForms(client: SESClient, forms: WeakMap<object, readonly Buffer[]>): void {
  client.middlewareStack.add(
    (next) => (call) => {
      const form = forms.get(call.input);
      const request = call.request as { body?: unknown; headers?: Record<string, string> };
      if (form !== undefined && request.headers !== undefined) {
        request.body = streamOf(form);
        request.headers['content-length'] = String(lengthOf(form));
        request.headers['x-amz-content-sha256'] = hashOf(form);
      }
      return next(call);
    },
    { step: 'build', priority: 'high', name: 'preparedForm' },
  );
}

/** Not one buffer: that copy, made and thrown away for each reader, costs a sixth of the call. */
function streamOf(pieces: readonly Buffer[]): Readable {
  return new Readable({
    read() {
      for (const piece of pieces) this.push(piece);
      this.push(null);
    },
  });
}

function lengthOf(pieces: readonly Buffer[]): number {
  return pieces.reduce((length, piece) => length + piece.length, 0);
}

function hashOf(pieces: readonly Buffer[]): string {
  const hash = createHash('sha256');
  for (const piece of pieces) hash.update(piece);
  return hash.digest('hex');
}

async function submit(
  client: SESClient,
  forms: WeakMap<object, readonly Buffer[]>,
  submission: Submission & { readonly configurationSet: string; readonly name: string },
): Promise<SesAnswer> {
  const input = { RawMessage: { Data: placeholder } };
  forms.set(input, sendRawEmailForm(submission, submission.raw));
  try {
    const answer = await client.send(new SendRawEmailCommand(input));
    if (answer.MessageId === undefined) return { kind: 'unknown', reason: 'No message id.' };
    return { kind: 'submitted', messageId: answer.MessageId };
  } catch (error) {
    const { source: sender, destination: recipient, name: service } = submission;
    return readError(error, { sender, recipient, service });
  }
}

async function readQuota(client: SESClient, service: string): Promise<QuotaReading | undefined> {
  try {
    const quota = await client.send(new GetSendQuotaCommand({}));
    return {
      maxPerSecond: quota.MaxSendRate ?? 1,
      max24Hour: quota.Max24HourSend ?? 200,
      sentLast24Hours: quota.SentLast24Hours ?? 0,
    };
  } catch (error) {
    const answer = readError(error, { sender: '', recipient: '', service });
    const isTrouble = answer.kind === 'halted' || answer.kind === 'unclear';
    return isTrouble ? { refused: answer.reason } : undefined;
  }
}

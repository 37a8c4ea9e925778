/** The SES client (v1, SendRawEmail), and what each of its answers means for a message. */
import { GetSendQuotaCommand, SESClient, SendRawEmailCommand } from '@aws-sdk/client-ses';
import { sendRawEmailForm } from './form-body.ts';

interface Submission {
  readonly source: string;
  readonly destination: string;
  /** The message in pieces: those that readers share are the same objects for each of them. */
  readonly raw: readonly Buffer[];
  /** Come back in every event of this message: names and values of `[A-Za-z0-9_-]` only. */
  readonly tags: Readonly<Record<string, string>>;
}

/**
 * `submitted`: SES accepted it. `refused`: final for this message. `throttled`: too fast, nothing
 * accepted. `exhausted`: the daily quota is used up. `halted`: no message can go now. `unknown`:
 * SES may or may not have accepted it; only its event, or time, can tell.
 */
export type Answer =
  | { readonly kind: 'submitted'; readonly messageId: string }
  | { readonly kind: 'refused'; readonly reason: string }
  | { readonly kind: 'throttled' }
  | { readonly kind: 'exhausted' }
  | { readonly kind: 'halted'; readonly reason: string }
  | { readonly kind: 'unknown'; readonly reason: string };

/** What the account may send; `max24Hour` -1 means without limit (SES GetSendQuota). */
export interface SendQuota {
  readonly maxPerSecond: number;
  readonly max24Hour: number;
  readonly sentLast24Hours: number;
}

export interface Ses {
  readonly submit: (submission: Submission) => Promise<Answer>;
  /** Undefined when SES does not answer. */
  readonly quota: () => Promise<SendQuota | undefined>;
}

/** Stands in the command for the message, which is in the form already. */
const placeholder = new Uint8Array(1);
const requestTimeoutMs = 10_000;
const connectionTimeoutMs = 3_000;
const socketsMax = 64;

/** Opens SES. `endpoint` serves the stand-in cloud. */
export function openSes(configurationSet: string, endpoint?: string): Ses {
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
  const forms = new WeakMap<object, Buffer>();
  sendPreparedForms(client, forms);
  return {
    submit: (submission) => submit(client, forms, { ...submission, configurationSet }),
    quota: () => readQuota(client),
  };
}

/** Puts the form that was made from kept pieces in place of the SDK's own; it is signed after that. */
function sendPreparedForms(client: SESClient, forms: WeakMap<object, Buffer>): void {
  client.middlewareStack.add(
    (next) => (call) => {
      const form = forms.get(call.input);
      const request = call.request as { body?: unknown; headers?: Record<string, string> };
      if (form !== undefined && request.headers !== undefined) {
        request.body = form;
        request.headers['content-length'] = String(form.length);
      }
      return next(call);
    },
    { step: 'build', priority: 'high', name: 'preparedForm' },
  );
}

async function submit(
  client: SESClient,
  forms: WeakMap<object, Buffer>,
  submission: Submission & { readonly configurationSet: string },
): Promise<Answer> {
  const input = { RawMessage: { Data: placeholder } };
  forms.set(input, sendRawEmailForm(submission, submission.raw));
  try {
    const answer = await client.send(new SendRawEmailCommand(input));
    if (answer.MessageId === undefined) return { kind: 'unknown', reason: 'No message id.' };
    return { kind: 'submitted', messageId: answer.MessageId };
  } catch (error) {
    return readError(error);
  }
}

async function readQuota(client: SESClient): Promise<SendQuota | undefined> {
  const quota = await client.send(new GetSendQuotaCommand({})).catch(() => undefined);
  if (quota === undefined) return undefined;
  return {
    maxPerSecond: quota.MaxSendRate ?? 1,
    max24Hour: quota.Max24HourSend ?? 200,
    sentLast24Hours: quota.SentLast24Hours ?? 0,
  };
}

const haltingErrors = new Set([
  'AccountSendingPausedException',
  'ConfigurationSetSendingPausedException',
  'ConfigurationSetDoesNotExist',
  'ConfigurationSetDoesNotExistException',
  'MailFromDomainNotVerifiedException',
  'AccessDenied',
  'AccessDeniedException',
  'InvalidClientTokenId',
  'SignatureDoesNotMatch',
  'ExpiredToken',
  'ExpiredTokenException',
  'UnrecognizedClientException',
]);

/** SES also says it as a MessageRejected: about the account, not about this message. */
const haltingWords = /address is not verified|sending paused/i;

/** Not accepted for certain: no connection was made. */
const notConnected = new Set(['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN']);

/** What a failed call means (SES Developer Guide, "API error codes"; 5xx and lost answers tell nothing). */
export function readError(error: unknown): Answer {
  const { name, message, status, code } = factsOf(error);
  if (notConnected.has(code)) return { kind: 'halted', reason: `SES is out of reach: ${code}` };
  if (status === undefined || status >= 500) {
    return { kind: 'unknown', reason: `${name}: ${message}` };
  }
  if (/^throttling/i.test(name)) {
    return /daily/i.test(message) ? { kind: 'exhausted' } : { kind: 'throttled' };
  }
  if (haltingErrors.has(name) || haltingWords.test(message)) {
    return { kind: 'halted', reason: `${name}: ${message}` };
  }
  // It is kept in the batch, which outlives a reader who has themselves erased.
  return {
    kind: 'refused',
    reason: `${name}: ${message.replace(/[^\s:,'"<]+@[^\s,'">]+/g, '(address)')}`,
  };
}

interface ErrorFacts {
  readonly name: string;
  readonly message: string;
  readonly code: string;
  readonly status: number | undefined;
}

function factsOf(error: unknown): ErrorFacts {
  const fields = (error ?? {}) as {
    name?: unknown;
    message?: unknown;
    code?: unknown;
    $metadata?: { httpStatusCode?: number };
    $response?: { statusCode?: number };
  };
  return {
    name: String(fields.name ?? 'Error'),
    message: String(fields.message ?? '').slice(0, 300),
    code: String(fields.code ?? ''),
    status: fields.$metadata?.httpStatusCode ?? fields.$response?.statusCode,
  };
}

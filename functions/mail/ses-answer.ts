/** What an answer of SES, or its absence, means for a message. */
import { concernOf, isOwn, namedIdentities, refusedResource } from './ses-refusal.ts';

/**
 * `submitted`: SES accepted it. `refused`: final for this message; `kept` when SES does not mail the
 * recipient as things stand, so that what is in it is kept for the next one. `throttled`: too fast,
 * nothing accepted. `exhausted`: the daily quota is used up. `halted`: no message can go now.
 * `unknown`: SES may or may not have accepted it; only its event, or time, can tell.
 */
export type Answer =
  | { readonly kind: 'submitted'; readonly messageId: string }
  | { readonly kind: 'refused'; readonly reason: string; readonly kept?: true }
  | { readonly kind: 'throttled' }
  | { readonly kind: 'exhausted' }
  | { readonly kind: 'halted'; readonly reason: string }
  | { readonly kind: 'unknown'; readonly reason: string };

/** Not accepted for certain: no connection was made. */
const notConnected = new Set(['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN']);

/** An address and two identities of the greatest length fit into what is judged. */
const messageCharsMax = 2_000;
const reasonCharsMax = 300;

/**
 * What a failed call means for the message of this sender (a bare address). 5xx and lost answers
 * tell nothing; without a sender, every identity that SES names is taken for the recipient's.
 */
export function readError(error: unknown, sender = ''): Answer {
  const facts = factsOf(error);
  const { name, message, status, code } = facts;
  if (notConnected.has(code)) return { kind: 'halted', reason: `SES is out of reach: ${code}` };
  if (status === undefined || status >= 500) {
    return { kind: 'unknown', reason: reasonOf(facts) };
  }
  switch (concernOf(name, message, status)) {
    case 'rate':
      return /daily/i.test(message) ? { kind: 'exhausted' } : { kind: 'throttled' };
    case 'sending':
      return { kind: 'halted', reason: reasonOf(facts) };
    case 'message':
      return { kind: 'refused', reason: redacted(reasonOf(facts)) };
    case 'identities':
      return readUnverified(facts, sender);
    case 'rights':
      return readDenied(facts, sender);
    case 'unknown':
      return kept(redacted(reasonOf(facts)));
  }
}

const inSandbox =
  'The SES account is in its sandbox, where it mails verified addresses only: verify this address ' +
  'in SES, or ask SES for production access.';
const withoutRight =
  'In its sandbox SES also asks for the right to the reader’s own identity: name the address in ' +
  'testRecipients of cdk.json and deploy, or ask SES for production access.';

/**
 * Halts only when the sender is named, or may be: SES ends the list with an ellipsis when it does
 * not show all that failed, and of one recipient's message the rest can only be ours.
 */
function readUnverified(facts: ErrorFacts, sender: string): Answer {
  const { names, isWhole } = namedIdentities(facts.message);
  const isOurs = !isWhole || names.length === 0 || names.some((name) => isOwn(name, sender));
  return isOurs
    ? { kind: 'halted', reason: reasonOf(facts) }
    : kept(`${inSandbox} (${redacted(reasonOf(facts))})`);
}

/** The resource decides: only another's identity is the recipient's, all else is ours. */
function readDenied(facts: ErrorFacts, sender: string): Answer {
  const resource = refusedResource(facts.message);
  if (resource.kind !== 'identity' || isOwn(resource.name, sender)) {
    return { kind: 'halted', reason: reasonOf(facts) };
  }
  return kept(`${withoutRight} (${facts.name})`);
}

function kept(reason: string): Answer {
  return { kind: 'refused', reason, kept: true };
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
    message: String(fields.message ?? '').slice(0, messageCharsMax),
    code: String(fields.code ?? ''),
    status: fields.$metadata?.httpStatusCode ?? fields.$response?.statusCode,
  };
}

function reasonOf({ name, message }: ErrorFacts): string {
  return `${name}: ${message.slice(0, reasonCharsMax)}`;
}

/** A refusal is kept in the batch, which outlives a reader who has themselves erased. */
function redacted(reason: string): string {
  return reason.replace(/[^\s:,'"<]+@[^\s,'">]+/g, '(address)');
}

/** What an answer of SES, or its absence, means for a message. */

import { concernOf, isOwn, isPlain, namedIdentities, refusedResource } from './ses-refusal.ts';
import { sesName } from './taker.ts';

/**
 * `submitted`: SES accepted it. `refused`: final for this message; `kept` when SES does not mail the
 * recipient as things stand, so that what is in it is kept for the next one. `throttled`: too fast,
 * nothing accepted. `exhausted`: the daily quota is used up. `halted`: no message can go now.
 * `unclear`: refused, and it may be about this message or about all. `unknown`: SES may or may not
 * have accepted it; only its event, or time, can tell.
 */
export type SesAnswer =
  | { readonly kind: 'submitted'; readonly messageId: string }
  | { readonly kind: 'refused'; readonly reason: string; readonly kept?: true }
  | { readonly kind: 'throttled' }
  | { readonly kind: 'exhausted' }
  | { readonly kind: 'halted'; readonly reason: string }
  | { readonly kind: 'unclear'; readonly reason: string }
  | { readonly kind: 'unknown'; readonly reason: string };

/** The same for who sends a message: what was unclear has been judged. */
export type Answer = Exclude<SesAnswer, { kind: 'unclear' }>;

/** Not accepted for certain: no connection was made. */
const notConnected = new Set(['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN']);

/** An address and two identities of the greatest length fit into what is judged. */
const messageCharsMax = 2_000;
const reasonCharsMax = 300;

/** Bare addresses: of our newsletter, and of the one recipient. */
export interface Parties {
  readonly sender: string;
  readonly recipient: string;
  /** Who takes our mail. */
  readonly service?: string;
}

/**
 * What a failed call means for the message. 5xx and lost answers tell nothing. Only what SES is known
 * to say of the recipient is final: all else may be about every message.
 */
export function readError(error: unknown, parties: Parties): SesAnswer {
  const facts = factsOf(error);
  const { name, message, status, code } = facts;
  if (notConnected.has(code)) {
    return { kind: 'halted', reason: `${parties.service ?? sesName} is out of reach: ${code}` };
  }
  if (status === undefined || status >= 500) {
    return { kind: 'unknown', reason: reasonOf(facts) };
  }
  switch (concernOf(name, message, status)) {
    case 'rate':
      return /daily/i.test(message) ? { kind: 'exhausted' } : { kind: 'throttled' };
    case 'sending':
      return { kind: 'halted', reason: reasonOf(facts) };
    case 'recipient':
      return { kind: 'refused', reason: redacted(reasonOf(facts)) };
    case 'address':
      return isPlain(parties.recipient)
        ? { kind: 'unclear', reason: redacted(reasonOf(facts)) }
        : { kind: 'refused', reason: redacted(reasonOf(facts)) };
    case 'identities':
      return readUnverified(facts, parties.sender);
    case 'rights':
      return readDenied(facts, parties.sender);
    case 'aborted':
      return { kind: 'unknown', reason: reasonOf(facts) };
    case 'deferred':
      return kept(redacted(reasonOf(facts)));
    case 'unclear':
      return { kind: 'unclear', reason: redacted(reasonOf(facts)) };
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
function readUnverified(facts: ErrorFacts, sender: string): SesAnswer {
  const { names, isWhole } = namedIdentities(facts.message);
  const isOurs = !isWhole || names.length === 0 || names.some((name) => isOwn(name, sender));
  return isOurs
    ? { kind: 'halted', reason: reasonOf(facts) }
    : kept(`${inSandbox} (${redacted(reasonOf(facts))})`);
}

/** The resource decides: only another's identity is the recipient's, all else is ours. */
function readDenied(facts: ErrorFacts, sender: string): SesAnswer {
  const resource = refusedResource(facts.message);
  if (resource.kind !== 'identity' || isOwn(resource.name, sender)) {
    return { kind: 'halted', reason: reasonOf(facts) };
  }
  return kept(`${withoutRight} (${facts.name})`);
}

function kept(reason: string): SesAnswer {
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

/**
 * What a relay says of a mail, in the words of SES that mean the same: so that the doors, which know
 * SES, do the same about it (functions/mail/ses-refusal.ts).
 */
import { type Refusal, refusal } from '../ses/answer.ts';
import { quotaUsed, tooFast } from '../ses/refusals.ts';

/** Where in the dialogue a mail ended that was not taken. */
export type Step = 'connecting' | 'sender' | 'recipient' | 'message';

/** How handing over one mail ended. `lost`: it was under way, and nobody knows whether it was taken. */
export type RelayAnswer =
  | { readonly kind: 'accepted' }
  | { readonly kind: 'lost'; readonly reason: string }
  | { readonly kind: 'unreachable'; readonly reason: string }
  | { readonly kind: 'said'; readonly step: Step; readonly code: number; readonly text: string };

/** `again`: nothing was taken and the same mail may go soon. `dead`: the address takes no mail. */
export type RelayVerdict =
  | { readonly kind: 'again' }
  | { readonly kind: 'deferred'; readonly reason: string }
  | {
      readonly kind: 'refused';
      readonly why: Refusal;
      /** The server's own status of an address that nobody is behind. */
      readonly deadStatus?: string;
    };

/** Of the recipient, by RFC 3463 §3.2 and §3.3: address and mailbox. Not 1.7 to 1.9: the sender's. */
const ofRecipient = /^[45]\.(?:1\.(?:[0-6]|10)|2\.[0-2])$/;
/** RFC 3463 §3.2: the sender's address. */
const ofSender = /^5\.1\.[789]$/;
/** What servers without enhanced codes say of an address; none of it can be about us. */
const unknownMailbox =
  /\b(?:no such (?:user|recipient|mailbox|address)|(?:user|recipient|mailbox|address) (?:is )?(?:unknown|not found|unavailable)|(?:unknown|invalid) (?:user|recipient|mailbox)|does(?: not|n't) exist)\b/i;

/** Pure: what a reply of 4xx or 5xx means (RFC 5321 §4.2.1: not now, and never). */
export function judgeReply({
  step,
  code,
  text,
}: Extract<RelayAnswer, { kind: 'said' }>): RelayVerdict {
  const status = /(?<![\d.])([45]\.\d{1,3}\.\d{1,3})(?![\d.])/.exec(text)?.[1] ?? '';
  const reply: Reply = { step, code, text, status, words: `${code} ${withoutAddresses(text)}` };
  // The word of Gmail and others for a day's allowance (RFC 3463 §3.5: mail system congestion).
  if (/^[45]\.4\.5$/.test(status)) return refused(quotaUsed);
  return code < 500 ? judgeForNow(reply) : judgeForGood(reply);
}

interface Reply {
  readonly step: Step;
  readonly code: number;
  readonly text: string;
  /** The enhanced status code (RFC 3463), or ''. */
  readonly status: string;
  readonly words: string;
}

function judgeForNow({ step, code, words }: Reply): RelayVerdict {
  // 421 closes the connection, at whatever step: it is about none of what was said.
  if (code === 421) return { kind: 'again' };
  if (step === 'connecting') return refused(ofOurs(words));
  return step === 'recipient' ? { kind: 'deferred', reason: words } : { kind: 'again' };
}

function judgeForGood(reply: Reply): RelayVerdict {
  const { status, words } = reply;
  if (isOfRecipient(reply)) {
    return { kind: 'refused', why: ofReader(words), deadStatus: status || '5.1.1' };
  }
  const isOurs = isOfUs(reply) && !isOfSize(reply);
  return refused(isOurs ? ofOurs(words) : unclear(words));
}

function isOfRecipient({ step, status, text }: Reply): boolean {
  if (step === 'connecting' || step === 'sender') return false;
  return ofRecipient.test(status) || (status === '' && unknownMailbox.test(text));
}

function isOfUs({ step, code, status }: Reply): boolean {
  if (step === 'connecting' || step === 'sender') return true;
  return ofSender.test(status) || code === 530 || code === 535;
}

/** RFC 1870 §6.1 and RFC 3463 §3.4: this message is too large, which says nothing of others. */
function isOfSize({ code, status }: Reply): boolean {
  return code === 552 || status === '5.3.4';
}

function refused(why: Refusal): RelayVerdict {
  return { kind: 'refused', why };
}

/** The doors know these names: `functions/mail/ses-refusal.ts`. */
function ofReader(words: string): Refusal {
  return refusal('RelayRefusedRecipient', words);
}

/** The reader's server does not take it for now, again and again: the next edition tries anew. */
export function deferredTooOften(words: string): Refusal {
  return refusal('RelayDeferredRecipient', words);
}

/** About every mail of ours: sending halts, and nobody is called refused. */
function ofOurs(words: string): Refusal {
  return refusal('RelayRefused', words);
}

/** It may be about this mail, or about all: the doors find out with another one. */
function unclear(words: string): Refusal {
  return refusal('RelayRefusedMail', words);
}

/** The relay is out of reach: nothing of the mail was looked at. */
export function outOfReach(reason: string): Refusal {
  return refusal('RelayUnreachable', reason);
}

/** The mail was under way when the connection ended. */
export function lostOnTheWay(reason: string): Refusal {
  return refusal('InternalFailure', `The relay did not answer: ${reason}`, 500);
}

/** What a mail gets that may go again at once, in SES's words for it. */
export const againSoon = tooFast;

/** Addresses of readers stand in no reason that is kept. */
export function withoutAddresses(text: string): string {
  return text
    .replace(/[^\s:,'"<>()]+@[^\s,'">)]+/g, '(address)')
    .replace(/\s+/g, ' ')
    .slice(0, 200)
    .trim();
}

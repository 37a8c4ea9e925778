/**
 * Whom a refusal of SES concerns: the recipient, all that is sent, or nobody knows (SES Developer
 * Guide, "Error codes returned by the Amazon SES API" and "Amazon SES email sending errors"; SES API
 * Reference, SendRawEmail and "Common Errors").
 */

/**
 * `recipient`: this message's, and nobody else's. `sending`: our identity, our configuration set, the
 * account, or who calls and how, so every message. `rate`: too fast, or too much in a day.
 * `address`: an address is malformed, and SES does not say whose. `identities` and `rights`: whose
 * the named identity is decides. `aborted`: the answer to a call that was broken off. `deferred`: the
 * recipient's server does not take it for now. `unclear`: no page tells whether it is about this
 * message or about all.
 */
export type Concern =
  | 'recipient'
  | 'sending'
  | 'rate'
  | 'address'
  | 'identities'
  | 'rights'
  | 'aborted'
  | 'deferred'
  | 'unclear';

/** By the name of the error, without the ending "Exception" that only some documents give it. */
const concerns: Readonly<Record<string, Concern>> = {
  AccountSendingPaused: 'sending',
  // Of SES v2, and of `SendBulkTemplatedEmail`.
  AccountSuspended: 'sending',
  ConfigurationSetDoesNotExist: 'sending',
  ConfigurationSetSendingPaused: 'sending',
  MailFromDomainNotVerified: 'sending',
  Throttling: 'rate',
  Throttled: 'rate',
  TooManyRequests: 'rate',
  RequestLimitExceeded: 'rate',
  // No page of SES has it; the SDK takes it for throttling.
  RequestThrottled: 'rate',
  AccessDenied: 'rights',
  NotAuthorized: 'sending',
  OptInRequired: 'sending',
  InvalidClientTokenId: 'sending',
  UnrecognizedClient: 'sending',
  MissingAuthenticationToken: 'sending',
  SignatureDoesNotMatch: 'sending',
  IncompleteSignature: 'sending',
  ExpiredToken: 'sending',
  RequestExpired: 'sending',
  // Nothing of the message was looked at: the way to SES is at fault.
  RequestTimeout: 'sending',
  RequestAborted: 'aborted',
  // What is wrong with every call of ours: the fault is in the program, not in a message.
  InvalidAction: 'sending',
  MissingAction: 'sending',
  UnknownOperation: 'sending',
  MissingParameter: 'sending',
  InvalidParameterCombination: 'sending',
  InvalidQueryParameter: 'sending',
  MalformedQueryString: 'sending',
  MalformedHttpRequest: 'sending',
  // Where mail leaves by a relay, its answers come in SES's form (infra/local/serve/reply.ts).
  RelayUnreachable: 'sending',
  RelayRefused: 'sending',
  RelayRefusedRecipient: 'recipient',
  RelayDeferredRecipient: 'deferred',
  RelayRefusedMail: 'unclear',
};

/** Names that no page of SES lists, but that other services give to calls like ours. */
const concernsByWord: readonly (readonly [RegExp, Concern])[] = [
  [/paused|suspended|disabled/i, 'sending'],
  [/signature|token|credential|expired|skew|auth/i, 'sending'],
  [/throttl|slowdown/i, 'rate'],
];

/** What SES says in a MessageRejected or of a parameter: by its words, the first that fit. */
const words: readonly (readonly [RegExp, Concern])[] = [
  [/address is not verified/i, 'identities'],
  // "Sending suspended for this account" is known from public reports only.
  [/\bpaused\b|\bsuspended\b|shut down/i, 'sending'],
  [/mail from domain|configuration set/i, 'sending'],
  // From public reports, of the years when SES refused such calls: it takes and bounces them now.
  [/address (?:is )?blacklisted/i, 'recipient'],
  // The rest of what is said of addresses is from public reports too: no page lists it.
  [/no recipients|missing required header 'to'|non-ascii characters/i, 'address'],
  [/\b(?:illegal|empty|invalid) (?:e-?mail )?address\b|final '@domain'/i, 'address'],
  [/^(?:local (?:address|name|part)|domain) |missing (?:local name|domain)/i, 'address'],
  [/unterminated quote|quote not at end/i, 'address'],
];

const wordy = new Set([
  'MessageRejected',
  'InvalidParameterValue',
  'ValidationError',
  'Validation',
]);

const concernsByStatus: Readonly<Record<number, Concern>> = {
  401: 'rights',
  403: 'rights',
  // Not SES, or nothing that it knows.
  404: 'sending',
  408: 'sending',
  429: 'rate',
};

/** Pure: whom a definite refusal (4xx) concerns. */
export function concernOf(name: string, message: string, status: number): Concern {
  const plainName = name.replace(/Exception$/, '');
  const known = concerns[plainName];
  if (known !== undefined) return known;
  if (wordy.has(plainName)) return fitting(words, message) ?? 'unclear';
  return fitting(concernsByWord, plainName) ?? concernsByStatus[status] ?? 'unclear';
}

function fitting(list: readonly (readonly [RegExp, Concern])[], text: string): Concern | undefined {
  return list.find(([pattern]) => pattern.test(text))?.[1];
}

/** Whether no reader of addresses finds fault with it: a refusal of its form is about another. */
export function isPlain(address: string): boolean {
  return /^[a-z0-9_+-]+(?:\.[a-z0-9_+-]+)*@(?:[a-z0-9-]+\.)+[a-z][a-z0-9-]+$/i.test(address);
}

/** The identities that "failed the check"; `isWhole` is false when SES ends with an ellipsis. */
export function namedIdentities(message: string): {
  readonly names: readonly string[];
  readonly isWhole: boolean;
} {
  const list = /failed the check in region [^:\s]+:\s*([\s\S]*)$/i.exec(message)?.[1]?.trim() ?? '';
  const isWhole = !/(\.\.\.|…)$/.test(list);
  const names = list.replace(/(\.\.\.|…)$/, '').split(/,\s*/);
  return { names: names.map(bare).filter((name) => name !== ''), isWhole };
}

/** What a refusal names: an identity, or something else of ours. */
export type RefusedResource =
  | { readonly kind: 'identity'; readonly name: string }
  | { readonly kind: 'other' };

/** What IAM refused the right to, in SES's odd quotes or in IAM's newer wording. */
export function refusedResource(message: string): RefusedResource {
  const arn = /on resource:?\s*[`'"]?(arn:[^\s`'"]+)/i.exec(message)?.[1] ?? '';
  const name = /:identity\/([^\s`'"]+?)\.?$/.exec(arn)?.[1];
  return name === undefined ? { kind: 'other' } : { kind: 'identity', name: bare(name) };
}

/** Whether an identity (an address or a domain, in small letters) is one that the sender uses. */
export function isOwn(identity: string, sender: string): boolean {
  const address = bare(sender);
  const domain = address.slice(address.lastIndexOf('@') + 1);
  if (address === '') return false;
  return identity === address || identity === domain || domain.endsWith(`.${identity}`);
}

/** `Name <local@domain>` as `local@domain`: SES names a sender as it was written. */
function bare(text: string): string {
  const angled = /<([^<>]*)>\s*$/.exec(text.trim());
  return (angled?.[1] ?? text).trim().toLowerCase();
}

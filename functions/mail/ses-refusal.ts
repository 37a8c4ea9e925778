/**
 * Whom a refusal of SES concerns: one message, the recipient, or all that is sent (SES Developer
 * Guide, "Error codes returned by the Amazon SES API" and "Amazon SES email sending errors"; SES API
 * Reference, SendRawEmail and "Common Errors").
 */

/**
 * `message`: this message alone. `sending`: our identity, our configuration set, the account or who
 * calls, so every message. `rate`: too fast, or too much in a day. `identities` and `rights`: whose
 * the named identity is decides. `unknown`: no page tells.
 */
export type Concern = 'message' | 'sending' | 'rate' | 'identities' | 'rights' | 'unknown';

/** By the name of the error, without the ending "Exception" that only some documents give it. */
const concerns: Readonly<Record<string, Concern>> = {
  AccountSendingPaused: 'sending',
  ConfigurationSetDoesNotExist: 'sending',
  ConfigurationSetSendingPaused: 'sending',
  MailFromDomainNotVerified: 'sending',
  InvalidParameterValue: 'message',
  ValidationError: 'message',
  Validation: 'message',
  RequestEntityTooLarge: 'message',
  Throttling: 'rate',
  TooManyRequests: 'rate',
  RequestLimitExceeded: 'rate',
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
  // What is wrong with every call of ours: the fault is in the program, not in a message.
  InvalidAction: 'sending',
  MissingAction: 'sending',
  UnknownOperation: 'sending',
  MissingParameter: 'sending',
  InvalidParameterCombination: 'sending',
  InvalidQueryParameter: 'sending',
  MalformedQueryString: 'sending',
  MalformedHttpRequest: 'sending',
};

/** What SES says in a MessageRejected, by its words; in others it may mean anything. */
const rejections: readonly (readonly [RegExp, Concern])[] = [
  [/address is not verified/i, 'identities'],
  [/\bpaused\b|\bsuspended\b/i, 'sending'],
  [/mail from domain|configuration set/i, 'sending'],
  [
    /no recipients|non-ascii|illegal|invalid|missing|duplicate|bad content|too (long|large)/i,
    'message',
  ],
];

const accessDeniedStatus = 403;
const unauthorizedStatus = 401;
const tooManyRequestsStatus = 429;

/** Pure: whom a definite refusal (4xx) concerns. */
export function concernOf(name: string, message: string, status: number): Concern {
  const plainName = name.replace(/Exception$/, '');
  const known = concerns[plainName];
  if (known !== undefined) return known;
  if (plainName === 'MessageRejected') {
    return rejections.find(([words]) => words.test(message))?.[1] ?? 'unknown';
  }
  if (/paused|suspended/i.test(plainName)) return 'sending';
  if (status === tooManyRequestsStatus) return 'rate';
  if (status === accessDeniedStatus || status === unauthorizedStatus) return 'rights';
  return 'unknown';
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

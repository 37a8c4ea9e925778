import * as v from 'valibot';
import { fates } from '../ses/fates.ts';
import type { FaultKind, FaultSpec } from '../ses/faults.ts';
import { faultKinds } from '../ses/faults.ts';

/** What each fault does, for people to choose from. */
export const faultWords: Record<FaultKind, string> = {
  throttle: 'Refuse: maximum sending rate exceeded',
  quota: 'Refuse: daily message quota exceeded',
  reject: 'Refuse: message rejected',
  pause: 'Refuse: sending is paused for the account',
  'mail-from': 'Refuse: MAIL FROM domain not verified',
  suspended: 'Refuse: sending is suspended for the account',
  'clock-skew': 'Refuse: our clock is wrong',
  'request-expired': 'Refuse: the request has expired',
  'bad-signature': 'Refuse: the signature does not match',
  'bad-token': 'Refuse: the credentials are invalid',
  'expired-token': 'Refuse: the credentials have expired',
  'opt-in-required': 'Refuse: the account has no subscription to SES',
  'not-authorized': 'Refuse: not authorized (401)',
  'request-throttled': 'Refuse: the request was throttled',
  'not-found': 'Refuse: no such operation (404)',
  'request-timeout': 'Refuse: reading the request took too long (408)',
  'too-large': 'Refuse: the request is too large (413)',
  'too-many-requests': 'Refuse: too many requests (429)',
  'invalid-header': 'Refuse: a header of the message is invalid',
  'unheard-of': 'Refuse with a code that nobody has heard of',
  'error-500-before': 'Answer 500, mail not accepted',
  'reset-before': 'Break the connection, mail not accepted',
  slow: 'Answer slowly',
  'accept-then-reset': 'Accept the mail, then break the connection',
  'accept-then-stall': 'Accept the mail, then answer too late',
  'error-500-after': 'Accept the mail, then answer 500',
  fate: 'Accept the mail, then let it meet the fate chosen below',
  'drop-event': 'Lose an event',
  'duplicate-event': 'Report an event twice',
  'delay-event': 'Report an event late',
  'reorder-event': 'Report events out of order',
};

const number = (from: number, to: number) =>
  v.pipe(v.string(), v.trim(), v.nonEmpty(), v.transform(Number), v.minValue(from), v.maxValue(to));
const blank = v.pipe(
  v.literal(''),
  v.transform(() => undefined),
);

const FaultFormSchema = v.object({
  kind: v.picklist(faultKinds),
  times: v.optional(v.union([blank, v.pipe(number(1, 1_000_000), v.integer())])),
  percent: v.optional(v.union([blank, number(0, 100)])),
  recipient: v.optional(v.union([blank, v.pipe(v.string(), v.trim(), v.maxLength(254))])),
  fate: v.optional(v.picklist(fates)),
});

/** Reads the form that switches a fault on; nothing comes back when a field does not fit. */
export function readFaultForm(fields: unknown): FaultSpec | undefined {
  const read = v.safeParse(FaultFormSchema, fields);
  if (!read.success) return undefined;
  const { kind, times, percent, recipient, fate } = read.output;
  return {
    kind,
    ...(times === undefined ? {} : { times }),
    ...(percent === undefined ? {} : { probability: percent / 100 }),
    ...(recipient === undefined ? {} : { recipient }),
    ...(kind === 'fate' ? { fate: fate ?? 'bounced' } : {}),
  };
}

/** Names with commas or blanks between them. */
const names = v.optional(
  v.pipe(
    v.string(),
    v.maxLength(10_000),
    v.transform((text) => text.split(/[\s,]+/).filter((name) => name !== '')),
  ),
  '',
);

const LimitsFormSchema = v.object({
  maxSendRate: number(0, 1_000_000),
  max24HourSend: number(-1, 1_000_000_000),
  sendingEnabled: v.optional(v.literal('on')),
  sandbox: v.optional(v.literal('on')),
  identities: names,
  pausedSets: names,
});

/** Reads the form of the account's limits; no identity at all stands for anyone. */
export function readLimitsForm(fields: unknown) {
  const read = v.safeParse(LimitsFormSchema, fields);
  if (!read.success) return undefined;
  const { sendingEnabled, sandbox, identities, ...limits } = read.output;
  return {
    ...limits,
    sendingEnabled: sendingEnabled === 'on',
    sandbox: sandbox === 'on',
    identities: identities.length === 0 ? undefined : identities,
  };
}

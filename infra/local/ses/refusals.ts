import { type Refusal, refusal } from './answer.ts';
import type { Fault } from './faults.ts';
import { isTrouble, troubles } from './troubles.ts';

/** Both quotas arrive as Throttling and are told apart by their words alone. */
export const tooFast = refusal('Throttling', 'Maximum sending rate exceeded.');
/** SES's refusal when the day's quota is used up. */
export const quotaUsed = refusal('Throttling', 'Daily message quota exceeded.');
/** The other actions have a rate of their own. */
export const callsTooFast = refusal('Throttling', 'Rate exceeded');
/** SES's refusal of a request without a signature. */
export const unsigned = refusal(
  'MissingAuthenticationToken',
  'Request is missing Authentication Token',
  403,
);
/** SES's refusal while the account's sending is paused. */
export const paused = refusal(
  'AccountSendingPausedException',
  'Sending paused for this account. For more information, please check the inbox of the email ' +
    'address associated with your AWS account.',
);

/** The words of a fault that refuses a call to these recipients. */
export function wordsOf(fault: Fault, recipients: readonly string[], region: string): Refusal {
  if (fault.kind === 'throttle') return tooFast;
  if (fault.kind === 'quota') return quotaUsed;
  if (fault.kind === 'pause') return paused;
  if (fault.kind === 'mail-from') {
    const message = fault.message ?? 'The MAIL FROM domain is not verified: no MX record found.';
    return refusal('MailFromDomainNotVerifiedException', message);
  }
  if (fault.kind === 'reject') {
    if (fault.message === undefined) return notVerified(recipients, region);
    return refusal('MessageRejected', fault.message);
  }
  return isTrouble(fault.kind) ? troubles[fault.kind] : broken(fault);
}

/** An internal error: 500, or what the fault asks for. */
export function broken(fault: Fault): Refusal {
  const status = fault.status ?? 500;
  return status === 503
    ? refusal('ServiceUnavailable', 'The service is temporarily unavailable.', status)
    : refusal('InternalFailure', 'The request processing has failed.', status);
}

/** Senders, and in the sandbox recipients, that nobody has verified: all of them are named. */
export function notVerified(identities: readonly string[], region: string): Refusal {
  const where = `the check in region ${region.toUpperCase()}`;
  const names = identities.join(', ');
  return refusal(
    'MessageRejected',
    `Email address is not verified. The following identities failed ${where}: ${names}`,
  );
}

/** A configuration set that does not exist. */
export function noSuchSet(name: string): Refusal {
  return refusal('ConfigurationSetDoesNotExist', `Configuration set <${name}> does not exist.`);
}

/** A configuration set whose sending is switched off; no page of AWS gives SES's words for it. */
export function setPaused(name: string): Refusal {
  const message = `Sending is paused for configuration set <${name}>.`;
  return refusal('ConfigurationSetSendingPausedException', message);
}

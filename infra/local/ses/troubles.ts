import { type Refusal, refusal } from './answer.ts';

/**
 * Refusals that are not about the message, or that nobody can tell of, as SES words them (SES API
 * Reference, "Common Errors"). What only public reports know is marked.
 */
export const troubleKinds = [
  'suspended',
  'clock-skew',
  'request-expired',
  'bad-signature',
  'bad-token',
  'expired-token',
  'opt-in-required',
  'not-authorized',
  'request-throttled',
  'not-found',
  'request-timeout',
  'too-large',
  'too-many-requests',
  'invalid-header',
  'unheard-of',
] as const;

/** A trouble that can be switched on as a fault. */
export type TroubleKind = (typeof troubleKinds)[number];

/** Troubles of whoever calls: every call meets them, not only those that send. */
export const callerTroubles: readonly TroubleKind[] = [
  'clock-skew',
  'request-expired',
  'bad-signature',
  'bad-token',
  'expired-token',
  'opt-in-required',
  'not-authorized',
];

/** What SES answers. */
export const troubles: Readonly<Record<TroubleKind, Refusal>> = {
  // Public reports, word for word; no page of AWS has it.
  suspended: refusal(
    'MessageRejected',
    'Sending suspended for this account. For more information, please check the inbox of the ' +
      'email address associated with your AWS account.',
  ),
  // The words are from public reports: the page only has the code.
  'clock-skew': refusal(
    'SignatureDoesNotMatch',
    'Signature expired: 20260302T070000Z is now earlier than 20260302T071500Z ' +
      '(20260302T072000Z - 5 min.)',
    403,
  ),
  'request-expired': refusal(
    'RequestExpired',
    'The request reached the service more than 15 minutes after the date stamp on the request.',
  ),
  'bad-signature': refusal(
    'SignatureDoesNotMatch',
    'The request signature we calculated does not match the signature you provided. Check your ' +
      'AWS Secret Access Key and signing method. Consult the service documentation for details.',
    403,
  ),
  'bad-token': refusal(
    'InvalidClientTokenId',
    'The security token included in the request is invalid.',
    403,
  ),
  'expired-token': refusal(
    'ExpiredToken',
    'The security token included in the request is expired',
    403,
  ),
  'opt-in-required': refusal(
    'OptInRequired',
    'The AWS Access Key Id needs a subscription for the service',
    403,
  ),
  'not-authorized': refusal(
    'NotAuthorized',
    'You do not have permission to perform this action.',
    401,
  ),
  // No page of SES has it: the SDK knows the code as one of throttling.
  'request-throttled': refusal('RequestThrottled', 'Request was throttled.'),
  'not-found': refusal(
    'UnknownOperationException',
    'The action or operation requested is invalid.',
    404,
  ),
  'request-timeout': refusal('RequestTimeoutException', 'Reading the request timed out.', 408),
  'too-large': refusal('RequestEntityTooLargeException', 'The request entity is too large.', 413),
  'too-many-requests': refusal('TooManyRequestsException', 'Too many requests.', 429),
  // Public reports.
  'invalid-header': refusal('InvalidParameterValue', 'Invalid header: X-Paperboy-Message'),
  // A code that AWS may add tomorrow.
  'unheard-of': refusal('SenderReputationHeld', 'The sender is held for review.'),
};

/** Whether this kind of fault is a trouble. */
export function isTrouble(kind: string): kind is TroubleKind {
  return troubleKinds.some((trouble) => trouble === kind);
}

/** What an answer of SES, or its absence, means for a message. */

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

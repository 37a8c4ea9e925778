/** Why a request failed, for people. */
import { AddressRefusedError } from './connect.ts';

/** What went wrong, in words for the owner; the cause is often one level down. */
export function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return 'The request failed.';
  const cause = error.cause instanceof Error ? error.cause : error;
  if (cause instanceof AddressRefusedError) return cause.message;
  if (error.name === 'TimeoutError' || error.name === 'AbortError') return 'It took too long.';
  const code = 'code' in cause ? String(cause.code) : '';
  return reasons[code] ?? `The request failed: ${cause.message.slice(0, 200)}`;
}

const reasons: Readonly<Record<string, string>> = {
  ENOTFOUND: 'Its host name is not known.',
  EAI_AGAIN: 'Its host name could not be looked up just now.',
  ECONNREFUSED: 'Its server refused the connection.',
  ECONNRESET: 'Its server broke off the connection.',
  UND_ERR_SOCKET: 'Its server broke off the connection.',
  UND_ERR_CONNECT_TIMEOUT: 'Its server could not be reached in time.',
  UND_ERR_HEADERS_TIMEOUT: 'Its server did not answer in time.',
  UND_ERR_BODY_TIMEOUT: 'Its server stopped in the middle of the answer.',
  CERT_HAS_EXPIRED: 'Its certificate has expired.',
  Z_DATA_ERROR: 'Its compressed answer could not be read.',
};

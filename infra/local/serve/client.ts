/** Who asks for a page: what is counted by network goes by it. */
import type { IncomingMessage } from 'node:http';
import { isIP } from 'node:net';

/**
 * Who asks. A proxy adds at the end of X-Forwarded-For whom it has seen; what stands before that, the
 * visitor may have written. Without a proxy that is trusted it is whoever is connected.
 */
export function clientOf(
  { headers, socket }: Pick<IncomingMessage, 'headers' | 'socket'>,
  trustsProxy: boolean,
): string {
  const connected = socket.remoteAddress ?? '127.0.0.1';
  if (!trustsProxy) return connected;
  const told = [headers['x-forwarded-for'] ?? ''].flat().join(',').split(',').at(-1)?.trim() ?? '';
  return isIP(told) === 0 ? connected : told;
}

/** The connections of the fetcher: each address is looked at when it is connected to. */
import { type LookupAddress, type LookupAllOptions, lookup } from 'node:dns';
import { isIP, type LookupFunction } from 'node:net';
import { Agent, buildConnector } from 'undici';
import { isPublicAddress } from './public-address.ts';

/** The name of the error with which a connection to a non-public address is refused. */
export class AddressRefusedError extends Error {
  override readonly name = 'AddressRefusedError';
}

/** How long a connection and its answer may take, in milliseconds. */
export interface AgentLimits {
  readonly headersMs: number;
  readonly connectMs: number;
}

/** Names to addresses, as the resolver of Node does it. */
export type Resolve = (
  hostname: string,
  options: LookupAllOptions,
  callback: (error: NodeJS.ErrnoException | null, addresses: LookupAddress[]) => void,
) => void;

const connectionsPerOriginMax = 1;
const idleMs = 4_000;

/**
 * An HTTP client that connects to public addresses only. The check is inside the lookup whose
 * answer is connected to, so that a name cannot change its answer in between (DNS rebinding);
 * literal addresses never reach a lookup and are checked by themselves.
 */
export function publicAgent(
  limits: AgentLimits,
  allowedOrigins: readonly string[],
  resolve: Resolve = lookup,
): Agent {
  const checked = buildConnector({
    timeout: limits.connectMs,
    lookup: publicLookup(resolve),
    allowH2: false,
  });
  const free = buildConnector({ timeout: limits.connectMs, allowH2: false });
  return new Agent({
    connections: connectionsPerOriginMax,
    keepAliveTimeout: idleMs,
    headersTimeout: limits.headersMs,
    bodyTimeout: limits.headersMs,
    connect(options, callback) {
      if (allowedOrigins.includes(originOf(options))) return free(options, callback);
      if (isIP(bareHost(options.hostname)) !== 0 && !isPublicAddress(bareHost(options.hostname))) {
        return callback(refusal(options.hostname), null);
      }
      return checked(options, callback);
    },
  });
}

function originOf({ protocol, host, hostname, port }: buildConnector.Options): string {
  return URL.parse(`${protocol}//${host ?? `${hostname}:${port}`}`)?.origin ?? '';
}

function bareHost(hostname: string): string {
  return hostname.replace(/^\[|\]$/g, '');
}

/** One non-public address among several is reason enough: which one is used is not ours to say. */
function publicLookup(resolve: Resolve): LookupFunction {
  return (hostname, options, callback) => {
    resolve(hostname, { ...options, all: true }, (error, addresses) => {
      const first = addresses?.[0];
      if (error !== null) callback(error, '', 0);
      else if (first === undefined || !addresses.every((each) => isPublicAddress(each.address))) {
        callback(refusal(hostname), '', 0);
      } else if (options.all === true) callback(null, addresses);
      else callback(null, first.address, first.family);
    });
  };
}

function refusal(hostname: string): AddressRefusedError {
  return new AddressRefusedError(`${hostname} does not lead to a public address.`);
}

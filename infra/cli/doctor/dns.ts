/** The DNS as this machine, or a server that was named, sees it. */
import { Resolver } from 'node:dns/promises';
import { UnseenError } from '../../../functions/mail/doctor/look.ts';
import { UsageError } from '../errors.ts';

/** Look-ups, each with nothing where there is no such record. Throws an `UnseenError`. */
export interface Dns {
  readonly alias: (name: string) => Promise<string | undefined>;
  readonly servers: (name: string) => Promise<readonly string[]>;
  /** Each in one piece, however it is split (RFC 7208 §3.3). */
  readonly texts: (name: string) => Promise<readonly string[]>;
}

const timeoutMs = 3_000;
const tries = 2;

/** Opens it; `server` is an address with a port or without, absent: those of this machine. */
export function openDns(server: string | undefined): Dns {
  const resolver = new Resolver({ timeout: timeoutMs, tries });
  if (server !== undefined) useServer(resolver, server);
  return {
    alias: async (name) => (await found(name, () => resolver.resolveCname(name)))[0],
    servers: async (name) => {
      const all = await found(name, () => resolver.resolveMx(name));
      return all.map(({ exchange }) => exchange);
    },
    texts: async (name) => {
      const all = await found(name, () => resolver.resolveTxt(name));
      return all.map((pieces) => pieces.join(''));
    },
  };
}

function useServer(resolver: Resolver, server: string): void {
  try {
    resolver.setServers([server]);
  } catch {
    throw new UsageError(
      `--dns takes the address of a name server such as 1.1.1.1, not ${server}.`,
    );
  }
}

/** A name or a record that does not exist is an answer; all else is none. */
async function found<Found>(name: string, ask: () => Promise<Found[]>): Promise<Found[]> {
  try {
    return await ask();
  } catch (error) {
    const { code } = error as { code?: string };
    if (code === 'ENODATA' || code === 'ENOTFOUND') return [];
    throw new UnseenError({ kind: 'notReached', values: { words: `DNS, ${name}: ${code}` } });
  }
}

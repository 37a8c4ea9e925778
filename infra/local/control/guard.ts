import type { IncomingMessage } from 'node:http';
import type { MiddlewareHandler } from 'hono';

/**
 * Lets in only who speaks to this machine by a loopback name, so that a site whose name was
 * rebound to it reads nothing, and lets only its own pages, or no page at all, change anything.
 */
export const ownPagesOnly: MiddlewareHandler = async (c, next) => {
  const host = c.req.header('host') ?? new URL(c.req.url).host;
  if (!isLoopback(host)) {
    return c.text('The control page answers to localhost and 127.0.0.1 only.', 403);
  }
  const changes = c.req.method !== 'GET' && c.req.method !== 'HEAD';
  if (changes && !isOwn(c.req.header('sec-fetch-site'), c.req.header('origin'), host)) {
    return c.text('Only the control page itself and programs on this machine may do that.', 403);
  }
  return await next();
};

/**
 * Whether a program of this machine asks, as the clients of AWS do: no page in a browser may, neither
 * one of another site nor one whose name was rebound to us. A browser names its page in what it posts.
 */
export function isProgram({ headers }: Pick<IncomingMessage, 'headers'>): boolean {
  const isOfPage = headers.origin !== undefined || headers['sec-fetch-site'] !== undefined;
  return !isOfPage && isLoopback(headers.host ?? '');
}

function isLoopback(host: string): boolean {
  const name = hostname(host);
  return (
    name === 'localhost' ||
    name.endsWith('.localhost') ||
    name === '[::1]' ||
    /^127(\.\d{1,3}){3}$/.test(name)
  );
}

function isOwn(site: string | undefined, origin: string | undefined, host: string): boolean {
  if (site !== undefined && site !== 'same-origin' && site !== 'none') return false;
  return origin === undefined || origin.toLowerCase() === `http://${host.toLowerCase()}`;
}

function hostname(host: string): string {
  try {
    return new URL(`http://${host}`).hostname;
  } catch {
    return '';
  }
}

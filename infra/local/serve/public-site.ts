/** The site of an installation that serves: the one thing of it that the proxy, and so the world, reaches. */
import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { PortTakenError } from '../server.ts';

/** The site's own server. */
export interface PublicSite {
  readonly port: number;
  /** From now on requests are answered by it; before, they are told to come back. */
  readonly mount: (
    listener: (request: IncomingMessage, response: ServerResponse) => unknown,
  ) => void;
  /** Takes no more requests, and resolves when those in hand are answered. */
  readonly stop: () => Promise<void>;
}

/** A proxy hands a request on at once; who dawdles holds a connection open, not a door. */
const requestTimeoutMs = 30_000;
const headersTimeoutMs = 10_000;
/** Who is answered slower than this has gone. */
const stopTimeoutMs = 15_000;

/** Listens at once, so that a taken port is known before anything else is started. */
export async function openPublicSite(port: number, host: string): Promise<PublicSite> {
  let listen: (request: IncomingMessage, response: ServerResponse) => unknown = starting;
  const server = createServer(
    { requestTimeout: requestTimeoutMs, headersTimeout: headersTimeoutMs },
    (request, response) => listen(request, response),
  );
  server.listen(port, host);
  try {
    await once(server, 'listening');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EADDRINUSE') throw error;
    throw new PortTakenError(`Port ${port} is taken by another program.`);
  }
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('No port was given.');
  return {
    port: address.port,
    mount: (listener) => {
      listen = listener;
    },
    stop: async () => {
      const closed = once(server, 'close');
      server.close();
      server.closeIdleConnections();
      const timer = setTimeout(() => server.closeAllConnections(), stopTimeoutMs);
      await closed;
      clearTimeout(timer);
    },
  };
}

function starting(_: IncomingMessage, response: ServerResponse): void {
  response.writeHead(503, { 'content-type': 'text/plain', 'retry-after': '5' });
  response.end('The site is starting. Please come back in a moment.');
}

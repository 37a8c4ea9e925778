/** The one HTTP server of the stage: which path goes where. */
import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { getRequestListener } from '@hono/node-server';
import { Hono } from 'hono';
import { isProgram, ownPagesOnly } from './control/guard.ts';

type Listener = (request: IncomingMessage, response: ServerResponse) => unknown;

/** Another process listens on the port. */
export class PortTakenError extends Error {
  override readonly name = 'PortTakenError';
}

/** Everything behind the port, set once it is ready. */
interface Mounts {
  readonly ses: Listener;
  readonly secrets: Listener;
  readonly recovery: Listener;
  /** Inbox and control page, by the path that they are mounted at: for this machine only. */
  readonly pages: Readonly<Record<string, Hono>>;
  /** The demo, which anyone may read, by whatever name. */
  readonly openPages: Readonly<Record<string, Hono>>;
  readonly site: Listener;
}

/** The one server of the stage, and what is mounted on it. */
export interface LocalServer {
  readonly origin: string;
  readonly port: number;
  readonly mount: (mounts: Mounts) => void;
  readonly stop: () => Promise<void>;
}

/** Where SES is behind the server's port. */
export const sesPath = '/_aws/ses';
/** Where Secrets Manager is behind the server's port. */
export const secretsPath = '/_aws/secrets';
/** Where point-in-time recovery of the table is behind the server's port. */
export const recoveryPath = '/_aws/recovery';

/** Listens at once, so that a taken port is known before anything else is started. */
export async function startServer(port: number): Promise<LocalServer> {
  let listen: Listener = starting;
  const server = createServer((request, response) => listen(request, response));
  await listening(server, port);
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('No port was given.');
  return {
    origin: `http://localhost:${address.port}`,
    port: address.port,
    mount: (mounts) => {
      listen = route(mounts);
    },
    stop: async () => {
      const closed = once(server, 'close');
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
}

async function listening(server: Server, port: number): Promise<void> {
  server.listen(port, 'localhost');
  try {
    await once(server, 'listening');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EADDRINUSE') throw error;
    throw new PortTakenError(`Port ${port} is taken by another program.`);
  }
}

function route({ ses, secrets, recovery, pages, openPages, site }: Mounts): Listener {
  const app = new Hono({ strict: false });
  for (const [path, mounted] of Object.entries(pages)) {
    app.use(`${path}/*`, ownPagesOnly);
    app.route(path, mounted);
  }
  for (const [path, mounted] of Object.entries(openPages)) app.route(path, mounted);
  const ownPages = getRequestListener(app.fetch);
  const services = [
    [sesPath, ses],
    [secretsPath, secrets],
    [recoveryPath, recovery],
  ] as const;
  const prefixes = [...Object.keys(pages), ...Object.keys(openPages)];
  return (request, response) => {
    const path = request.url ?? '/';
    const service = services.find(([prefix]) => isUnder(path, prefix))?.[1];
    if (service !== undefined) {
      return isProgram(request) ? service(request, response) : response.writeHead(403).end();
    }
    const isOwn = prefixes.some((prefix) => isUnder(path, prefix));
    return isOwn ? ownPages(request, response) : site(request, response);
  };
}

function isUnder(path: string, prefix: string): boolean {
  return path === prefix || path.startsWith(`${prefix}/`) || path.startsWith(`${prefix}?`);
}

function starting(_: IncomingMessage, response: ServerResponse): void {
  response.writeHead(503, { 'content-type': 'text/plain', 'retry-after': '1' });
  response.end('Paperboy is starting.');
}

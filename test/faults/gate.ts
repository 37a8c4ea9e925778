/**
 * The gate between the doors and the engines: one HTTP server of this process through which every
 * call of every door goes, each door at an address of its own, so that it can die there.
 */
import { once } from 'node:events';
import {
  Agent,
  createServer,
  request as httpRequest,
  type IncomingHttpHeaders,
  type IncomingMessage,
  type ServerResponse,
} from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { type Call, readCall, type Service } from './call.ts';

export type Reply =
  | {
      readonly kind: 'answer';
      readonly status: number;
      readonly headers: Readonly<Record<string, string>>;
      readonly body: Buffer;
    }
  | { readonly kind: 'reset' };

export type Handler = (call: Call) => Promise<Reply>;

export interface Gate {
  /** Opens an address for a process; its calls go to the handler. */
  readonly open: (id: string, handler: Handler) => string;
  /** Closes the addresses that begin with this, and their connections. */
  readonly close: (prefix: string) => void;
  readonly stop: () => Promise<void>;
}

/** Starts the gate on a free port. */
export async function startGate(): Promise<Gate> {
  const handlers = new Map<string, Handler>();
  const sockets = new Map<Socket, string>();
  const server = createServer({ keepAliveTimeout: 0 }, (request, response) => {
    const [, id = '', service = ''] = request.url?.split('/') ?? [];
    if (!sockets.has(request.socket)) {
      sockets.set(request.socket, id);
      request.socket.once('close', () => sockets.delete(request.socket));
    }
    pass(request, response, handlers.get(id), service as Service).catch(() => response.destroy());
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    open: (id, handler) => {
      handlers.set(id, handler);
      return `${origin}/${id}`;
    },
    close: (prefix) => {
      for (const id of handlers.keys()) if (id.startsWith(prefix)) handlers.delete(id);
      for (const [socket, id] of sockets) if (id.startsWith(prefix)) socket.destroy();
    },
    stop: async () => {
      server.close();
      server.closeAllConnections();
    },
  };
}

async function pass(
  request: IncomingMessage,
  response: ServerResponse,
  handler: Handler | undefined,
  service: Service,
): Promise<void> {
  const body = await buffer(request);
  const call = readCall(service, String(request.headers['x-amz-target'] ?? ''), body);
  const reply = await (handler?.(call) ?? ({ kind: 'reset' } as const));
  if (reply.kind === 'reset') request.socket.resetAndDestroy();
  else response.writeHead(reply.status, reply.headers).end(reply.body);
}

/** Carries a call on to the table engine and brings back what it answers. */
export function forwardTo(endpoint: string): (call: Call) => Promise<Reply> {
  const agent = new Agent({ keepAlive: true });
  return async ({ command, body }) => {
    const request = httpRequest(endpoint, {
      method: 'POST',
      agent,
      headers: {
        'content-type': 'application/x-amz-json-1.0',
        'x-amz-target': `DynamoDB_20120810.${command}`,
        'content-length': body.length,
        // The engine looks at the form of a signature only.
        'x-amz-date': '20260101T000000Z',
        authorization:
          'AWS4-HMAC-SHA256 Credential=any/20260101/us-east-1/dynamodb/aws4_request, SignedHeaders=host, Signature=0',
      },
    });
    request.end(body);
    const [response] = (await once(request, 'response')) as [IncomingMessage];
    const answered = await buffer(response);
    const status = response.statusCode ?? 500;
    return { kind: 'answer', status, headers: typeOf(response.headers), body: answered };
  };
}

function typeOf(headers: IncomingHttpHeaders): Record<string, string> {
  return { 'content-type': headers['content-type'] ?? 'application/x-amz-json-1.0' };
}

/** An answer in JSON, as SQS, Secrets Manager and the table give it. */
export function json(content: object, status = 200): Reply {
  const headers = { 'content-type': 'application/x-amz-json-1.0' };
  return { kind: 'answer', status, headers, body: Buffer.from(JSON.stringify(content)) };
}

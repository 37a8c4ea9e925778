/**
 * The gate between the doors and the engines: every call of every door goes through it, each door
 * at an address of its own, so that it can die there. It stands either in this process, where the
 * SDK would hand a signed request to a socket, or behind a real HTTP server; what a call looks like
 * and what can happen to it is the same, and the wire costs twice the time.
 */
import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { type Call, readCall, type Service } from './call.ts';
import { openWay, type Way, watchWays } from './way.ts';

export type Reply =
  | {
      readonly kind: 'answer';
      readonly status: number;
      readonly headers: Readonly<Record<string, string>>;
      readonly body: Buffer;
    }
  | { readonly kind: 'reset' }
  /** For the dead: what is left of a process waits for ever. */
  | { readonly kind: 'silence' };

type Handler = (call: Call) => Promise<Reply>;

/** Lets no time pass while work is under way (clock.ts). */
type During = (work: Promise<void>) => Promise<void>;

export interface Gate {
  /** Opens an address for a process; its calls go to the handler. Time stands still on their way. */
  readonly open: (id: string, handler: Handler, during?: During) => string;
  /** Closes the addresses that begin with this, and their connections. */
  readonly close: (prefix: string) => void;
  readonly stop: () => Promise<void>;
}

const innerHost = 'gate.invalid';

interface SignedRequest {
  readonly hostname: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string | Uint8Array | Readable;
}

interface RequestHandler {
  handle: (request: SignedRequest, options: unknown) => Promise<{ readonly response: object }>;
}

/** Opens the gate in this process, where clients of the SDK would open a socket. */
export function openInnerGate(): Gate {
  const handlers = new Map<string, Handler>();
  const { requestHandler } = new DynamoDBClient({ region: 'us-east-1' }).config;
  const transport = Object.getPrototypeOf(requestHandler) as RequestHandler;
  const { handle } = transport;
  transport.handle = function carry(request, options) {
    if (request.hostname !== innerHost) return handle.call(this, request, options);
    return answerInside(request, handlers);
  };
  return {
    open: (id, handler) => {
      handlers.set(id, handler);
      return `http://${innerHost}/${id}`;
    },
    close: (prefix) => {
      for (const id of handlers.keys()) if (id.startsWith(prefix)) handlers.delete(id);
    },
    stop: async () => {
      transport.handle = handle;
    },
  };
}

async function answerInside(
  { path, headers, body = '' }: SignedRequest,
  handlers: ReadonlyMap<string, Handler>,
): Promise<{ readonly response: object }> {
  const [, id = '', service = ''] = path.split('/');
  const target = headers['x-amz-target'] ?? '';
  const call = readCall(service as Service, target, bytesOf(body));
  const reply = await (handlers.get(id)?.(call) ?? silence);
  if (reply.kind === 'silence') return new Promise(() => {});
  if (reply.kind === 'reset') {
    // As the SDK's own transport has it.
    const facts = { name: 'TimeoutError', code: 'ECONNRESET', errno: -104, syscall: 'read' };
    throw Object.assign(new Error('read ECONNRESET'), facts);
  }
  const { status, headers: sent, body: answer } = reply;
  return { response: { statusCode: status, headers: { ...sent }, body: answer } };
}

function bytesOf(body: string | Uint8Array | Readable): Buffer {
  if (typeof body === 'string') return Buffer.from(body);
  // Whole at once: the doors' streams hold all that they will give.
  if (body instanceof Readable) return body.read();
  return Buffer.from(body.buffer, body.byteOffset, body.byteLength);
}

interface Wired {
  readonly handler: Handler;
  readonly way: Way;
}

/** Starts the gate as an HTTP server on a free port. */
export async function startWireGate(): Promise<Gate> {
  const handlers = new Map<string, Wired>();
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
  const { port } = server.address() as AddressInfo;
  const ended = watchWays(port, (id) => handlers.get(id)?.way);
  return {
    open: (id, handler, during = (work) => work) => {
      handlers.set(id, { handler, way: openWay(during) });
      return `http://127.0.0.1:${port}/${id}`;
    },
    close: (prefix) => {
      for (const id of handlers.keys()) if (id.startsWith(prefix)) handlers.delete(id);
      for (const [socket, id] of sockets) if (id.startsWith(prefix)) socket.destroy();
    },
    stop: async () => {
      ended();
      server.close();
      server.closeAllConnections();
    },
  };
}

async function pass(
  request: IncomingMessage,
  response: ServerResponse,
  wired: Wired | undefined,
  service: Service,
): Promise<void> {
  const body = await buffer(request);
  const call = readCall(service, String(request.headers['x-amz-target'] ?? ''), body);
  wired?.way.arrived();
  const reply = await (wired?.handler(call) ?? silence);
  wired?.way.answered();
  if (reply.kind !== 'answer') request.socket.resetAndDestroy();
  else response.writeHead(reply.status, reply.headers).end(reply.body);
}

const silence: Reply = { kind: 'silence' };

/** An answer in JSON, as SQS, Secrets Manager and the table give it. */
export function json(content: object, status = 200): Reply {
  const headers = { 'content-type': 'application/x-amz-json-1.0' };
  return { kind: 'answer', status, headers, body: Buffer.from(JSON.stringify(content)) };
}

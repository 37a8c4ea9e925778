/**
 * The line to the table engine, as HTTP by hand, one call behind the other: node:http would be half
 * of what a trial costs, on a step that no fault is about.
 */
import { createConnection } from 'node:net';
import type { Call } from './call.ts';
import type { Reply } from './gate.ts';

interface Answer {
  readonly status: number;
  readonly body: Buffer;
}

export interface EngineLine {
  /** Carries a call on to the engine and brings back what it answers. */
  readonly carry: (call: Pick<Call, 'command' | 'body'>) => Promise<Reply>;
  readonly close: () => void;
}

interface Waiting {
  readonly resolve: (answer: Answer) => void;
  readonly reject: (error: unknown) => void;
}

const headers = { 'content-type': 'application/x-amz-json-1.0' };

/** Opens the line. */
export function openEngineLine(endpoint: string): EngineLine {
  const { hostname, port } = new URL(endpoint);
  const socket = createConnection({ host: hostname, port: Number(port), noDelay: true });
  const waiting: Waiting[] = [];
  let read: Buffer = Buffer.alloc(0);
  socket.on('data', (chunk) => {
    read = read.length === 0 ? chunk : Buffer.concat([read, chunk]);
    for (let next = wholeAnswer(read); next !== undefined; next = wholeAnswer(read)) {
      read = read.subarray(next.length);
      waiting.shift()?.resolve(next);
    }
  });
  socket.on('error', (error) => {
    for (const one of waiting.splice(0)) one.reject(error);
  });
  const ask = (request: string) =>
    new Promise<Answer>((resolve, reject) => {
      waiting.push({ resolve, reject });
      socket.write(request, 'latin1');
    });
  return {
    carry: async ({ command, body }) => {
      const { status, body: answer } = await ask(requestOf(command, body));
      return { kind: 'answer', status, headers, body: answer };
    },
    close: () => {
      socket.removeAllListeners();
      socket.destroy();
    },
  };
}

/** The engine looks at the form of a signature only. */
function requestOf(command: string, body: Buffer): string {
  const head = [
    'POST / HTTP/1.1',
    'host: engine',
    'content-type: application/x-amz-json-1.0',
    `x-amz-target: DynamoDB_20120810.${command}`,
    'x-amz-date: 20260101T000000Z',
    'authorization: AWS4-HMAC-SHA256 Credential=any/20260101/us-east-1/dynamodb/aws4_request, ' +
      'SignedHeaders=host, Signature=0',
    `content-length: ${body.length}`,
  ];
  return `${head.join('\r\n')}\r\n\r\n${body.toString('latin1')}`;
}

const headEnd = '\r\n\r\n';

/** The first answer, if it is all there. The engine always tells the length of what it answers. */
function wholeAnswer(read: Buffer): (Answer & { readonly length: number }) | undefined {
  const end = read.indexOf(headEnd);
  if (end < 0) return undefined;
  const head = read.toString('latin1', 0, end);
  const start = end + headEnd.length;
  const length = start + Number(/^content-length: (\d+)/im.exec(head)?.[1] ?? 0);
  if (read.length < length) return undefined;
  return { status: Number(head.slice(9, 12)), body: read.subarray(start, length), length };
}

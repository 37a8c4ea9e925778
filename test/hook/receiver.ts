/** A program that hooks tell: it keeps what it hears, and answers as it is told to. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { TestContext } from 'node:test';
import { serve } from '../support/server.ts';

interface Heard {
  readonly id: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  readonly path: string;
}

export interface Receiver {
  readonly origin: string;
  readonly heard: Heard[];
  /** Answers from now on like this; the default is 204. */
  answer: (response: ServerResponse, request: IncomingMessage) => void;
}

export async function startReceiver(t: TestContext): Promise<Receiver> {
  const heard: Heard[] = [];
  const server = await serve(async (request, response) => {
    let body = '';
    for await (const part of request) body += String(part);
    const headers = Object.fromEntries(
      Object.entries(request.headers).map(([name, value]) => [name, String(value)]),
    );
    const id = headers['webhook-id'] ?? '';
    heard.push({ id, headers, body, path: request.url ?? '' });
    receiver.answer(response, request);
  });
  t.after(() => server.close());
  const receiver: Receiver = {
    origin: server.origin,
    heard,
    answer: (response) => void response.writeHead(204).end(),
  };
  return receiver;
}

import type { IncomingMessage, ServerResponse } from 'node:http';
import { fail, type Outcome, refusal } from './answer.ts';

/** How late answers are waited for, and who hears of what cannot be answered. */
export interface ListenerDeps {
  readonly sleep: (ms: number) => Promise<void>;
  readonly onError: (error: unknown) => void;
}

/** A 10 MB message in base64, percent-encoded, with room to spare. */
const bodyBytesMax = 48 * 1024 * 1024;

/** Carries outcomes out on a socket of node:http: answers, late answers and broken connections. */
export function sesListener(
  handle: (request: Request) => Promise<Outcome>,
  deps: ListenerDeps,
): (incoming: IncomingMessage, response: ServerResponse) => void {
  return (incoming, response) => {
    outcomeOf(incoming, handle, deps)
      .then((outcome) => carryOut(outcome, response, deps))
      .catch((error: unknown) => {
        deps.onError(error);
        response.destroy();
      });
  };
}

async function outcomeOf(
  incoming: IncomingMessage,
  handle: (request: Request) => Promise<Outcome>,
  { onError }: ListenerDeps,
): Promise<Outcome> {
  try {
    const body = await readBody(incoming);
    if (body === undefined) return tooLarge();
    const headers = new Headers();
    for (const [name, value] of Object.entries(incoming.headers)) {
      if (value !== undefined) headers.set(name, String(value));
    }
    return await handle(new Request('http://ses.local/', { method: 'POST', headers, body }));
  } catch (error) {
    // Not a fault that was asked for: say what is wrong with this machine, such as a full disk.
    // A caller that died in the middle of its call is no news.
    if (!incoming.destroyed) onError(error);
    const reason = error instanceof Error ? error.message : String(error);
    const why = refusal('InternalFailure', `Our stand-in for SES failed: ${reason}`, 500);
    return { kind: 'answer', response: fail(why, 'unknown') };
  }
}

async function readBody(incoming: IncomingMessage): Promise<Buffer<ArrayBuffer> | undefined> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of incoming) {
    bytes += chunk.length;
    if (bytes <= bodyBytesMax) chunks.push(chunk);
  }
  return bytes > bodyBytesMax ? undefined : Buffer.concat(chunks);
}

function tooLarge(): Outcome {
  const why = refusal('RequestEntityTooLarge', 'Request size exceeded.', 413);
  return { kind: 'answer', response: fail(why, 'unknown') };
}

async function carryOut(
  outcome: Outcome,
  response: ServerResponse,
  deps: ListenerDeps,
): Promise<void> {
  if (outcome.kind === 'reset') {
    response.socket?.resetAndDestroy();
    return;
  }
  if (outcome.kind === 'stall') await deps.sleep(outcome.ms);
  if (response.destroyed) return;
  const body = Buffer.from(await outcome.response.arrayBuffer());
  const headers = Object.fromEntries(outcome.response.headers);
  response.writeHead(outcome.response.status, { ...headers, 'content-length': body.length });
  response.end(body);
}

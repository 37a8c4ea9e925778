/**
 * The process in which a bundle runs, as the runtime of Lambda hands it events: one at a time, each
 * with its context; what the handler throws is an answer, too. Started by runtime.ts.
 */
import { pathToFileURL } from 'node:url';
import { type Hosts, plugCable } from '../../infra/local/doors/plug-cable.ts';

interface Invocation {
  readonly event: unknown;
  readonly requestId: string;
  readonly timeoutMs: number;
}

type Handler = (event: unknown, context: unknown) => Promise<unknown>;

const [, , entry = '', ports = '{}'] = process.argv;
const hosts: Readonly<Record<string, number>> = JSON.parse(ports);
// Feeds are asked for at the port that every web server has.
const plugged: Hosts = Object.fromEntries(
  Object.entries(hosts).map(([host, port]) => [`${host}:80`, port]),
);
plugCable(plugged);
const { handler } = (await import(pathToFileURL(entry).href)) as { handler: Handler };

process.on('message', async ({ event, requestId, timeoutMs }: Invocation) => {
  const endsAt = Date.now() + timeoutMs;
  const context = {
    awsRequestId: requestId,
    functionName: process.env.AWS_LAMBDA_FUNCTION_NAME,
    getRemainingTimeInMillis: () => endsAt - Date.now(),
  };
  try {
    process.send?.({ answer: (await handler(event, context)) ?? null });
  } catch (error) {
    process.send?.({ error: error instanceof Error ? error.stack : String(error) });
  }
});
process.send?.('ready');

/** The runtime of a bundle in a worker: it loads the handler, and hands it one event after the other. */
import { flushCompileCache } from 'node:module';
import { parentPort, workerData } from 'node:worker_threads';
import { followClock } from './follow-clock.ts';
import { plugCable } from './plug-cable.ts';
import type { WorkerAnswer, WorkerCall, WorkerInput } from './shipped-door.ts';

type Handler = (event: unknown, context: object) => Promise<unknown>;

const input: WorkerInput = workerData;
const realNow = Date.now;
// The bundle gets what the template sets, and no more.
delete process.env.NODE_COMPILE_CACHE;
followClock(input.ahead);
plugCable(input.hosts);
const module: Readonly<Record<string, Handler>> = await import(input.file);
const handler = module[input.exported];
if (handler === undefined) throw new Error(`${input.exported} is undefined or not exported`);

// A worker is ended without notice.
flushCompileCache();
parentPort?.on('message', async (call: WorkerCall) => {
  parentPort?.postMessage(await answer(handler, call));
});
parentPort?.postMessage('ready');

async function answer(handle: Handler, { id, event, deadline }: WorkerCall): Promise<WorkerAnswer> {
  const context = {
    awsRequestId: id,
    functionName: input.functionName,
    functionVersion: '$LATEST',
    invokedFunctionArn: input.functionArn,
    memoryLimitInMB: String(input.memoryMb),
    logGroupName: input.logGroup,
    logStreamName: 'stage',
    callbackWaitsForEmptyEventLoop: true,
    getRemainingTimeInMillis: () => Math.max(0, deadline - realNow()),
  };
  try {
    return { id, kind: 'ended', answer: JSON.stringify(await handle(JSON.parse(event), context)) };
  } catch (error) {
    return { id, kind: 'threw', error: error instanceof Error ? String(error.stack) : `${error}` };
  }
}

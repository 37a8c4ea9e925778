/**
 * A door as shipped: its bundle, in workers of its own that are started when they are first needed.
 * One event at a time in each, the environment of the template and no other, its memory, its
 * time-out: what overruns or dies is gone, as in Lambda. Of memory only the heap is limited, and V8
 * does not always end a worker that grows fast in time: then the whole process ends, the stage with it.
 */
import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import type { ClockMemory } from '../clock.ts';
import type { DoorDeclaration } from '../template/declaration.ts';
import { type InvokeAs, TimedOutError } from './invoke.ts';
import type { Hosts } from './plug-cable.ts';

/** What a door as shipped is opened with. */
export interface ShippedDoorInput {
  readonly declaration: DoorDeclaration;
  readonly env: Readonly<Record<string, string>>;
  readonly ahead: ClockMemory;
  /** Hosts that are really on this machine. */
  readonly hosts: Hosts;
  readonly write: (line: string) => void;
}

/** A door as shipped. */
export interface ShippedDoor {
  readonly invoke: InvokeAs;
  /** Workers that are there now, with those that are being started. */
  readonly instances: () => number;
  readonly stop: () => Promise<void>;
}

/** What a worker is started with. */
export interface WorkerInput {
  readonly file: string;
  readonly exported: string;
  readonly ahead: ClockMemory;
  readonly hosts: Hosts;
  readonly functionName: string;
  readonly functionArn: string;
  readonly memoryMb: number;
  readonly logGroup: string;
}

/** One call, as the worker gets it. */
export interface WorkerCall {
  readonly id: string;
  /** JSON, as at Lambda. */
  readonly event: string;
  /** In real time: the stage's clock may be moved while the door works. */
  readonly deadline: number;
}

/** What a worker says of a call. */
export type WorkerAnswer =
  | { readonly id: string; readonly kind: 'ended'; readonly answer: string | undefined }
  | { readonly id: string; readonly kind: 'threw'; readonly error: string };

/** Opens the door; nothing is loaded before the first call. */
export function openShippedDoor(input: ShippedDoorInput): ShippedDoor {
  const { timeoutMs } = input.declaration;
  const idle: Worker[] = [];
  const workers = new Set<Worker>();
  const forget = (worker: Worker) => {
    workers.delete(worker);
    const at = idle.indexOf(worker);
    if (at >= 0) idle.splice(at, 1);
  };
  const start = async () => {
    const worker = startWorker(input);
    workers.add(worker);
    // One may die between two calls, too, of what a call has left behind: then nobody else listens.
    worker.on('error', (error) => input.write(String(error)));
    worker.once('exit', () => forget(worker));
    await ready(worker);
    return worker;
  };
  const invoke: InvokeAs = async (event, id = randomUUID()) => {
    const worker = idle.pop() ?? (await start());
    const answer = await call(worker, { id, event }, timeoutMs).catch(async (error: unknown) => {
      forget(worker);
      await worker.terminate();
      throw error;
    });
    if (workers.has(worker)) idle.push(worker);
    if (answer.kind === 'threw') throw new Error(answer.error);
    return answer.answer === undefined ? undefined : JSON.parse(answer.answer);
  };
  return {
    invoke,
    instances: () => workers.size,
    stop: async () => {
      await Promise.all([...workers].map((worker) => worker.terminate()));
    },
  };
}

function startWorker(input: ShippedDoorInput): Worker {
  const { declaration, env, ahead, hosts } = input;
  const [module = '', exported = ''] = declaration.handler.split('.');
  const workerData: WorkerInput = {
    file: join(declaration.assetFolder, `${module}.mjs`),
    exported,
    ahead,
    hosts,
    functionName: declaration.name,
    functionArn: declaration.arn,
    memoryMb: declaration.memoryMb,
    logGroup: declaration.logGroup,
  };
  const worker = new Worker(new URL('./door-worker.ts', import.meta.url), {
    name: declaration.door,
    env: { ...env, ...compiled() },
    stdout: true,
    stderr: true,
    workerData,
    resourceLimits: { maxOldGenerationSizeMb: declaration.memoryMb },
  });
  for (const stream of [worker.stdout, worker.stderr]) lines(stream, input.write);
  return worker;
}

/** Where this process keeps compiled code, most workers find theirs; the bundle does not see it. */
function compiled(): Readonly<Record<string, string>> {
  const { NODE_COMPILE_CACHE } = process.env;
  return NODE_COMPILE_CACHE === undefined ? {} : { NODE_COMPILE_CACHE };
}

/** Resolves when the bundle is loaded; rejects when it cannot be, or ends the worker. */
function ready(worker: Worker): Promise<void> {
  return new Promise((resolve, reject) => {
    worker.once('message', () => resolve());
    worker.once('error', reject);
    worker.once('exit', () => reject(new Error(exited)));
  });
}

const exited = 'Runtime exited without providing a reason';

/** Resolves with what the handler answered or threw; rejects when the worker died or had to. */
function call(
  worker: Worker,
  { id, event }: { readonly id: string; readonly event: unknown },
  timeoutMs: number,
): Promise<WorkerAnswer> {
  return new Promise((resolve, reject) => {
    const settle = (end: () => void) => {
      clearTimeout(timer);
      worker.off('message', onMessage).off('error', onError).off('exit', onExit);
      end();
    };
    const onMessage = (answer: WorkerAnswer) => {
      if (answer.id === id) settle(() => resolve(answer));
    };
    // An error overtakes what was posted before it; the exit comes after all that was.
    let reason: unknown = new Error(exited);
    const onError = (error: unknown) => {
      reason = error;
    };
    const onExit = () => settle(() => reject(reason));
    const timer = setTimeout(() => settle(() => reject(new TimedOutError(timeoutMs))), timeoutMs);
    worker.on('message', onMessage).once('error', onError).once('exit', onExit);
    const message: WorkerCall = {
      id,
      event: JSON.stringify(event),
      deadline: Date.now() + timeoutMs,
    };
    worker.postMessage(message);
  });
}

function lines(stream: NodeJS.ReadableStream, write: (line: string) => void): void {
  let rest = '';
  stream.setEncoding('utf8').on('data', (text: string) => {
    const all = (rest + text).split('\n');
    rest = all.pop() ?? '';
    for (const line of all) write(line);
  });
}

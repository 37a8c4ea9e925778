/** Calls of doors as Lambda makes them: within the account's limit, and counted. */
import { randomUUID } from 'node:crypto';
import type { Metrics } from '../alarms/metrics.ts';
import type { DoorDeclaration } from '../template/declaration.ts';

/** Calls a door with an event of its trigger. Rejects when the door throws, dies or overruns. */
export type Invoke = (event: unknown) => Promise<unknown>;

/** The same, for a call that may have its id already. */
export type InvokeAs = (event: unknown, requestId?: string) => Promise<unknown>;

/** The account runs as many functions as it may: the call was not begun. */
export class ThrottledError extends Error {
  override readonly name = 'ThrottledError';
}

/** The call took longer than the function may: it is told in Lambda's words. */
export class TimedOutError extends Error {
  override readonly name = 'TimedOutError';

  constructor(timeoutMs: number) {
    super(`Task timed out after ${(timeoutMs / 1000).toFixed(2)} seconds`);
  }
}

/** How many calls the account runs at once. */
export interface Account {
  /** Runs a call if the account has room for one more; rejects with a ThrottledError otherwise. */
  readonly run: <T>(call: () => Promise<T>) => Promise<T>;
  readonly running: () => number;
}

/** Lambda's limit on what an account runs at once, over all its functions. */
export function openAccount(concurrencyMax: number): Account {
  let running = 0;
  return {
    running: () => running,
    run: async (call) => {
      if (running >= concurrencyMax) throw new ThrottledError('Rate Exceeded.');
      running += 1;
      try {
        return await call();
      } finally {
        running -= 1;
      }
    },
  };
}

/** What surrounds the calls of a door. */
interface CallSurroundings {
  readonly account: Account;
  readonly metrics: Metrics;
  /** Takes what Lambda itself writes into the log of the door. */
  readonly write: (line: string) => void;
  readonly now: () => number;
}

/** Puts the account's limit and Lambda's own metrics and log lines around a door. */
export function counted(
  { name: functionName }: Pick<DoorDeclaration, 'name'>,
  invoke: InvokeAs,
  { account, metrics, write, now }: CallSurroundings,
): Invoke {
  const dimensions = { FunctionName: functionName };
  const count = (name: string, value: number) =>
    metrics.count({ namespace: 'AWS/Lambda', name, dimensions }, value);
  return async (event) => {
    const requestId = randomUUID();
    try {
      return await account.run(async () => {
        count('Invocations', 1);
        metrics.count({ namespace: 'AWS/Lambda', name: 'ConcurrentExecutions' }, account.running());
        try {
          const answer = await invoke(event, requestId);
          count('Errors', 0);
          return answer;
        } catch (error) {
          count('Errors', 1);
          for (const line of reportOf(error, requestId, now())) write(line);
          throw error;
        }
      });
    } catch (error) {
      if (error instanceof ThrottledError) count('Throttles', 1);
      throw error;
    }
  };
}

/**
 * What Lambda itself writes into a log in JSON when a call has not ended well: what it threw, and how
 * it ended (Lambda Developer Guide, "Configuring JSON and plain text log formats" and "Lambda
 * telemetry API Event schema reference").
 */
function reportOf(error: unknown, requestId: string, now: number): string[] {
  const time = new Date(now).toISOString();
  const isOverrun = error instanceof TimedOutError;
  const status = isOverrun ? 'timeout' : 'error';
  const [errorType, errorMessage] =
    error instanceof Error ? [error.name, error.message] : ['Error', String(error)];
  const message = { errorType, errorMessage };
  const threw = { timestamp: time, level: 'ERROR', requestId, message };
  const report = { time, type: 'platform.report', record: { requestId, status } };
  return [...(isOverrun ? [] : [threw]), report].map((line) => JSON.stringify(line));
}

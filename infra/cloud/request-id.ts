/** Which call is being handled: one at a time in a Lambda, several at once on this machine. */
import { AsyncLocalStorage } from 'node:async_hooks';

const current = new AsyncLocalStorage<string>();

/** The id of the call that the caller works for, or undefined between calls. */
export function requestId(): string | undefined {
  return current.getStore();
}

/** Runs a call under its id, and all that it waits for. */
export function underRequestId<T>(id: string, call: () => T): T {
  return current.run(id, call);
}

/**
 * The way of calls over the wire, from a process to the gate and back. No time passes on it: a clock
 * that saw only what is at the gate would move on while a call or its answer is in a socket.
 */
import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import type { ClientRequest } from 'node:http';

export interface Way {
  readonly sent: () => void;
  readonly arrived: () => void;
  readonly answered: () => void;
  readonly heard: () => void;
}

/** Opens the way of one process. What is given up on its way there has no way back. */
export function openWay(during: (work: Promise<void>) => Promise<void>): Way {
  let underWay = 0;
  let rest: (() => void) | undefined;
  const change = (by: 1 | -1) => () => {
    underWay += by;
    if (underWay > 0 && rest === undefined) {
      const { promise, resolve } = Promise.withResolvers<void>();
      rest = resolve;
      void during(promise);
    }
    if (underWay > 0) return;
    rest?.();
    rest = undefined;
  };
  return { sent: change(1), arrived: change(-1), answered: change(1), heard: change(-1) };
}

/** Watches what is sent to this port, whoever has the client. Returns how to end that. */
export function watchWays(port: number, wayOf: (id: string) => Way | undefined): () => void {
  const take = (message: unknown) => {
    const { request } = message as { readonly request: ClientRequest };
    const [, id = ''] = request.path.split('/');
    const way = request.getHeader('host') === `127.0.0.1:${port}` ? wayOf(id) : undefined;
    if (way === undefined) return;
    way.sent();
    request.once('close', way.heard);
  };
  subscribe('http.client.request.start', take);
  return () => unsubscribe('http.client.request.start', take);
}

/** Runs the work when nothing else that was given for this host is under way. */
export type TakeTurn = <T>(host: string, work: () => Promise<T>) => Promise<T>;

/** Turns for each host: whoever comes meanwhile waits, and is served in the order of coming. */
export function openTurns(): TakeTurn {
  const lastOf = new Map<string, Promise<unknown>>();
  return async (host, work) => {
    const before = lastOf.get(host) ?? Promise.resolve();
    const own = before.then(work);
    const ended = own.then(
      () => {},
      () => {},
    );
    lastOf.set(host, ended);
    try {
      return await own;
    } finally {
      if (lastOf.get(host) === ended) lastOf.delete(host);
    }
  };
}

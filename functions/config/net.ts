/** Lets one thing fail without stopping the others. */
export interface Net {
  readonly attempt: <T>(run: () => Promise<T>, otherwise: T) => Promise<T>;
  /** Throws what failed, when all the others are done. */
  readonly close: (message: string) => void;
}

/** A net for one event. */
export function openNet(): Net {
  const failures: unknown[] = [];
  return {
    attempt: (run, otherwise) =>
      run().catch((error: unknown) => {
        failures.push(error);
        return otherwise;
      }),
    close: (message) => {
      if (failures.length > 0) throw new AggregateError(failures, message);
    },
  };
}

/** One JSON line for each thing worth knowing later: no address, no secret, no feed text. */

export interface Log {
  readonly info: (event: string, facts?: Record<string, unknown>) => void;
  readonly error: (event: string, error: unknown, facts?: Record<string, unknown>) => void;
}

/** Writes lines as Lambda's JSON log format has them. */
export function createLog(door: string, write: (line: string) => void, now: () => number): Log {
  const line = (level: string, event: string, facts: Record<string, unknown>) =>
    write(JSON.stringify({ time: new Date(now()).toISOString(), level, door, event, ...facts }));
  return {
    info: (event, facts = {}) => line('INFO', event, facts),
    error: (event, error, facts = {}) => line('ERROR', event, { ...facts, ...describe(error) }),
  };
}

function describe(error: unknown): Record<string, unknown> {
  if (!(error instanceof Error)) return { error: String(error) };
  const causes = error instanceof AggregateError ? { causes: error.errors.map(describe) } : {};
  return { error: error.name, message: error.message, stack: error.stack, ...causes };
}

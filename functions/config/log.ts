/** One JSON line for each thing worth knowing later: no address, no secret, no feed text. */
import { toLine } from './log-facts.ts';
import type { Surroundings } from './surroundings.ts';

/** A log that writes one line of JSON for each call. */
export interface Log {
  readonly info: (event: string, facts?: Record<string, unknown>) => void;
  readonly error: (event: string, error: unknown, facts?: Record<string, unknown>) => void;
  /** A row that could not be read was passed over; the error names it. */
  readonly malformed: (error: Error) => void;
}

/**
 * Writes lines as Lambda's JSON log format has them. All lines of one call have its `requestId`, and
 * so have those that Lambda itself adds.
 */
export function createLog(
  door: string,
  { write, now, requestId }: Pick<Surroundings, 'write' | 'now' | 'requestId'>,
): Log {
  const line = (level: string, event: string, facts: Record<string, unknown>) => {
    const about = {
      time: new Date(now()).toISOString(),
      level,
      requestId: requestId(),
      door,
      event,
    };
    write(toLine({ ...about, ...facts }));
  };
  const error: Log['error'] = (event, what, facts = {}) =>
    line('ERROR', event, { ...facts, ...describe(what) });
  return {
    info: (event, facts = {}) => line('INFO', event, facts),
    error,
    // An alarm counts these lines (infra/cloud/constructs/log-counts.ts).
    malformed: (row) => error('row passed over', row),
  };
}

function describe(error: unknown): Record<string, unknown> {
  if (!(error instanceof Error)) return { error: String(error) };
  const causes = error instanceof AggregateError ? { causes: error.errors.map(describe) } : {};
  return { error: error.name, message: error.message, stack: error.stack, ...causes };
}

/** Lines of the doors' logs as they are read again, and where they are looked for. */

/** One line of a door's log. */
export interface LogLine {
  /** When it was written (ms). */
  readonly at: number;
  readonly door: string;
  /** What stands in it, by name; `text` alone when it is no JSON. */
  readonly fields: Readonly<Record<string, unknown>>;
}

/** Which lines are looked for. */
export interface LogLook {
  /** A line must hold one of these words or phrases; ids are bounded by other signs. */
  readonly terms: readonly string[];
  /** From this instant on (ms). */
  readonly since: number;
  /** In the logs of these doors; absent: of all. */
  readonly doors?: readonly string[];
}

/** Finds lines, in no order; `isCut` when there were more of them than are read. */
export type FindLines = (
  look: LogLook,
) => Promise<{ readonly lines: readonly LogLine[]; readonly isCut: boolean }>;

/** Reads a line that a door, or Lambda itself, has written. */
export function readLine(door: string, at: number, text: string): LogLine {
  try {
    const fields: unknown = JSON.parse(text);
    if (typeof fields === 'object' && fields !== null) return { at, door, fields: { ...fields } };
  } catch {
    // What a library prints is no JSON.
  }
  return { at, door, fields: { text } };
}

/** What a line tells of: our word for it, or Lambda's. */
export function eventOf({ fields: { event, type, message } }: LogLine): string {
  if (typeof event === 'string') return event;
  if (typeof type === 'string') return type;
  return typeof message === 'object' ? 'the call threw' : 'a line';
}

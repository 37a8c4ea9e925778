/**
 * What a door gets from the world around it. Rooms never read these themselves: they are handed
 * values (a setting, an instant, an id) or a function that gives one.
 */
export interface Surroundings {
  /** Settings by name, as a Lambda finds them in its environment. */
  readonly env: Readonly<Record<string, string | undefined>>;
  /** The instant it is, in milliseconds since 1970. */
  readonly now: () => number;
  /** An id that nobody can guess: 128 bits or more. */
  readonly randomId: () => string;
  /** Waits so many milliseconds. */
  readonly sleep: (ms: number) => Promise<void>;
  /** The id of the call that is being handled, by which its log lines are found. */
  readonly requestId: () => string | undefined;
  /** Takes one line for the log. */
  readonly write: (line: string) => void;
}

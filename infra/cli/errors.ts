/** How a command ends that cannot do what it was asked to do. Their messages are for the owner. */

/** The command was understood, and refused or not possible: exit code 1. */
export class RefusedError extends Error {
  override readonly name = 'RefusedError';
}

/** The command was not understood, or an option does not fit: exit code 2. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

/** What went wrong, in the words of whoever threw it. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

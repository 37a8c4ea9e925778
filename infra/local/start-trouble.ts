/** What the system says of a start that cannot be, in the words of who has to mend it. */

/** A start that failed for a reason outside of Paperboy. */
export interface Trouble {
  readonly text: string;
  /** Whether somebody has to change something first: to start anew does not help. */
  readonly needsHands: boolean;
}

interface SystemError {
  readonly code?: unknown;
  readonly path?: unknown;
  readonly address?: unknown;
  readonly port?: unknown;
  readonly syscall?: unknown;
}

/** Pure: what is wrong, in a sentence; undefined: the error is ours. `user`: as whom this runs. */
export function troubleOf(error: unknown, user: string): Trouble | undefined {
  const { code, path, address, port, syscall } = (error ?? {}) as SystemError;
  const ofListening = syscall === 'listen';
  switch (code) {
    case 'EACCES':
    case 'EPERM':
      return ofListening
        ? byHand(`${user} may not listen on port ${port}: choose one above 1023 with --port.`)
        : byHand(`${user} may not read or write ${path}: it has to belong to ${user}.`);
    case 'EROFS':
      return byHand(`${path} is on a disk that takes no changes: name another with --data.`);
    case 'ENOTDIR':
    case 'EEXIST':
      return byHand(`${path} is no directory: name another with --data.`);
    case 'EADDRNOTAVAIL':
      return { text: `This machine has no address ${address} to listen on.`, needsHands: false };
    case 'ENOSPC':
    case 'EDQUOT':
      return { text: 'The disk is full: make room on it.', needsHands: false };
    default:
      return undefined;
  }
}

function byHand(text: string): Trouble {
  return { text, needsHands: true };
}

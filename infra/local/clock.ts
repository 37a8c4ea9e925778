/** The local clock: real time and an offset, so that a week of mornings takes seconds. */
import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';

export interface LocalClock {
  /** Milliseconds since 1970, as all doors see it. */
  readonly now: () => number;
  /** Moves the clock to a later instant. Throws on an earlier one. */
  readonly moveTo: (instant: number) => void;
  /** How far the local clock is ahead of the real one, in milliseconds. */
  readonly ahead: () => number;
}

/** Opens the clock; with a file the offset survives a restart, so that time never runs backward. */
export function openClock(file?: string): LocalClock {
  let offset = file === undefined ? 0 : readOffset(file);
  const now = () => Date.now() + offset;
  return {
    now,
    ahead: () => offset,
    moveTo: (instant) => {
      if (instant < now()) throw new Error('The local clock does not run backward.');
      offset = instant - Date.now();
      if (file !== undefined) writeOffset(file, offset);
    },
  };
}

function readOffset(file: string): number {
  try {
    const offset: unknown = JSON.parse(readFileSync(file, 'utf8')).offsetMs;
    return typeof offset === 'number' && offset >= 0 ? offset : 0;
  } catch {
    return 0;
  }
}

function writeOffset(file: string, offsetMs: number): void {
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(`${file}.new`, JSON.stringify({ offsetMs }));
  renameSync(`${file}.new`, file);
}

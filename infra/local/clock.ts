/** The local clock: real time and an offset, so that a week of mornings takes seconds. */
import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';

/** How far the stage is ahead of the real time, in milliseconds, for other threads to read. */
export type ClockMemory = Float64Array<SharedArrayBuffer>;

/** The stage's clock: real time, and how far it was moved ahead. */
export interface LocalClock {
  /** Milliseconds since 1970, as all doors see it. */
  readonly now: () => number;
  /** Moves the clock to a later instant. Throws on an earlier one. */
  readonly moveTo: (instant: number) => void;
  /** Moves the clock ahead by these milliseconds. Throws on a negative number. */
  readonly moveBy: (ms: number) => void;
  /** How far the local clock is ahead of the real one, in milliseconds. */
  readonly ahead: () => number;
  readonly memory: ClockMemory;
}

/** Opens the clock; with a file the offset survives a restart, so that time never runs backward. */
export function openClock(file?: string): LocalClock {
  const memory: ClockMemory = new Float64Array(
    new SharedArrayBuffer(Float64Array.BYTES_PER_ELEMENT),
  );
  memory[0] = file === undefined ? 0 : readOffset(file);
  const ahead = () => memory[0] ?? 0;
  const now = () => Date.now() + ahead();
  const moveBy = (ms: number) => {
    if (ms < 0) throw new Error('The local clock does not run backward.');
    memory[0] = ahead() + ms;
    if (file !== undefined) writeOffset(file, ahead());
  };
  return { now, ahead, memory, moveBy, moveTo: (instant) => moveBy(instant - now()) };
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

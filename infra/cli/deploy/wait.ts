/** Waiting for what AWS does by itself, and saying each step of it once. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { Terminal } from '../command.ts';

/** How far something is: a line to say, and whether that is the end of it. */
export interface Progress {
  readonly line: string;
  readonly isDone: boolean;
}

const firstPauseMs = 1_000;
const longestPauseMs = 10_000;

/** Looks until it is done or `timeoutMs` have passed; says each line when it changes. */
export async function waitUntil(
  look: () => Promise<Progress>,
  { say, timeoutMs }: { readonly say: Terminal['say']; readonly timeoutMs: number },
): Promise<'done' | 'timeout'> {
  const deadline = Date.now() + timeoutMs;
  let said = '';
  for (let pauseMs = firstPauseMs; ; pauseMs = Math.min(pauseMs * 2, longestPauseMs)) {
    const { line, isDone } = await look();
    if (line !== said) say(line);
    said = line;
    if (isDone) return 'done';
    if (Date.now() + pauseMs > deadline) return 'timeout';
    await sleep(pauseMs);
  }
}

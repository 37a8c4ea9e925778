/** Which process works in a data directory, for the next start and for the owner's command. */
import { accessSync, constants, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as v from 'valibot';
import { isLocked, lockDirectory } from './directory-lock.ts';

/** The system that runs on a directory: its process, its address, its settings. */
export interface Running {
  readonly pid: number;
  readonly origin: string;
  /** The settings of its doors: where the table and the queues are. */
  readonly env: Readonly<Record<string, string>>;
  /** What one that serves is called outside, and who it mails as; the address is for this machine. */
  readonly serving?: {
    readonly siteUrl: string;
    readonly domain: string;
    readonly senderAddress: string;
    readonly postalAddress: string;
  };
}

/** Another Paperboy keeps its data there. */
export class DirectoryInUseError extends Error {
  override readonly name = 'DirectoryInUseError';
}

const fileName = 'running.json';
/** A busy machine takes its time; who does not answer is there all the same. */
const answerTimeoutMs = 20_000;

/**
 * Makes sure that nobody else works in the directory until this process ends or calls what it gets.
 * Throws a DirectoryInUseError when somebody does, even if they do not answer.
 */
export async function holdDirectory(dataDir: string): Promise<() => void> {
  const release = await lockDirectory(dataDir);
  const other = readRunning(dataDir);
  if (release === undefined) {
    const who = other === undefined ? '' : `: ${other.origin} (process ${other.pid})`;
    throw new DirectoryInUseError(
      `Paperboy runs already with the data in ${dataDir}${who}. ` +
        'Stop it, or name another directory with --data.',
    );
  }
  // The note of one that was killed.
  forgetRunning(dataDir);
  return release;
}

/**
 * `silent`: somebody works there who is starting or stopping, was stopped, or does not answer;
 * `forbidden`: another user does, who lets nobody look.
 */
export type Found =
  | { readonly kind: 'absent' }
  | { readonly kind: 'silent' }
  | { readonly kind: 'forbidden' }
  | { readonly kind: 'running'; readonly running: Running };

/** The running system of this directory. */
export async function findRunning(dataDir: string, timeoutMs = answerTimeoutMs): Promise<Found> {
  if (!(await isLocked(dataDir))) return { kind: 'absent' };
  if (isForbidden(dataDir)) return { kind: 'forbidden' };
  const running = readRunning(dataDir);
  return running !== undefined && (await isAnswering(running, timeoutMs))
    ? { kind: 'running', running }
    : { kind: 'silent' };
}

const clockSchema = v.object({ aheadMs: v.number() });

/** How far the clock of the running system is ahead of the real one, in milliseconds. */
export async function aheadOf({ origin }: Running): Promise<number> {
  const answer = await fetch(`${origin}/_control/api/clock`);
  return v.parse(clockSchema, await answer.json()).aheadMs;
}

/** Notes that this process works there. */
export function noteRunning(dataDir: string, running: Running): void {
  writeFileSync(join(dataDir, fileName), JSON.stringify(running, undefined, 2));
}

/** Takes the note away again. */
export function forgetRunning(dataDir: string): void {
  rmSync(join(dataDir, fileName), { force: true });
}

function isForbidden(dataDir: string): boolean {
  try {
    accessSync(join(dataDir, fileName), constants.R_OK);
    return false;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EACCES';
  }
}

function readRunning(dataDir: string): Running | undefined {
  try {
    return JSON.parse(readFileSync(join(dataDir, fileName), 'utf8')) as Running;
  } catch {
    return undefined;
  }
}

async function isAnswering({ origin }: Running, timeoutMs: number): Promise<boolean> {
  try {
    const signal = AbortSignal.timeout(timeoutMs);
    const answer = await fetch(`${origin}/_control/api/clock`, { signal });
    return answer.ok;
  } catch {
    return false;
  }
}

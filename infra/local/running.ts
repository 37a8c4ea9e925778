/** Which process works in a data directory, for the next start and for the owner's command. */
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

export interface Running {
  readonly pid: number;
  readonly origin: string;
  /** The settings of its doors: where the table and the queues are. */
  readonly env: Readonly<Record<string, string>>;
}

/** Another Paperboy keeps its data there. */
export class DirectoryInUseError extends Error {
  override readonly name = 'DirectoryInUseError';
}

const fileName = 'running.json';
const answerTimeoutMs = 1_000;

/** Makes sure that nobody else works in the directory. */
export async function holdDirectory(dataDir: string): Promise<void> {
  const other = readRunning(dataDir);
  if (other !== undefined && (await isAnswering(other))) {
    throw new DirectoryInUseError(
      `Paperboy runs already with the data in ${dataDir}: ${other.origin} (process ${other.pid}). ` +
        'Stop it, or name another directory with --data.',
    );
  }
}

/** The running system of this directory, or undefined when there is none. */
export async function findRunning(dataDir: string): Promise<Running | undefined> {
  const running = readRunning(dataDir);
  return running !== undefined && (await isAnswering(running)) ? running : undefined;
}

/** Notes that this process works there. */
export function noteRunning(dataDir: string, running: Running): void {
  writeFileSync(join(dataDir, fileName), JSON.stringify(running, undefined, 2));
}

/** Takes the note away again. */
export function forgetRunning(dataDir: string): void {
  rmSync(join(dataDir, fileName), { force: true });
}

function readRunning(dataDir: string): Running | undefined {
  try {
    return JSON.parse(readFileSync(join(dataDir, fileName), 'utf8')) as Running;
  } catch {
    return undefined;
  }
}

/** The note outlives a `kill -9`: only a process that is there and answers counts. */
async function isAnswering({ pid, origin }: Running): Promise<boolean> {
  try {
    process.kill(pid, 0);
    const signal = AbortSignal.timeout(answerTimeoutMs);
    const answer = await fetch(`${origin}/_control/api/clock`, { signal });
    return answer.ok;
  } catch {
    return false;
  }
}

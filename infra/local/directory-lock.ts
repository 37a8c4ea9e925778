/**
 * One process at a time in a data directory. The lock is a socket that listens: the system takes it
 * away with its process, however that ends, and leaves it to one that is stopped or busy.
 */
import { once } from 'node:events';
import { rmSync, statSync } from 'node:fs';
import { connect, createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Takes the lock until the process ends or releases it; undefined when another has it. */
export async function lockDirectory(directory: string): Promise<(() => void) | undefined> {
  const address = addressOf(directory);
  if (isFile(address) && !(await isLocked(directory))) rmSync(address, { force: true });
  const server = await listenAt(address);
  return server === undefined ? undefined : () => server.close();
}

/** Whether some process has the lock, this one included. */
export async function isLocked(directory: string): Promise<boolean> {
  if (statSync(directory, { throwIfNoEntry: false }) === undefined) return false;
  const socket = connect(addressOf(directory));
  try {
    await once(socket, 'connect');
    return true;
  } catch (error) {
    // Anything else comes of a holder that is there, such as one that lets others queue up.
    return !['ECONNREFUSED', 'ENOENT'].includes(codeOf(error));
  } finally {
    socket.destroy();
  }
}

async function listenAt(address: string): Promise<Server | undefined> {
  const server = createServer((socket) => socket.destroy()).unref();
  try {
    server.listen(address);
    await once(server, 'listening');
    return server;
  } catch (error) {
    if (codeOf(error) === 'EADDRINUSE') return undefined;
    throw error;
  }
}

/**
 * By the directory itself, whatever path leads there. On Linux a name of no file, which cannot be
 * left behind (unix(7), abstract sockets). Elsewhere a file, which a killed process leaves: two
 * starts in the very moment in which that is cleared away could both go on.
 */
function addressOf(directory: string): string {
  const { dev, ino } = statSync(directory);
  const name = `paperboy-${dev}-${ino}`;
  return process.platform === 'linux' ? `\0${name}` : join(tmpdir(), `${name}.sock`);
}

function isFile(address: string): boolean {
  return !address.startsWith('\0');
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : '';
}

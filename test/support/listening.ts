/** Which addresses a process and those that it started listen on, by what Linux tells in /proc. */
import { readdirSync, readFileSync, readlinkSync } from 'node:fs';

/** The state of a socket that listens, in /proc/net/tcp (proc(5)). */
const listening = '0A';

/** Addresses as `127.0.0.1` or, of IPv6, in hexadecimal; each once. */
export function listeningOf(pid: number): string[] {
  const inodes = new Set(treeOf(pid).flatMap(socketsOf));
  const found = ['/proc/net/tcp', '/proc/net/tcp6'].flatMap((file) =>
    linesOf(file).flatMap((line) => {
      const [, local = '', , state = '', , , , , , inode = ''] = line.trim().split(/\s+/);
      return state === listening && inodes.has(inode) ? [addressOf(local)] : [];
    }),
  );
  return [...new Set(found)].sort();
}

/** Whether only this machine reaches it. */
export function isLoopback(address: string): boolean {
  return address.startsWith('127.') || address === '00000000000000000000000001000000';
}

function addressOf(local: string): string {
  const [hex = ''] = local.split(':');
  if (hex.length > 8) return hex;
  const bytes = hex.match(/../g) ?? [];
  return bytes
    .reverse()
    .map((byte) => Number.parseInt(byte, 16))
    .join('.');
}

function linesOf(file: string): string[] {
  try {
    return readFileSync(file, 'utf8').split('\n').slice(1);
  } catch {
    return [];
  }
}

function treeOf(root: number): number[] {
  const parents = new Map(
    readdirSync('/proc')
      .filter((name) => /^\d+$/.test(name))
      .map((name) => [Number(name), parentOf(name)]),
  );
  const isBelow = (pid: number | undefined): boolean =>
    pid !== undefined && pid > 0 && (pid === root || isBelow(parents.get(pid)));
  return [...parents.keys()].filter(isBelow);
}

function parentOf(pid: string): number {
  const [line = ''] = [linesBefore(`/proc/${pid}/stat`)];
  return Number(
    line
      .slice(line.lastIndexOf(')') + 1)
      .trim()
      .split(' ')[1],
  );
}

function linesBefore(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}

function socketsOf(pid: number): string[] {
  try {
    return readdirSync(`/proc/${pid}/fd`).flatMap((fd) => {
      const inode = /^socket:\[(\d+)\]$/.exec(linkOf(`/proc/${pid}/fd/${fd}`))?.[1];
      return inode === undefined ? [] : [inode];
    });
  } catch {
    return [];
  }
}

function linkOf(path: string): string {
  try {
    return readlinkSync(path);
  } catch {
    return '';
  }
}

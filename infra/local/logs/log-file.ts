/**
 * The lines of the doors' logs in the data directory, as CloudWatch Logs keeps them: with the instant
 * at which each came, and the door. Two files at most, so that they do not fill the disk.
 */
import {
  closeSync,
  existsSync,
  fstatSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  writeSync,
} from 'node:fs';
import { join } from 'node:path';
import * as v from 'valibot';
import { type LogLine, readLine } from '../../../functions/config/log-line.ts';

/** The folder in the data directory. */
export const logFolder = 'log';
const [current, before] = ['doors.jsonl', 'doors-before.jsonl'] as const;

/** Then the file becomes the one before, and the one before it goes. */
export const logFileBytesMax = 8_000_000;

const lineSchema = v.object({ timestamp: v.number(), door: v.string(), message: v.string() });

/** A log that is written to. */
export interface LogFile {
  readonly add: (door: string, message: string) => void;
  readonly close: () => void;
}

/** Opens the log of this data directory; `bytesMax` of each file. */
export function openLogFile(
  dataDir: string,
  now: () => number,
  bytesMax: number = logFileBytesMax,
): LogFile {
  const folder = join(dataDir, logFolder);
  mkdirSync(folder, { recursive: true });
  const open = () => openSync(join(folder, current), 'a');
  let file = open();
  let bytes = fstatSync(file).size;
  return {
    add: (door, message) => {
      const line = `${JSON.stringify({ timestamp: now(), door, message })}\n`;
      if (bytes > 0 && bytes + line.length > bytesMax) {
        closeSync(file);
        renameSync(join(folder, current), join(folder, before));
        file = open();
        bytes = 0;
      }
      bytes += writeSync(file, line);
    },
    close: () => closeSync(file),
  };
}

/** All lines that are kept there, as they were written; one that a death has cut short is left out. */
export function readLogFile(dataDir: string): LogLine[] {
  const folder = join(dataDir, logFolder);
  return [before, current]
    .map((name) => join(folder, name))
    .filter((file) => existsSync(file))
    .flatMap((file) => readFileSync(file, 'utf8').split('\n').flatMap(lineIn));
}

function lineIn(text: string): LogLine[] {
  try {
    const { timestamp, door, message } = v.parse(lineSchema, JSON.parse(text));
    return [readLine(door, timestamp, message)];
  } catch {
    return [];
  }
}

/** The logs of the Paperboy that runs on this machine: it keeps them in its data directory. */
import type { FindLines } from '../../../functions/config/log-line.ts';
import { readLogFile } from '../../local/logs/log-file.ts';

/** Looks through the log in this data directory, which holds a few megabytes at most. */
export function findInFile(dataDir: string): FindLines {
  return async ({ terms, since, doors }) => {
    const lines = readLogFile(dataDir).filter(
      ({ at, door, fields }) =>
        at >= since &&
        doors?.includes(door) !== false &&
        terms.some((term) => JSON.stringify(fields).includes(term)),
    );
    return { lines, isCut: false };
  };
}

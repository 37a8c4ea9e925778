/** The passphrase of a backup: from a file, as a command line can be seen by others. */
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { passphraseCharsMin } from '../../../functions/config/sealed.ts';
import { RefusedError } from '../errors.ts';

/** Its first line. Throws a RefusedError when there is none, or a short one. */
export function readPassphrase(folder: string, name: string): string {
  const [line = ''] = read(resolve(folder, name), name).split(/\r?\n/);
  if (line.length >= passphraseCharsMin) return line;
  throw new RefusedError(
    `The first line of ${name} is the passphrase: it needs ${passphraseCharsMin} characters or more.`,
  );
}

function read(path: string, name: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    throw new RefusedError(`${name} cannot be read.`);
  }
}

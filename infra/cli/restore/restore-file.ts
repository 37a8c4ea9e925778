/** `restore FILE`: what the file is, whether it can be restored here, and what nobody can know. */
import { resolve } from 'node:path';
import * as v from 'valibot';
import { unseal } from '../../../functions/config/sealed.ts';
import type { Answer, Screen } from '../command.ts';
import type { Connection } from '../connection.ts';
import { RefusedError } from '../errors.ts';
import { factsText } from '../table-text.ts';
import { countText, timeText } from '../time-text.ts';
import { hashMark } from './backup.ts';
import { type BackupHeader, type CheckedBackup, checkBackup, readHeader } from './backup-file.ts';
import { checkSchema } from './beside.ts';
import { checkEmpty, type FileKeys, nameOfRestore, restoreFile } from './from-file.ts';
import { readPassphrase } from './passphrase.ts';
import { heedSesList } from './ses-suppressions.ts';
import { countFacts } from './words.ts';

/** What was asked for. */
export interface Asked {
  readonly continues: boolean;
  readonly otherKeys: boolean;
  readonly passphraseFile: string | undefined;
  readonly isLook: boolean;
}

/** Checks the whole file before anything is written; in a look that is all. */
export async function restoreFrom(
  name: string,
  asked: Asked,
  screen: Screen,
  connection: Connection,
): Promise<Answer> {
  const done = await bringFile(name, asked, screen, connection);
  const { checked, keys, facts } = done;
  if (facts === undefined) return { lines: lookLines(checked, screen.columns) };
  return { lines: [...facts, ...endLines(checked, asked.continues, keys)] };
}

/** A file that was read, and what was brought of it, in lines; none in a look. */
export interface Brought {
  readonly checked: CheckedBackup;
  readonly keys: FileKeys | undefined;
  readonly facts: readonly string[] | undefined;
}

/** Reads the whole file, and restores it unless it is only looked at. Throws a RefusedError. */
export async function bringFile(
  name: string,
  asked: Asked,
  screen: Screen,
  connection: Connection,
): Promise<Brought> {
  const path = resolve(screen.folder, name);
  const header = await readHeader(path, name);
  const opened = await openSecrets(header, name, asked, screen.folder);
  const checked = await checkBackup(path, name, opened?.mark);
  checkContinues(checked, asked, name);
  await checkSchema(header.schema, connection.table);
  const keys = opened?.keys;
  await checkKeys(header, keys, asked, connection, name);
  const input = {
    path,
    name,
    mark: checked.mark,
    keys,
    continues: asked.continues,
    progress: (rows: number) => screen.progress?.(`${countText(rows, 'row')} gone through`),
  };
  await checkEmpty(connection, nameOfRestore(input));
  if (asked.isLook) return { checked, keys, facts: undefined };
  const place = {
    ...connection,
    keys: await connection.signingKeys(),
    heed: () => heedSesList(connection),
  };
  const { counts, heeded } = await restoreFile(input, place);
  const facts = [
    ...countFacts(counts),
    ['On SES’s list of the account, and suppressed', heeded === 0 ? undefined : String(heeded)],
  ] as const;
  return { checked, keys, facts: factsText(facts, screen.columns) };
}

const secretsSchema = v.pipe(
  v.string(),
  v.parseJson(),
  v.object({ signing: v.string(), hash: v.string() }),
);

async function openSecrets(
  { secrets }: BackupHeader,
  name: string,
  { passphraseFile }: Asked,
  folder: string,
): Promise<{ readonly keys: FileKeys; readonly mark: Buffer } | undefined> {
  if (secrets === null) {
    if (passphraseFile === undefined) return undefined;
    throw new RefusedError(`${name} holds no keys, so no passphrase opens any.`);
  }
  if (passphraseFile === undefined) {
    throw new RefusedError(`${name} holds its keys: open them with --passphrase-file FILE.`);
  }
  const opened = await unseal(secrets, readPassphrase(folder, passphraseFile));
  const keys = opened && v.safeParse(secretsSchema, opened.text);
  if (opened === undefined || keys?.success !== true) {
    throw new RefusedError(`This passphrase does not open ${name}; nothing was written.`);
  }
  return { keys: keys.output, mark: opened.keys.mark };
}

function checkContinues({ pausedSince }: CheckedBackup, { continues }: Asked, name: string): void {
  if (!continues || pausedSince !== undefined) return;
  throw new RefusedError(
    `When ${name} was made, sending was not paused all the while and five minutes before: who got ` +
      'what meanwhile is not known, so nobody can go on where they were. Nothing was written.',
  );
}

/** Hashes of who was erased, and links that were mailed, are of use under the same keys only. */
async function checkKeys(
  header: BackupHeader,
  keys: FileKeys | undefined,
  { otherKeys }: Asked,
  { table }: Connection,
  name: string,
): Promise<void> {
  if (keys !== undefined || otherKeys) return;
  if (header.hashMark === (await hashMark(table.hashes))) return;
  throw new RefusedError(
    `${name} holds no keys, and is of a Paperboy whose keys are others: links that were mailed would ` +
      'not work here, and nobody who was erased would be recognised. Make a backup --with-secrets, ' +
      'or take that with --other-keys. Nothing was written.',
  );
}

function lookLines({ header, rows }: CheckedBackup, columns: number): string[] {
  const facts = [
    ['Made', `${timeText(header.at, 'UTC')} UTC`],
    ['Newsletters', header.newsletters.map(({ name }) => name).join(', ') || 'none'],
    ['Rows', rows.toLocaleString('en')],
    ['Keys', header.secrets === null ? 'none' : 'of links and hashes'],
  ] as const;
  return [
    ...factsText(facts, columns),
    'The file is whole. Nothing is changed yet: the same with --yes restores it.',
  ];
}

function endLines(
  { header }: CheckedBackup,
  continues: boolean,
  keys: FileKeys | undefined,
): string[] {
  const since = `${timeText(header.at, 'UTC')} UTC`;
  const brought =
    keys === undefined
      ? []
      : ['Doors that run read the keys that came within an hour: let sending wait so long.'];
  const unknown = continues
    ? ['All go on where they were.']
    : [
        `What happened after ${since} nobody knows here: who got what, so readers get what is new`,
        'from now on; what feeds brought since counts as seen; and who left since. Take those off first.',
      ];
  return [
    'Sending waits for you.',
    ...unknown,
    ...brought,
    'Let it go on when you have seen this: paperboy sending resume',
  ];
}

/** Restores a file into a table without newsletters: nobody is mailed until its owner says so. */
import { hashWith } from '../../../functions/config/hash-key.ts';
import type { Secrets } from '../../../functions/config/secrets.ts';
import { hashKeyOf, signingKeysOf } from '../../../functions/config/signing-secret.ts';
import { newsletterStore } from '../../../functions/store/newsletters.ts';
import { aloneTurns, restoreAlone } from '../../../functions/store/restore-alone.ts';
import { aloneBook } from '../../../functions/store/restore-book.ts';
import { noCounts, type RestoreCounts } from '../../../functions/store/restore-counts.ts';
import { clearMark, loadMark, saveMark } from '../../../functions/store/restore-mark.ts';
import { RefusedError } from '../errors.ts';
import { patiently } from '../patience.ts';
import { rowsOf } from './backup-file.ts';
import { beginRestore } from './beside.ts';
import { type RestorePlace, restoreMoves } from './moves.ts';

/** The keys of the place that a file comes from. */
export interface FileKeys {
  readonly signing: string;
  readonly hash: string;
}

/** What is restored. */
export interface FileInput {
  readonly path: string;
  readonly name: string;
  /** Names what is in the file. */
  readonly mark: string;
  readonly keys: FileKeys | undefined;
  readonly continues: boolean;
  readonly progress: (rows: number) => void;
}

/** Where it goes. */
export interface FilePlace extends RestorePlace {
  readonly secrets: () => Secrets;
  /** What SES knows by now. */
  readonly heed: () => Promise<number>;
}

const rowsAtOnce = 2_000;

/** Refuses a table in which there is a newsletter, unless this restore has written it. */
export async function checkEmpty(
  { table }: Pick<RestorePlace, 'table'>,
  of: string,
): Promise<void> {
  const mark = await loadMark(table);
  if (mark?.of === of) return;
  const [newsletter] = await newsletterStore(table).list();
  if (newsletter === undefined) return;
  throw new RefusedError(
    `There is a newsletter here already, ${newsletter.name}: a file is restored into a Paperboy ` +
      'without any. Nothing was written.',
  );
}

/** Restores, or goes on with it. Returns the counts, and how many SES's list had suppressed. */
export async function restoreFile(
  input: FileInput,
  place: FilePlace,
): Promise<{ readonly counts: RestoreCounts; readonly heeded: number }> {
  const of = nameOfRestore(input);
  await checkEmpty(place, of);
  const mark = await beginRestore(of, place);
  if (input.keys !== undefined) await bringKeys(input.keys, place);
  const table = withHashKey(place, input.keys);
  const counts: Record<string, number> = { ...(mark.progress?.counts ?? noCounts()) };
  const { knownOfAll, write, writeTogether } = aloneBook(table, restoreMoves({ ...place, table }));
  const terms = { at: mark.at, continues: input.continues };
  const add = (what: string, howMany = 1) => {
    counts[what] = (counts[what] ?? 0) + howMany;
  };
  let seen = 0;
  for (let turn = 0; turn < aloneTurns; turn++) {
    for await (const rows of rowsOf(input.path, input.name, rowsAtOnce)) {
      seen += rows.length;
      if (seen <= mark.done) continue;
      await restoreAlone(rows, turn, terms, {
        knownOfAll: (readers) => patiently(() => knownOfAll(readers)),
        write: (one) => patiently(() => write(one)),
        writeTogether: (some) => patiently(() => writeTogether(some)),
        add,
      });
      const progress = { after: undefined, counts: { ...counts } as RestoreCounts };
      await saveMark(table, { ...mark, progress, done: seen });
      input.progress(seen);
    }
  }
  const heeded = await place.heed();
  await clearMark(table);
  return { counts: counts as RestoreCounts, heeded };
}

/** Only the same file with the same option goes on where one stopped. */
export function nameOfRestore({ mark, continues }: Pick<FileInput, 'mark' | 'continues'>): string {
  return `the file ${mark.slice(0, 16)}${continues ? ' --continues' : ''}`;
}

/** The keys of links of both places are good from now on, and that of the file signs. */
async function bringKeys(keys: FileKeys, { secrets, now }: FilePlace): Promise<void> {
  const { signing, hash } = secrets();
  const [theirs, ours] = [
    signingKeysOf(keys.signing, now()),
    signingKeysOf(await signing.read(), now()),
  ];
  if (theirs === undefined || ours === undefined || hashKeyOf(keys.hash) === undefined) {
    throw new RefusedError('The keys have another form; nothing was written.');
  }
  const known = new Set([theirs.current, ...theirs.older].map(({ secret }) => secret));
  const added = [ours.current, ...ours.older].filter(({ secret }) => !known.has(secret));
  if (added.length > 0 || ours.current.secret !== theirs.current.secret) {
    await signing.write(JSON.stringify({ ...theirs.current, older: [...theirs.older, ...added] }));
  }
  if ((await hash.read()) !== keys.hash) await hash.write(keys.hash);
}

/** This process may have read the key that was there before. */
function withHashKey({ table }: RestorePlace, keys: FileKeys | undefined) {
  const key = keys && hashKeyOf(keys.hash);
  if (key === undefined) return table;
  return {
    ...table,
    hashes: async (purpose: string, text: string) => hashWith(key, purpose, text),
  };
}

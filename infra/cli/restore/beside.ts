/** A restore from a table that stands beside the one of now: sending waits, and goes on after it. */
import { pauseSending, resumeSending } from '../../../functions/mail/pace.ts';
import type { Table } from '../../../functions/store/client.ts';
import { newsletterStore } from '../../../functions/store/newsletters.ts';
import { loadPace, paceStore } from '../../../functions/store/pace.ts';
import { lookingBook, restoreBook } from '../../../functions/store/restore-book.ts';
import type { RestoreCounts } from '../../../functions/store/restore-counts.ts';
import {
  clearMark,
  loadMark,
  type RestoreMark,
  saveMark,
} from '../../../functions/store/restore-mark.ts';
import { restoreTable } from '../../../functions/store/restore-table.ts';
import { schemaStore } from '../../../functions/store/schema.ts';
import { RefusedError } from '../errors.ts';
import { patiently } from '../patience.ts';
import { type RestorePlace, restoreMoves } from './moves.ts';

/** What is restored beside, and how. */
export interface BesideInput {
  readonly past: Table;
  /** Names what is restored: only the same goes on where an interrupted one stopped. */
  readonly of: string;
  readonly takesBackRemoved: boolean;
  readonly progress: (rows: number) => void;
}

/** Throws a RefusedError when rows of another version would come between those of this table. */
export async function checkSchema(theirs: number, table: Table): Promise<void> {
  const ours = await schemaStore(table).version();
  if (ours === theirs) return;
  throw new RefusedError(
    `What is to be restored has rows of version ${theirs}, and the table those of ${ours}: only the ` +
      'same go together. Nothing was written.',
  );
}

/** Says what a restore would do, and writes nothing. */
export async function lookBeside(
  { past, takesBackRemoved, progress }: BesideInput,
  place: RestorePlace,
): Promise<RestoreCounts> {
  const { table } = place;
  await checkSchema(await schemaStore(past).version(), table);
  return restoreTable(
    {
      at: place.now(),
      takesBackRemoved,
      living: new Set(await livingIn(table)),
      earlier: undefined,
    },
    {
      ...lookingBook({ past, now: table }, restoreMoves(place)),
      note: async ({ counts }) => progress(counts['looked at']),
    },
  );
}

/** How a restore ended. */
export interface Restored {
  readonly counts: RestoreCounts;
  /** Sending waits for the owner, who must see first what cannot be known. */
  readonly waits: boolean;
  /** It was paused before. */
  readonly wasPaused: boolean;
}

/** What is heeded before sending goes on: what SES knows by now. */
export interface BesidePlace extends RestorePlace {
  readonly heed: () => Promise<unknown>;
}

/** Restores, or goes on with it. Throws a RefusedError when another restore is under way. */
export async function restoreBeside(
  { past, of, takesBackRemoved, progress }: BesideInput,
  place: BesidePlace,
): Promise<Restored> {
  const { table } = place;
  await checkSchema(await schemaStore(past).version(), table);
  const mark = await beginRestore(of, place);
  const book = restoreBook({ past, now: table }, restoreMoves(place));
  const counts = await restoreTable(
    {
      at: mark.at,
      takesBackRemoved,
      living: new Set(mark.living),
      earlier: mark.progress,
    },
    {
      ...book,
      write: (write) => patiently(() => book.write(write)),
      note: async (reached) => {
        progress(reached.counts['looked at']);
        await saveMark(table, { ...mark, progress: reached });
      },
    },
  );
  await place.heed();
  const { wasPaused } = mark;
  const waits = wasPaused || counts['readers back'] > 0;
  if (!waits) await resumeSending(paceStore(table));
  await clearMark(table);
  return { counts, waits, wasPaused };
}

async function livingIn(table: Table): Promise<string[]> {
  return (await newsletterStore(table).list()).map(({ id }) => id);
}

/** Pauses sending and notes what begins; what was begun before goes on. */
export async function beginRestore(
  of: string,
  { table, now }: Pick<RestorePlace, 'table' | 'now'>,
): Promise<RestoreMark> {
  const mark = (await loadMark(table)) ?? (await newMark(of, { table, now }));
  if (mark.of !== of) {
    throw new RefusedError(
      `Another restore has not come to its end: ${mark.of}. Give that one again first.`,
    );
  }
  await pauseSending({ at: mark.at, by: 'owner', reason: 'a restore.' }, paceStore(table));
  return mark;
}

/** Written before sending is paused: who dies in between finds it, and pauses. */
async function newMark(
  of: string,
  { table, now }: Pick<RestorePlace, 'table' | 'now'>,
): Promise<RestoreMark> {
  const wasPaused = (await loadPace(table))?.paused !== undefined;
  const living = await livingIn(table);
  const mark = { of, at: now(), wasPaused, living, progress: undefined, done: 0 };
  await saveMark(table, mark);
  return mark;
}

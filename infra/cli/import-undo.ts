/** `subscribers import --undo`: takes back what one import added and nobody touched since. */
import { leftAlone } from '../../functions/config/in-hand.ts';
import { takeBackImported } from '../../functions/store/imports.ts';
import { importBook } from '../../functions/store/stored-imports.ts';
import { walkSubscribers } from '../../functions/store/subscriber-walk.ts';
import { importStep } from '../../functions/subscriber/import/import-step.ts';
import { undoImport as undoStored } from '../../functions/subscriber/import/start-import.ts';
import {
  byCommand,
  changedImport,
  type StoredImport,
} from '../../functions/subscriber/import/stored-import.ts';
import { wasTouched } from '../../functions/subscriber/import-leaving.ts';
import { chosenNewsletter } from './chosen.ts';
import type { Answer } from './command.ts';
import type { Connection } from './connection.ts';
import { RefusedError, UsageError } from './errors.ts';
import { stepDeps } from './import-deps.ts';
import { countText } from './time-text.ts';

interface Undo {
  /** When the import began, as it said itself. */
  readonly run: string;
  readonly newsletter: string | undefined;
  readonly isDry: boolean;
}

/** Looks for the readers of that import, and with `--apply` takes them out again. */
export async function undoImport(
  { run, newsletter: id, isDry }: Undo,
  connection: Connection,
): Promise<Answer> {
  const at = Date.parse(run);
  if (Number.isNaN(at)) {
    throw new UsageError(`--undo takes the run that the import named, not ${run}.`);
  }
  const newsletter = await chosenNewsletter(id, connection);
  const { table, now } = connection;
  const counts = { takenBack: isDry ? 0 : await undoRecords(newsletter.id, at, connection) };
  let touched = 0;
  // Those of an earlier release have no record, and a few have another id than their record says.
  for await (const reader of walkSubscribers(table, now())) {
    if (reader.newsletterId !== newsletter.id || reader.consent.importedAt !== at) continue;
    const isGone =
      !wasTouched(reader) && (isDry || (await takeBackImported(table, reader, now())) === 'gone');
    if (isGone) counts.takenBack += 1;
    else touched += 1;
  }
  const { takenBack } = counts;
  if (takenBack + touched === 0) {
    throw new RefusedError(`${newsletter.id} has nobody who came with the import ${run}.`);
  }
  const gone = isDry ? 'would be taken out again' : 'are taken out again';
  return {
    lines: [
      `Of the import ${run}: ${countText(takenBack, 'address', 'addresses')} ${gone}.`,
      ...(touched > 0
        ? [`${countText(touched, 'reader')} stay: they changed something, or a mail is on its way.`]
        : []),
      ...(isDry ? ['', 'Nothing was written yet. Do it with --apply.'] : []),
    ],
    json: { takenBack, touched, isDryRun: isDry },
  };
}

const importsAtOnce = 100;

/** The imports of a newsletter whose run began then: one, or one for each file of the command. */
async function recordsOf(
  newsletterId: string,
  startedAt: number,
  { table, now }: Connection,
): Promise<StoredImport[]> {
  const { list } = importBook(table, now).records;
  const found: StoredImport[] = [];
  for (let before: string | undefined; ; ) {
    const some = await list(newsletterId, { before, limit: importsAtOnce });
    found.push(...some.filter((one) => one.startedAt === startedAt));
    if (some.length < importsAtOnce) return found;
    before = some.at(-1)?.importId;
  }
}

/** Takes those back as the desk does; says how many are gone. */
async function undoRecords(
  newsletterId: string,
  startedAt: number,
  connection: Connection,
): Promise<number> {
  const deps = stepDeps(connection);
  const { now } = connection;
  let gone = 0;
  for (const record of await recordsOf(newsletterId, startedAt, connection)) {
    const before = record.state === 'undone' ? (record.counts.takenBack ?? 0) : 0;
    const undoing = await undoStored(record, { records: deps.records, now });
    if (undoing.kind !== 'undoing') continue;
    await lettingGo(undoing.stored, connection);
    gone += ((await undone(undoing.stored, connection)).counts.takenBack ?? 0) - before;
  }
  return gone;
}

/** The command that added them was ended: nobody has to wait until it is taken for dead. */
async function lettingGo(stored: StoredImport, { table, now }: Connection): Promise<void> {
  if (stored.by !== byCommand || stored.worker === undefined) return;
  const next = changedImport(stored, leftAlone(now()));
  await importBook(table, now).records.save(next, stored.version);
}

const stepMs = 60_000;

/** Works it off, unless the sweep is at it just now, which then does. */
async function undone(first: StoredImport, connection: Connection): Promise<StoredImport> {
  const deps = stepDeps(connection);
  let stored = first;
  for (;;) {
    const stepped = await importStep(stored, deps, connection.now() + stepMs);
    if (stepped.kind === 'unknown') return stored;
    stored = stepped.stored;
    if (stepped.kind !== 'worked' || stored.state === 'undone') return stored;
  }
}

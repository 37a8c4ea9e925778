/** The place where it goes on: whether it can, what was kept there before, and the restore. */
import { pauseSending } from '../../../functions/mail/pace.ts';
import type { Row } from '../../../functions/store/client.ts';
import { emptyLeftPlace, rowsSince } from '../../../functions/store/left-rows.ts';
import {
  clearMoveMarks,
  loadMovedAway,
  loadMovedIn,
  saveMovedIn,
} from '../../../functions/store/move-marks.ts';
import { newsletterStore } from '../../../functions/store/newsletters.ts';
import { loadPace, paceStore } from '../../../functions/store/pace.ts';
import { clearMark, loadMark } from '../../../functions/store/restore-mark.ts';
import { schemaStore } from '../../../functions/store/schema.ts';
import type { Screen } from '../command.ts';
import type { Connection } from '../connection.ts';
import { RefusedError } from '../errors.ts';
import { checkEmpty, nameOfRestore } from '../restore/from-file.ts';
import { bringFile } from '../restore/restore-file.ts';
import type { Left, MoveFile } from './leave.ts';
import type { Target } from './place.ts';

/**
 * Looks at the new place. Throws a RefusedError when it keeps a newsletter of its own: only a place
 * that mails nobody since its newsletters are elsewhere may be filled anew.
 */
export async function lookAtTarget(name: string, connection: Connection): Promise<Target> {
  const { table, siteUrl, stack } = connection;
  const since = (await isLeft(connection)) ? await sinceLeft(connection) : [];
  if ((await loadMovedIn(table)) === undefined && !(await isLeft(connection))) {
    await checkEmpty(connection, (await loadMark(table))?.of ?? '');
  }
  const schema = await schemaStore(table).version();
  return { name, siteUrl, since, schema, domain: stack?.domain };
}

async function sinceLeft({ table }: Connection): Promise<Row[]> {
  const mark = await loadMovedAway(table);
  return mark === undefined ? [] : rowsSince(table, mark.toldThrough);
}

/** Whether what is kept here goes on elsewhere, and nobody was mailed from here since. */
async function isLeft({ table }: Pick<Connection, 'table'>): Promise<boolean> {
  const mark = (await loadMovedAway(table)) ?? (await loadMovedIn(table));
  return mark !== undefined && (await loadPace(table))?.paused?.at === mark.pausedAt;
}

/** What was brought, in lines; none when it had been brought before. */
export async function arrive(
  left: Extract<Left, { kind: 'written' }>,
  from: string,
  { name, passphraseFile }: MoveFile,
  screen: Screen,
  connection: Connection,
): Promise<readonly string[]> {
  const { table } = connection;
  const { file } = left;
  const known = await loadMovedIn(table);
  if (known?.file !== file.mark) await makeRoom(file.mark, from, connection);
  else if (await hasEnded(connection)) return [];
  const asked = { continues: true, otherKeys: false, passphraseFile, isLook: false };
  const { facts = [] } = await bringFile(name, asked, screen, connection);
  return facts;
}

/** Empties a place that was left, and notes what comes: whoever is interrupted knows it again. */
async function makeRoom(mark: string, from: string, connection: Connection): Promise<void> {
  const { table, now } = connection;
  if (await isLeft(connection)) {
    await emptyLeftPlace(table);
    await clearMark(table);
    await clearMoveMarks(table);
  }
  await checkEmpty(connection, nameOfRestore({ mark, continues: true }));
  const pause = { at: now(), by: 'owner', reason: `its move from ${from}.` } as const;
  const { at: pausedAt } = await pauseSending(pause, paceStore(table));
  await saveMovedIn(table, { file: mark, from, pausedAt });
}

/** Whether all of the file is there: a restore that is under way has a mark, from its beginning on. */
async function hasEnded({ table }: Pick<Connection, 'table'>): Promise<boolean> {
  return (await loadMark(table)) === undefined && (await newsletterStore(table).list()).length > 0;
}

/** Throws a RefusedError when it is not this file that the new place goes on with. */
export async function checkArrived(
  { file, to }: Pick<Extract<Left, { kind: 'away' }>, 'file' | 'to'>,
  { table }: Pick<Connection, 'table'>,
): Promise<void> {
  if ((await loadMovedIn(table))?.file === file) return;
  throw new RefusedError(
    `This Paperboy has moved to ${to}, and that is another place. Move on from there.`,
  );
}

/** The place that is left: sending is paused, what is in flight comes to rest, the file is written. */
import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { unseal } from '../../../functions/config/sealed.ts';
import { pauseSending } from '../../../functions/mail/pace.ts';
import type { Row } from '../../../functions/store/client.ts';
import { rowsSince } from '../../../functions/store/left-rows.ts';
import { loadMovedAway, saveMovedAway } from '../../../functions/store/move-marks.ts';
import { newsletterStore } from '../../../functions/store/newsletters.ts';
import { paceStore } from '../../../functions/store/pace.ts';
import { loadMark } from '../../../functions/store/restore-mark.ts';
import { schemaStore } from '../../../functions/store/schema.ts';
import type { Screen } from '../command.ts';
import type { Connection } from '../connection.ts';
import { RefusedError } from '../errors.ts';
import { backUpInto, endedMs } from '../restore/backup.ts';
import { type CheckedBackup, checkBackup, readHeader } from '../restore/backup-file.ts';
import { readPassphrase } from '../restore/passphrase.ts';
import { heedSesList } from '../restore/ses-suppressions.ts';
import type { Target } from './place.ts';

/** The file of a move, and how it is written. */
export interface MoveFile {
  readonly name: string;
  readonly passphraseFile: string;
  /** Whether to wait here until what is in flight has come to rest. */
  readonly waits: boolean;
}

/** How far the place that is left has come. */
export type Left =
  /** It was left before: what has happened there since. */
  | {
      readonly kind: 'away';
      readonly to: string;
      readonly file: string;
      readonly since: readonly Row[];
      readonly through: number;
    }
  /** Mails may be under way until then (ms). */
  | { readonly kind: 'resting'; readonly until: number }
  | {
      readonly kind: 'written';
      readonly file: CheckedBackup;
      readonly pausedAt: number;
      readonly siteUrl: string;
    };

/** Looks whether it was left already, without changing anything. */
export async function awayFrom({
  table,
  now,
}: Pick<Connection, 'table' | 'now'>): Promise<Extract<Left, { kind: 'away' }> | undefined> {
  const mark = await loadMovedAway(table);
  if (mark === undefined) return undefined;
  const through = now();
  const since = await rowsSince(table, mark.toldThrough);
  return { kind: 'away', to: mark.to, file: mark.file, since, through };
}

/** Throws a RefusedError when what is here cannot go on there; nothing is changed. */
export async function checkFits(
  { schema, domain }: Pick<Target, 'schema' | 'domain'>,
  { table }: Pick<Connection, 'table'>,
): Promise<void> {
  const newsletters = await newsletterStore(table).list();
  if (newsletters.length === 0) {
    throw new RefusedError('There is no newsletter here, so nothing to move.');
  }
  if ((await schemaStore(table).version()) !== schema) {
    throw new RefusedError(
      'The rows of both places are of different releases: bring both to the same one first, with ' +
        'paperboy upgrade. Nothing was moved.',
    );
  }
  const ending = `@${domain?.toLowerCase()}`;
  const other = newsletters.find(({ sender }) => !sender.address.toLowerCase().endsWith(ending));
  if (domain === undefined || other === undefined) return;
  throw new RefusedError(
    `${other.name} mails as ${other.sender.address}, and the new place as ${domain}: set that up for ` +
      'the same domain first. Nothing was moved.',
  );
}

/** Pauses, waits, and writes the file, or takes the one that an interrupted move has written. */
export async function leave(
  file: MoveFile,
  to: string,
  screen: Screen,
  connection: Connection,
): Promise<Exclude<Left, { kind: 'away' }>> {
  const { table, now, siteUrl } = connection;
  if ((await loadMark(table)) !== undefined) {
    throw new RefusedError('A restore has not come to its end here. Give that one again first.');
  }
  const reason = `its move to ${to}.`;
  const pausing = { at: now(), by: 'owner', reason } as const;
  const { at: pausedAt } = await pauseSending(pausing, paceStore(table));
  const until = pausedAt + endedMs;
  const restsMs = until - now();
  if (restsMs > 0) {
    if (!file.waits) return { kind: 'resting', until };
    screen.terminal?.say(
      'Sending is paused. Mails that are under way are waited for: five minutes.',
    );
    await sleep(restsMs);
  }
  await heedSesList(connection);
  const written = await writtenFile(file, pausedAt, screen, connection);
  return { kind: 'written', file: written, pausedAt, siteUrl };
}

async function writtenFile(
  { name, passphraseFile }: MoveFile,
  pausedAt: number,
  screen: Screen,
  connection: Connection,
): Promise<CheckedBackup> {
  const path = resolve(screen.folder, name);
  const passphrase = readPassphrase(screen.folder, passphraseFile);
  if (!existsSync(path)) await backUpInto(path, passphrase, screen, connection);
  const { secrets } = await readHeader(path, name);
  const opened = secrets === null ? undefined : await unseal(secrets, passphrase);
  if (opened === undefined) {
    throw new RefusedError(
      `${name} is another file, or its passphrase another one. Name a new file.`,
    );
  }
  const checked = await checkBackup(path, name, opened.keys.mark);
  if (checked.pausedSince === pausedAt) return checked;
  throw new RefusedError(
    `${name} is of another time: sending went on since. Name a new file; nothing was moved.`,
  );
}

/** Notes where it has gone, and through when the new place knows what happened here. */
export async function noteAway(
  { file, pausedAt }: { readonly file: CheckedBackup; readonly pausedAt: number },
  to: string,
  { table }: Pick<Connection, 'table'>,
): Promise<void> {
  const { mark, header } = file;
  await saveMovedAway(table, { file: mark, to, pausedAt, toldThrough: header.at });
}

/** What happened until then (ms) is known in the new place. */
export async function noteTold(
  through: number,
  { table }: Pick<Connection, 'table'>,
): Promise<void> {
  const mark = await loadMovedAway(table);
  if (mark !== undefined) await saveMovedAway(table, { ...mark, toldThrough: through });
}

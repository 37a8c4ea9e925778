/** `backup FILE`: all that another place needs to go on. */
import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import type { Hashes } from '../../../functions/config/hash-key.ts';
import { seal } from '../../../functions/config/sealed.ts';
import { minuteMs } from '../../../functions/config/time.ts';
import { backupRows } from '../../../functions/store/backup-rows.ts';
import { newsletterStore } from '../../../functions/store/newsletters.ts';
import { loadPace } from '../../../functions/store/pace.ts';
import { schemaStore } from '../../../functions/store/schema.ts';
import { type Answer, command, type Input, type Screen } from '../command.ts';
import type { Connection } from '../connection.ts';
import { RefusedError, UsageError } from '../errors.ts';
import { countText } from '../time-text.ts';
import { backupVersion, writeBackup } from './backup-file.ts';
import { readPassphrase } from './passphrase.ts';

const options = {
  'with-secrets': {
    type: 'boolean',
    help: 'also the keys of links and hashes, sealed; without them mailed links do not work elsewhere',
  },
  'passphrase-file': {
    type: 'string',
    value: 'FILE',
    help: 'its first line seals the keys, and later opens them',
  },
} as const;

/** `backup`: a file that `restore FILE` reads. */
export const backup = command({
  name: 'backup',
  summary:
    'Write newsletters, feeds, readers and records into a file, for another account or region',
  details: [
    'paperboy restore FILE brings it back. For a move, pause sending five minutes before and leave it',
    'paused. Keep the file as you would keep the addresses in it, and the passphrase elsewhere.',
  ],
  takes: ['FILE'],
  options,
  isReading: false,
  run: backUp,
});

async function backUp(
  { args: [name = ''], values, screen }: Input<typeof options>,
  connection: Connection,
): Promise<Answer> {
  const path = resolve(screen.folder, name);
  if (existsSync(path)) throw new RefusedError(`${name} is there already; nothing was written.`);
  const withSecrets = values['with-secrets'] === true;
  if (withSecrets !== (values['passphrase-file'] !== undefined)) {
    throw new UsageError('--with-secrets and --passphrase-file are given together.');
  }
  const passphrase = withSecrets
    ? readPassphrase(screen.folder, values['passphrase-file'] ?? '')
    : undefined;
  const rows = await backUpInto(path, passphrase, screen, connection);
  return { lines: [`${countText(rows, 'row')} written to ${name}.`, ...meaning(withSecrets)] };
}

/** Writes the file, with the keys when there is a passphrase to seal them. Returns how many rows. */
export async function backUpInto(
  path: string,
  passphrase: string | undefined,
  screen: Pick<Screen, 'progress'>,
  connection: Connection,
): Promise<number> {
  const { table, now } = connection;
  const at = now();
  const sealed =
    passphrase === undefined
      ? undefined
      : await seal(await secretsText(connection), passphrase, randomBytes);
  const newsletters = await newsletterStore(table).list();
  return writeBackup(path, {
    header: {
      paperboy: 'backup',
      version: backupVersion,
      at,
      schema: await schemaStore(table).version(),
      newsletters: newsletters.map((one) => ({ id: one.id, name: one.name })),
      pausedSince: await pausedSince(connection, at),
      hashMark: await hashMark(table.hashes),
      secrets: sealed?.sealed ?? null,
    },
    key: sealed?.keys.mark,
    rows: backupRows(table, at),
    pausedSince: () => pausedSince(connection, at),
    progress: (count) => screen.progress?.(`${countText(count, 'row')} written`),
  });
}

function meaning(withSecrets: boolean): string[] {
  return withSecrets
    ? ['It holds the keys of links and hashes, which only its passphrase opens.']
    : [
        'It holds no keys: restored where the keys are others, links that were mailed do not work, and',
        'nobody who was erased is recognised. --with-secrets puts them in.',
      ];
}

async function secretsText({ secrets }: Connection): Promise<string> {
  const { signing, hash } = secrets();
  return JSON.stringify({ signing: await signing.read(), hash: await hash.read() });
}

/** What the key of hashes makes of a text of ours: the same key, the same mark. */
export async function hashMark(hashes: Hashes | undefined): Promise<string> {
  return (await hashes?.('backup', 'which key is it')) ?? '';
}

/** Whoever had begun a batch before the pause has ended it by then. */
export const endedMs = 5 * minuteMs;

async function pausedSince({ table }: Connection, at: number): Promise<number | null> {
  const since = (await loadPace(table))?.paused?.at;
  return since !== undefined && since <= at - endedMs ? since : null;
}

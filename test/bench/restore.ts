/** What restoring a file takes: readers a second into an empty table, with their news beside them. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { hashWith } from '../../functions/config/hash-key.ts';
import { openTable, type Row } from '../../functions/store/client.ts';
import { feedRow } from '../../functions/store/feed-row.ts';
import { identityRows, itemRows } from '../../functions/store/item-row.ts';
import { newsletterRow } from '../../functions/store/newsletter-row.ts';
import { toRow } from '../../functions/store/subscriber-row.ts';
import { noSegment, type Subscriber } from '../../functions/subscriber/subscriber.ts';
import { backupVersion, checkBackup, writeBackup } from '../../infra/cli/restore/backup-file.ts';
import { restoreFile } from '../../infra/cli/restore/from-file.ts';
import { startTableEngine } from '../../infra/local/table.ts';
import { feed, item, newsletter } from '../support/newsletter.ts';
import { createTable, useAnyCredentials } from '../support/table.ts';

const readersByDefault = 20_000;
const items = 2_000;
const rowsAtOnce = 1_000;
const at = Date.parse('2026-05-01T12:00:00Z');

/** `npm run bench -- restore 100000` for more readers. */
export async function run(): Promise<void> {
  useAnyCredentials();
  const readers = Number(process.argv[3] ?? readersByDefault);
  const folder = mkdtempSync(join(tmpdir(), 'paperboy-restore-'));
  const engine = await startTableEngine(join(folder, 'table.sqlite'));
  await createTable(engine.endpoint, 'Bench');
  const hashes = async (purpose: string, text: string) => hashWith('h'.repeat(40), purpose, text);
  const table = openTable('Bench', { endpoint: engine.endpoint, hashes });
  const path = join(folder, 'b.gz');
  const rows = await writeBackup(path, {
    header: {
      paperboy: 'backup',
      version: backupVersion,
      at,
      schema: 0,
      newsletters: [{ id: 'paper', name: 'The Test Paper' }],
      pausedSince: at,
      hashMark: '',
      secrets: null,
    },
    key: undefined,
    rows: pagesOf(readers),
    pausedSince: async () => at,
    progress: () => {},
  });
  const { mark } = await checkBackup(path, 'b.gz', undefined);
  const keys = { current: { id: 'k1', secret: 's'.repeat(40) }, older: [] };
  const secrets = () => Promise.reject(new Error('No keys are brought.')) as never;
  const started = performance.now();
  const { counts } = await restoreFile(
    { path, name: 'b.gz', mark, keys: undefined, continues: true, progress: () => {} },
    { table, prompt: table, keys, secrets, heed: async () => 0, now: () => at },
  );
  const seconds = (performance.now() - started) / 1000;
  process.stdout.write(
    `${counts['readers back']} readers of ${rows} rows in ${seconds.toFixed(1)} s: ` +
      `${(rows / seconds).toFixed(0)} rows/s\n`,
  );
  table.client.destroy();
  await engine.stop();
  rmSync(folder, { recursive: true, force: true });
}

async function* pagesOf(readers: number): AsyncGenerator<readonly Row[]> {
  let page: Row[] = [];
  for (const row of rowsOf(readers)) {
    page.push(row);
    if (page.length < rowsAtOnce) continue;
    yield page;
    page = [];
  }
  yield page;
}

/** In no order, as a walk has them. */
function* rowsOf(readers: number): Generator<Row> {
  yield newsletterRow(newsletter());
  yield feedRow(feed(), '30#0');
  for (let n = 0; n < Math.max(readers, items); n++) {
    if (n < items) {
      const one = item(at - n * 1_000);
      yield* itemRows(one);
      yield* identityRows({ item: one, identityKeys: [`id:${one.key}`, `link:${one.key}`] }, at);
    }
    if (n < readers) yield toRow(reader(n));
  }
}

function reader(n: number): Subscriber {
  const id = `00000000-0000-4000-8000-${String(n).padStart(12, '0')}`;
  const address = `reader-${n}@d${n % 997}.example`;
  return {
    id,
    newsletterId: 'paper',
    address,
    addressKey: address,
    state: n % 10 === 0 ? 'unsubscribed' : 'confirmed',
    suppressed: false,
    schedule: { cadence: 'daily', hour: n % 24, zone: 'UTC' },
    sections: 'all',
    receivedThrough: at - 1,
    segmentId: noSegment,
    consent: {
      requestedAt: at - 9,
      requestedFrom: '192.0.2.1',
      wordsVersion: '1',
      confirmedAt: at - 8,
      confirmedFrom: '192.0.2.1',
      ...(n % 10 === 0 ? { withdrawnAt: at - 7, withdrawnBy: 'page' as const } : {}),
    },
    createdAt: at - 9,
  };
}

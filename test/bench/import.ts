/** What a long list costs: rows a second and memory, looked at, taken in, written out again. */
import { once } from 'node:events';
import { createWriteStream, mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openTable } from '../../functions/store/client.ts';
import { newsletterStore } from '../../functions/store/newsletters.ts';
import type { Input } from '../../infra/cli/command.ts';
import type { Connection } from '../../infra/cli/connection.ts';
import { exportAll } from '../../infra/cli/subscribers-export.ts';
import { importAll } from '../../infra/cli/subscribers-import.ts';
import { startTableEngine } from '../../infra/local/table.ts';
import { newsletter } from '../support/newsletter.ts';
import { createTable, useAnyCredentials } from '../support/table.ts';

const rowsByDefault = 100_000;
const sampleMs = 250;

/** `npm run bench -- import 1000000` for the full length. */
export async function run(): Promise<void> {
  useAnyCredentials();
  const rows = Number(process.argv[3] ?? rowsByDefault);
  const folder = mkdtempSync(join(tmpdir(), 'paperboy-import-'));
  const engine = await startTableEngine(join(folder, 'table.sqlite'));
  await createTable(engine.endpoint, 'Bench');
  const table = openTable('Bench', { endpoint: engine.endpoint });
  await newsletterStore(table).save(newsletter());
  const keys = { current: { id: 'k1', secret: 's'.repeat(40) }, older: [] };
  const connection = {
    table,
    now: Date.now,
    signingKeys: async () => keys,
  } as Partial<Connection> as Connection;
  await writeList(join(folder, 'list.csv'), rows);
  const size = statSync(join(folder, 'list.csv')).size / 1e6;
  process.stdout.write(`${rows} rows, ${size.toFixed(0)} MB; memory is resident, by tenths\n`);
  const inputOf = <V>(values: V, name: string) =>
    ({ args: [name], values, screen: { columns: 80, folder } }) as unknown as Input<never>;
  const proof = 'the forms of 2015 to 2025, in the safe';
  await measure('dry run', rows, () => importAll(inputOf({ proof }, 'list.csv'), connection));
  await measure('import', rows, () =>
    importAll(inputOf({ proof, apply: true }, 'list.csv'), connection),
  );
  await measure('import again', rows, () =>
    importAll(inputOf({ proof, apply: true }, 'list.csv'), connection),
  );
  await measure('export', rows, () => exportAll(inputOf({}, 'out.csv'), connection));
  table.client.destroy();
  await engine.stop();
  rmSync(folder, { recursive: true, force: true });
}

async function measure(
  name: string,
  rows: number,
  work: () => Promise<{ lines: readonly string[] }>,
) {
  const samples: number[] = [];
  const timer = setInterval(() => samples.push(process.memoryUsage.rss() / 1e6), sampleMs);
  const started = performance.now();
  const { lines } = await work();
  clearInterval(timer);
  const seconds = (performance.now() - started) / 1000;
  const tenths = Array.from({ length: 10 }, (_, n) => {
    const part = samples.slice((n * samples.length) / 10, ((n + 1) * samples.length) / 10);
    return Math.max(0, ...part).toFixed(0);
  });
  process.stdout.write(
    `${name.padEnd(13)}${(rows / seconds).toFixed(0).padStart(7)} rows/s  MB ${tenths.join(' ')}\n` +
      `  ${lines.slice(0, 3).join(' ').replace(/\s+/g, ' ')}\n`,
  );
}

/** As Mailchimp writes it. */
async function writeList(path: string, rows: number): Promise<void> {
  const file = createWriteStream(path);
  file.write('Email Address,First Name,Last Name,MEMBER_RATING,OPTIN_TIME,OPTIN_IP,');
  file.write('CONFIRM_TIME,CONFIRM_IP,TIMEZONE,LAST_CHANGED,LEID,EUID,NOTES,TAGS\n');
  for (let n = 0; n < rows; n++) {
    const line =
      `reader-${n}@d${n % 997}.example,"Reader, the ${n}th",Name,2,2019-05-06 07:08:09,192.0.2.7,` +
      `2019-05-06 07:09:10,192.0.2.7,Europe/Berlin,2020-01-01 00:00:00,${n},e${n},,"""world"""\n`;
    if (!file.write(line)) await once(file, 'drain');
  }
  file.end();
  await once(file, 'finish');
}

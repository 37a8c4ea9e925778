/**
 * `node infra/local/serve/refresh-backup.ts --data DIR`: has the backup made anew by the installation
 * that runs there, and says where it is. To be called before the folder is copied.
 */
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { findRunning } from '../running.ts';

const timeoutMs = 600_000;

const { values } = parseArgs({ options: { data: { type: 'string', default: '.local/serve' } } });
const dataDir = resolve(values.data);
const found = await findRunning(dataDir);
if (found.kind !== 'running') {
  // When it stopped it made the backup anew itself; one that was killed makes it when it starts.
  process.stderr.write(
    `Paperboy does not answer in ${dataDir}: the backup is the one of its stop.\n`,
  );
  process.exit(1);
}
const answer = await fetch(new URL('/_control/api/backup', found.running.origin), {
  method: 'POST',
  signal: AbortSignal.timeout(timeoutMs),
});
if (!answer.ok) {
  process.stderr.write(`The backup could not be made: Paperboy answered ${answer.status}.\n`);
  process.exit(1);
}
process.stdout.write(`${join(dataDir, 'backup')}\n`);

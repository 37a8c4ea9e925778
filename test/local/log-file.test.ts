/** The log that a stage keeps: no larger than two files, and no line lost within them. */
import assert from 'node:assert/strict';
import { appendFileSync, mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { logFolder, openLogFile, readLogFile } from '../../infra/local/logs/log-file.ts';

const fileBytesMax = 1_000;

test('the log of this machine is two files at most, and holds the latest lines', (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'paperboy-log-'));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  let now = 0;
  for (let start = 0; start < 5; start++) {
    const log = openLogFile(folder, () => now, fileBytesMax);
    for (let n = 0; n < 20; n++) log.add('web', JSON.stringify({ n: ++now }));
    log.close();
  }
  const files = readdirSync(join(folder, logFolder));
  assert.equal(files.length, 2);
  for (const file of files) assert.ok(statSync(join(folder, logFolder, file)).size <= fileBytesMax);
  const numbers = readLogFile(folder).map(({ at, fields }) => [at, fields.n]);
  const first = numbers[0]?.[0] ?? 0;
  assert.ok(Number(first) <= 100 - 10, 'More than a few lines are left.');
  const all = Array.from({ length: 101 - Number(first) }, (_, n) => Number(first) + n);
  assert.deepEqual(
    numbers,
    all.map((n) => [n, n]),
  );
  appendFileSync(join(folder, logFolder, 'doors.jsonl'), '{"timestamp":101,"door":"we');
  assert.equal(readLogFile(folder).length, all.length, 'A line that was cut short is left out.');
});

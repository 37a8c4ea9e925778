/** The backup of an installation that serves: when it is made, and that there is always a whole one. */
import assert from 'node:assert/strict';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { keepBackup, markOriginal, provenanceOf } from '../../../infra/local/serve/backup.ts';

const minuteMs = 60_000;

test('the backup is made anew every five minutes, until it is told to stop', async (t) => {
  t.mock.timers.enable({ apis: ['setInterval'] });
  const dataDir = mkdtempSync(join(tmpdir(), 'paperboy-backup-'));
  t.after(() => rmSync(dataDir, { recursive: true, force: true }));
  let now = 0;
  let linked = 0;
  const log = { linkTo: () => void linked++ };
  const errors: unknown[] = [];
  const backup = keepBackup(dataDir, { log, now: () => now }, (error) => errors.push(error));
  const madeAt = (): number =>
    JSON.parse(readFileSync(join(dataDir, 'backup', 'made.json'), 'utf8')).at;
  const passMinutes = async (count: number) => {
    now += count * minuteMs;
    t.mock.timers.tick(count * minuteMs);
    // One that is under way is waited for, and not made once more.
    const before = linked;
    if (count % 5 === 0) await backup.now();
    return linked - before;
  };
  await passMinutes(4);
  assert.equal(existsSync(join(dataDir, 'backup')), false);
  await passMinutes(1);
  await backup.now();
  assert.equal(madeAt(), 5 * minuteMs);
  assert.equal(await passMinutes(5), 1);
  assert.equal(madeAt(), 10 * minuteMs);
  await backup.stop();
  const stopped = linked;
  t.mock.timers.tick(20 * minuteMs);
  assert.equal(linked, stopped);
  assert.deepEqual(errors, []);
});

test('a snapshot of a disk is a copy, too, once its file `original` is taken out', (t) => {
  const dataDir = mkdtempSync(join(tmpdir(), 'paperboy-snapshot-'));
  t.after(() => rmSync(dataDir, { recursive: true, force: true }));
  markOriginal(dataDir, { kind: 'new' });
  writeFileSync(join(dataDir, 'table.sqlite'), '');
  assert.equal(provenanceOf(dataDir).kind, 'original');
  rmSync(join(dataDir, 'original'));
  assert.equal(provenanceOf(dataDir).kind, 'copy');
  markOriginal(dataDir, provenanceOf(dataDir));
  assert.equal(provenanceOf(dataDir).kind, 'original', 'from then on it is one of its own');
});

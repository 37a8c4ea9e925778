/** The log of what the relay was handed, in a process of its own whose disk is full. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';

const mail = {
  at: Date.UTC(2030, 0, 31, 23, 59),
  to: 'ada@readers.example',
  source: 'news@paper.example',
  tags: { edition: 'e1', batch: 'b1', subscriber: 's1' },
  configurationSet: 'set',
};

test('of a line that the disk took by half nothing is left', (t) => {
  const made = mkdtempSync(join(tmpdir(), 'paperboy-sent-'));
  t.after(() => rmSync(made, { recursive: true, force: true }));
  const place = join(made, 'sent');
  const program = `
    const { openSentLog } = await import(${JSON.stringify(import.meta.resolve('../../../infra/local/serve/sent-log.ts'))});
    const log = openSentLog(${JSON.stringify(place)});
    for (let n = 0; n < 1_000; n++) log.begin({ ...${JSON.stringify(mail)}, id: String(n) });
  `;
  // No file may be longer than some kilobytes: the write that gets there is cut off.
  const words = ['-c', 'ulimit -f 4; exec "$0" "$@"', process.execPath];
  const { stderr } = spawnSync('sh', [...words, '--input-type=module', '--eval', program]);
  assert.match(String(stderr), /EFBIG/);
  const text = readFileSync(join(place, '2030-01-31.jsonl'), 'utf8');
  assert.ok(text.length > 500 && text.endsWith('}\n'));
});

/** The file of a backup: whole or refused, whatever was done to it. */
import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { gunzipSync, gzipSync } from 'node:zlib';
import { seal, unseal } from '../../../functions/config/sealed.ts';
import { rowOfText, rowToText } from '../../../functions/store/row-text.ts';
import {
  type BackupContent,
  checkBackup,
  readHeader,
  rowsOf,
  writeBackup,
} from '../../../infra/cli/restore/backup-file.ts';

const at = Date.parse('2026-05-01T12:00:00Z');
const rows = Array.from({ length: 60 }, (_, n) => ({
  pk: `SUBSCRIBER#r${n}`,
  sk: 'SUBSCRIBER',
  bouncesAt: new Set([n, n + 1]),
  bytes: new Uint8Array([n, 255, 0]),
  B: { S: 'a name like a descriptor' },
  nested: { list: [1, 'ö', null, true] },
}));

function content(changes: Partial<BackupContent> = {}): BackupContent {
  return {
    header: {
      paperboy: 'backup',
      version: 1,
      at,
      schema: 1,
      newsletters: [{ id: 'paper', name: 'The Test Paper' }],
      pausedSince: null,
      hashMark: 'mark',
      secrets: null,
    },
    key: undefined,
    rows: (async function* () {
      yield rows.slice(0, 25);
      yield [];
      yield rows.slice(25);
    })(),
    pausedSince: async () => null,
    progress: () => {},
    ...changes,
  };
}

async function written(t: TestContext, changes: Partial<BackupContent> = {}) {
  const folder = mkdtempSync(join(tmpdir(), 'paperboy-backup-'));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  const path = join(folder, 'b.gz');
  await writeBackup(path, content(changes));
  return { folder, path };
}

test('a row is the same in the file, with its sets and bytes', () => {
  for (const row of rows) {
    const read = rowOfText(rowToText(row));
    assert.deepEqual({ ...read, bytes: new Uint8Array(read.bytes as Uint8Array) }, row);
  }
});

test('what was written is read again, some rows at a time', async (t) => {
  const { path } = await written(t);
  const checked = await checkBackup(path, 'b.gz', undefined);
  assert.equal(checked.rows, rows.length);
  assert.deepEqual(checked.header.newsletters, [{ id: 'paper', name: 'The Test Paper' }]);
  const sizes: number[] = [];
  for await (const some of rowsOf(path, 'b.gz', 25)) sizes.push(some.length);
  assert.deepEqual(sizes, [25, 25, 10]);
});

test('sending was paused only if it was so at both ends', async (t) => {
  const paused = { ...content().header, pausedSince: at - 1 };
  const both = await written(t, { header: paused, pausedSince: async () => at - 1 });
  assert.equal((await checkBackup(both.path, 'b', undefined)).pausedSince, at - 1);
  const resumed = await written(t, { header: paused });
  assert.equal((await checkBackup(resumed.path, 'b', undefined)).pausedSince, undefined);
});

/** What is done to the text of the file, and what is said then. */
const damages: Readonly<Record<string, readonly [(text: string) => string, RegExp]>> = {
  'without its last line': [(text) => text.replace(/[^\n]*\n$/, ''), /ends too early/],
  'without a row': [(text) => text.replace(/\n[^\n]*r30[^\n]*/, ''), /not as it was written/],
  'with a row twice': [(text) => text.replace(/\n([^\n]*r30[^\n]*)/, '\n$1\n$1'), /not as it was/],
  'with another address': [(text) => text.replaceAll('r30', 'r99'), /not as it was written/],
  'with a line that is no row': [(text) => text.replace('\n', '\nnonsense\n'), /not as it was/],
  'with something behind its end': [(text) => `${text}{}\n`, /not as it was written/],
  'with another instant': [(text) => text.replace(String(at), String(at + 1)), /not as it was/],
  'of another version': [(text) => text.replace('"version":1', '"version":2'), /of version 2, and/],
  'of another program': [(text) => text.replace('"backup"', '"other"'), /is no backup of Paperboy/],
  'with a line without end': [(text) => `${text}${'x'.repeat(2_000_000)}`, /not as it was written/],
  'with nothing in it': [() => '', /ends too early/],
};

for (const [what, [damage, words]] of Object.entries(damages)) {
  test(`a file ${what} is refused`, async (t) => {
    const { path } = await written(t);
    writeFileSync(path, gzipSync(damage(gunzipSync(readFileSync(path)).toString())));
    await assert.rejects(checkBackup(path, 'b.gz', undefined), words);
  });
}

test('a file cut off anywhere, or that is none, is refused', async (t) => {
  const { path } = await written(t);
  const bytes = readFileSync(path);
  for (const length of [0, 5, 30, Math.floor(bytes.length / 2), bytes.length - 1]) {
    writeFileSync(path, bytes.subarray(0, length));
    await assert.rejects(
      checkBackup(path, 'b.gz', undefined),
      /Nothing was written|nothing was written/,
    );
  }
  writeFileSync(path, 'not compressed');
  await assert.rejects(readHeader(path, 'b.gz'), /is no backup of Paperboy, or was damaged/);
  await assert.rejects(readHeader(`${path}.gone`, 'b.gone'), /There is no file b\.gone/);
});

test('who has no passphrase cannot write a file that is taken for ours', async (t) => {
  const { sealed, keys } = await seal('{}', 'a long passphrase', randomBytes);
  const header = { ...content().header, secrets: sealed };
  const ours = await written(t, { header, key: keys.mark });
  assert.equal((await checkBackup(ours.path, 'b', keys.mark)).rows, rows.length);
  const theirs = await written(t, { header });
  await assert.rejects(checkBackup(theirs.path, 'b', keys.mark), /not as it was written/);
});

test('a sealed text opens with its passphrase alone, and only as it was', async () => {
  const { sealed } = await seal('the keys', 'correct horse battery', randomBytes);
  assert.ok(!JSON.stringify(sealed).includes('the keys'));
  assert.equal((await unseal(sealed, 'correct horse battery'))?.text, 'the keys');
  assert.equal(await unseal(sealed, 'correct horse batterz'), undefined);
  const data = Buffer.from(sealed.data, 'base64');
  data[0] = (data[0] ?? 0) ^ 1;
  const changed = { ...sealed, data: data.toString('base64') };
  assert.equal(await unseal(changed, 'correct horse battery'), undefined);
  const short = { ...sealed, tag: sealed.tag.slice(0, 8) };
  assert.equal(await unseal(short, 'correct horse battery'), undefined);
});

test('a backup that fails leaves no file', async (t) => {
  const { folder } = await written(t);
  const failing = content({
    rows: (async function* () {
      yield rows;
      throw new Error('The table is gone.');
    })(),
  });
  await assert.rejects(writeBackup(join(folder, 'c.gz'), failing), /The table is gone/);
  assert.deepEqual(readdirSync(folder), ['b.gz']);
});

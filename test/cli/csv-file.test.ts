import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { csvLine, readCsv, unguarded } from '../../infra/cli/csv-file.ts';
import { RefusedError } from '../../infra/cli/errors.ts';
import { all } from './rows.ts';

const folder = mkdtempSync(join(tmpdir(), 'paperboy-csv-'));
after(() => rmSync(folder, { recursive: true }));

async function read(bytes: Buffer | string) {
  const path = join(folder, 'list.csv');
  writeFileSync(path, bytes);
  return await all(readCsv(path));
}

const utf16 = (text: string, order: 'le' | 'be', mark = '\ufeff') => {
  const bytes = Buffer.from(mark + text, 'utf16le');
  return order === 'le' ? bytes : bytes.swap16();
};

const plain = [
  ['email', 'name'],
  ['a@x.example', 'Łucja'],
];
const files: [name: string, bytes: Buffer | string][] = [
  ['commas and line feeds', 'email,name\na@x.example,Łucja\n'],
  ['no line feed at the end', 'email,name\r\na@x.example,Łucja'],
  ['a byte order mark', '\ufeffemail,name\na@x.example,Łucja\n'],
  ['semicolons, as Excel writes them in half of Europe', 'email;name\r\na@x.example;Łucja\r\n'],
  ['a line that names the separator', 'sep=;\r\nemail;name\r\na@x.example;Łucja\r\n'],
  ['tabs', 'email\tname\na@x.example\tŁucja\n'],
  ['UTF-16 with its mark', utf16('email\tname\r\na@x.example\tŁucja\r\n', 'le')],
  ['UTF-16 of the other order', utf16('email,name\na@x.example,Łucja\n', 'be')],
  ['UTF-16 without a mark', utf16('email,name\na@x.example,Łucja\n', 'le', '')],
  ['quotes everywhere', '"email","name"\n"a@x.example","Łucja"\n'],
  ['empty lines between', 'email,name\n\n\na@x.example,Łucja\n\n'],
];

for (const [name, bytes] of files) {
  test(`a file with ${name} is read`, async () => {
    assert.deepEqual(
      (await read(bytes)).map(({ cells }) => cells),
      plain,
    );
  });
}

test('lines are counted as an editor counts them, line breaks in cells included', async () => {
  const rows = await read('email,note\n\na@x.example,"one\ntwo"\nb@x.example,"say ""hi"", no"\n');
  assert.deepEqual(
    rows.slice(1).map(({ line, cells }) => [line, cells[1]]),
    [
      [4, 'one\ntwo'],
      [5, 'say "hi", no'],
    ],
  );
});

test('a quote inside a cell is a quote, too many and too few cells are told as they are', async () => {
  const rows = await read('email,name,x\na@x.example,5" disk,\nb@x.example\nc@x.example,1,2,3\n');
  assert.deepEqual(
    rows.slice(1).map(({ cells }) => cells),
    [['a@x.example', '5" disk', ''], ['b@x.example'], ['c@x.example', '1', '2', '3']],
  );
});

test('a quote that is never closed is refused, not kept in memory', async () => {
  const rest = 'b@x.example,no end\n'.repeat(20_000);
  await assert.rejects(read(`email,name\na@x.example,"open\n${rest}`), RefusedError);
});

test('a letter cut in two by a chunk is put together', async () => {
  const name = 'ł'.repeat(90_000);
  const rows = await read(`email,name\na@x.example,${name}\n`);
  assert.equal(rows[1]?.cells[1], name);
});

const cells = ['=1+1', '+1', '-1', '@x', '\tx', "'x", "'=x", 'x', '', 'a"b', 'a,b', 'a\r\nb', "''"];

test('no cell begins like a formula, and every one comes back', async () => {
  const written = csvLine(cells);
  const [row] = await read(written);
  for (const cell of row?.cells ?? []) assert.doesNotMatch(cell, /^[=+\-@\t\r]/);
  assert.deepEqual(row?.cells.map(unguarded), cells);
});

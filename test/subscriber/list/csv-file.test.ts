import assert from 'node:assert/strict';
import { test } from 'node:test';
import { csvLine, readCsv, unguarded } from '../../../functions/subscriber/list/csv-file.ts';
import { UnreadableListError } from '../../../functions/subscriber/list/fault.ts';
import { listFaultText } from '../../../functions/subscriber/list/fault-words.ts';
import { all } from '../../cli/rows.ts';

/** In chunks, as files and stored slices come. */
const chunkBytes = 65_536;

async function read(content: Buffer | string) {
  const bytes = Buffer.from(content as string);
  return await all(
    readCsv(async function* () {
      for (let at = 0; at < bytes.length; at += chunkBytes) {
        yield bytes.subarray(at, at + chunkBytes);
      }
    }),
  );
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
  await assert.rejects(read(`email,name\na@x.example,"open\n${rest}`), UnreadableListError);
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

const german = 'E-Mail;Name;Bestätigt\na@x.example;Zoë Müller;ja\n';

test('a file of western Windows is read by its own letters', async () => {
  const rows = await read(Buffer.from(german, 'latin1'));
  assert.deepEqual(rows[0]?.cells, ['E-Mail', 'Name', 'Bestätigt']);
  assert.equal(rows[1]?.cells[1], 'Zoë Müller');
});

/** The same headings in the encodings of other machines: Shift JIS, GBK, Mac OS Roman, Windows-1256. */
const others: readonly (readonly [string, Buffer])[] = [
  ['Japanese', Buffer.from('656d61696c2c947a904d92e28e7e0a6140782e6578616d706c652c310a', 'hex')],
  ['Chinese', Buffer.from('656d61696c2ccdcbb6a90a6140782e6578616d706c652ccac70a', 'hex')],
  ['old Macintosh', Buffer.from('656d61696c2c426573748a746967740a', 'hex')],
  ['Arabic', Buffer.from('656d61696c2ce3c4dfcf0a6140782e6578616d706c652ce1c70a', 'hex')],
];

for (const [name, bytes] of others) {
  test(`a file in the encoding of a ${name} machine is refused, and the way is told`, async () => {
    await assert.rejects(read(bytes), (error: Error) => {
      assert.ok(error instanceof UnreadableListError);
      assert.match(listFaultText(error.fault, 'list.csv'), /not in UTF-8\. Save it as "CSV UTF-8"/);
      return true;
    });
  });
}

test('a heading that went through the wrong encoding is refused', async () => {
  for (const heading of ['email;BestÃ¤tigt', 'email;Best\ufffdtigt']) {
    await assert.rejects(read(`${heading}\na@x.example;nein\n`), (error: Error) => {
      assert.ok(error instanceof UnreadableListError);
      assert.match(listFaultText(error.fault, 'list.csv'), /heading is garbled/);
      return true;
    });
  }
});

test('a letter of another encoding far down is not taken for another', async () => {
  const head = `email;state\n${'a@x.example;active\n'.repeat(5_000)}`;
  const bytes = Buffer.concat([
    Buffer.from(head),
    Buffer.from('b@x.example;unbest\xe4tigt\n', 'latin1'),
  ]);
  await assert.rejects(read(bytes), UnreadableListError);
});

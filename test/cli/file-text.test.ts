/** The text of a newsletter's file: what is wrong with it is told where it stands, all of it at once. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { parse, parseDocument } from 'yaml';
import { readWanted } from '../../functions/edition/setup/wanted.ts';
import { readLine } from '../../infra/cli/command-line.ts';
import { commands } from '../../infra/cli/dispatch.ts';
import { rewritten } from '../../infra/cli/file/rewrite.ts';
import { schemaText } from '../../infra/cli/file/schema.ts';
import { mistakeLines, readText } from '../../infra/cli/file/yaml-text.ts';

const folder = join(import.meta.dirname, '..', '..', 'infra', 'cli', 'file');
const example = readFileSync(join(folder, 'example.yaml'), 'utf8');

function wrongWith(text: string): readonly string[] {
  const read = readText(text);
  if (read.kind === 'wrong') return read.said;
  const reading = readWanted(read.value, []);
  return mistakeLines(reading.kind === 'wrong' ? reading.mistakes : [], read);
}

test('the example says what a file may say, without a mistake', () => {
  assert.deepEqual(wrongWith(example), []);
});

test('every mistake is told at once, with line, column and the nearest name', () => {
  const text = [
    'version: 1',
    'id: harbour',
    'nam: Harbour',
    'itemsMax: 4000',
    'images: maybe',
    'zone: Mars/Base',
    'sender:',
    '  adress: a@b.example',
    'defaultSchedule: { cadence: hourly, hour: 7 }',
    'gate: { settle: 20 }',
    'sections:',
    '  - id: town',
    '    feeds:',
    '      - url: ftp://x.example/',
    '        fulltext: always',
    '      - title: 7',
    '      - url: https://a.example/',
    '        every: 7',
    '        filters: [drop weather=rain]',
    '      - url: https://a.example/',
    '  - id: town',
    'images: true',
  ].join('\n');
  assert.deepEqual(wrongWith(text), [
    'line 3, column 1: There is no “nam” here. Did you mean “name”?',
    'line 4, column 11: itemsMax: The number of items must be 200 or less.',
    'line 6, column 7: zone: The time zone must be an IANA name such as UTC.',
    'line 8, column 3: sender: There is no “adress” here. Did you mean “address”?',
    'line 9, column 29: defaultSchedule › cadence: This must be one of instant, daily, weekdays, weekly, monthly, not “hourly”.',
    'line 10, column 17: gate › settle: It is off, 15, 30 or 180 minutes.',
    'line 14, column 14: sections › no. 1 › feeds › no. 1 › url: The address must begin with http:// or https://.',
    'line 15, column 9: sections › no. 1 › feeds › no. 1: There is no “fulltext” here. Did you mean “fullText”?',
    'line 16, column 9: sections › no. 1 › feeds › no. 2 › url: “url” is missing.',
    'line 18, column 16: sections › no. 1 › feeds › no. 3 › every: It is one of 5, 10, 15, 30, 60, 120, 240, 480, 1440 minutes or auto.',
    'line 19, column 19: sections › no. 1 › feeds › no. 3 › filters › no. 1: A filter is drop words=…, drop category=…, drop author=…, drop language=…, or the same with keep.',
    'line 20, column 14: sections › no. 1 › feeds › no. 4 › url: This feed stands in the file twice.',
    'line 21, column 9: sections › no. 2 › id: Another section has the same id.',
    'line 22, column 1: This name stands there twice.',
  ]);
});

const texts: readonly (readonly [name: string, text: string, said: RegExp])[] = [
  ['nothing', '', /^line 1, column 1: A newsletter’s file begins with “version: 1”/],
  ['a list', '- a', /^line 1, column 1: A newsletter’s file begins/],
  [
    'a later version',
    'version: 2\nid: a',
    /^line 1, column 10: version: This Paperboy reads version 1/,
  ],
  [
    'a number for a text',
    'version: 1\nid: a\nname: 7',
    /^line 3, column 7: name: This must be a text, not “7”: put it in quotes\.$/,
  ],
  [
    'a text for names',
    'version: 1\nid: a\nsender: me',
    /sender: This must be names with values behind a “:”.*, not “me”\.$/,
  ],
  ['a list for a text', 'version: 1\nid: a\nname: [a]', /name: This must be a text, not a list\.$/],
  ['a tab', 'version: 1\nsender:\n\tname: a', /^line 3, column 1: A line begins with a tab/],
  ['an open quote', 'version: 1\nname: "a', /^line 2, column \d+: Something is not closed/],
  ['two documents', 'version: 1\n---\nid: a', /Only one newsletter stands in a file/],
  ['a tag', 'version: 1\nid: !!js/function a', /^line 2, column 5: A tag/],
  [
    'an alias of nothing',
    'version: 1\nid: *a',
    /names behind “\*” cannot be followed|This is no YAML/,
  ],
  [
    'half a sign',
    'version: 1\nid: a\nname: "\\ud834"',
    /^line 3, column 7: name: This text has half of a sign/,
  ],
  [
    'a password in an address',
    'version: 1\nid: a\nsections: [{ id: a, feeds: [{ url: "https://me:secret@a.example/" }] }]',
    /url: The address must not hold a user name or password\.$/,
  ],
  [
    'a name of every object',
    'version: 1\nid: a\n__proto__: { name: b }\nconstructor: c',
    /There is no “__proto__” here/,
  ],
];

for (const [name, text, said] of texts) {
  test(`refused with a reason: ${name}`, () => {
    const lines = wrongWith(text);
    assert.ok(
      lines.some((line) => said.test(line)),
      lines.join('\n'),
    );
  });
}

test('a bomb of aliases, a deep and a large file are refused, and quickly', () => {
  const bomb = ['a: &a [x, x, x, x, x, x, x, x, x]'];
  for (let n = 0; n < 9; n++) {
    const [name, before] = ['bcdefghij'[n], 'abcdefghi'[n]];
    bomb.push(`${name}: &${name} [${Array(9).fill(`*${before}`).join(', ')}]`);
  }
  assert.match(String(wrongWith(bomb.join('\n'))), /cannot be followed/);
  assert.match(String(wrongWith(`a: ${'['.repeat(100_000)}`)), /more than 30 levels/);
  assert.match(String(wrongWith('- '.repeat(100_000))), /more than 30 levels/);
  assert.match(String(wrongWith(`name: ${'x'.repeat(1_000_001)}`)), /more than 1 MB/);
});

test('a file that is written anew keeps its comments, its order and what it says already', () => {
  const text = example.replace('name: Harbour Weekly', 'name: "Harbour Weekly" # as printed');
  const document = parseDocument(text);
  const value = document.toJS();
  assert.deepEqual(parse(rewritten(parseDocument(text), value)), value);
  const same = rewritten(parseDocument(text), value);
  for (const line of text.split('\n').filter((one) => one.includes('#'))) {
    assert.ok(same.includes(line.trim()), line);
  }
  value.itemsMax = 12;
  value.sections[1].feeds.push({ url: 'https://new.example/' });
  delete value.privacy;
  const next = rewritten(parseDocument(text), value);
  assert.deepEqual(parse(next), value);
  assert.match(next, /# Readers choose among the cadences/);
  assert.match(next, /name: "Harbour Weekly" # as printed/);
  assert.ok(next.indexOf('itemsMax: 12') < next.indexOf('excerptChars'));
});

test('names that stand for others are written out where the file is written anew', () => {
  const document = parseDocument('a: &x { b: 1 }\nc: *x\n');
  assert.deepEqual(parse(rewritten(document, { a: { b: 2 }, c: { b: 1 } })), {
    a: { b: 2 },
    c: { b: 1 },
  });
});

test('the schema for editors closes every place, and offers what the file may say', () => {
  const schema = JSON.parse(schemaText());
  assert.equal(schema.additionalProperties, false);
  const names = Object.keys(schema.properties);
  for (const name of Object.keys(parse(example))) assert.ok(names.includes(name), name);
  const colour = schema.properties.theme.anyOf[0].properties.light.anyOf[0].properties.accent;
  assert.ok(new RegExp(colour.anyOf[0].pattern).test('#8C2F22'));
});

const workflows = [
  ['plan-on-pull-request.yml', 'plan'],
  ['apply-on-merge.yml', 'apply'],
] as const;

test('the workflows run commands that there are, on files that are YAML', () => {
  for (const [file, name] of workflows) {
    const { jobs } = parse(readFileSync(join(folder, file), 'utf8'));
    const steps: readonly { readonly run?: string }[] = jobs[name].steps;
    const run = steps.find(({ run: one = '' }) => one.includes('paperboy --'))?.run ?? '';
    const [, words = ''] = /paperboy -- ([^>\n]*)/.exec(run) ?? [];
    const line = readLine(words.trim().split(' '), commands, 80);
    assert.ok(line.kind === 'command' && line.command.name === name, file);
  }
});

import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import * as v from 'valibot';
import { dispatch } from '../../infra/cli/dispatch.ts';
import { RefusedError } from '../../infra/cli/errors.ts';
import { readOutputs } from '../../infra/cli/outputs-file.ts';
import { synthesize } from '../cloud/synthesized.ts';

const folder = mkdtempSync(join(tmpdir(), 'paperboy-outputs-'));
after(() => rmSync(folder, { recursive: true, force: true }));
const file = join(folder, 'outputs.json');

const schema = v.object({ TableName: v.string(), SiteUrl: v.string() });
const paperboy = (stage: string) => ({ TableName: stage, SiteUrl: `https://${stage}.example` });
const other = { Bucket: 'some-bucket' };
const half = { TableName: 'old' };
const [prod, trial] = [paperboy('prod'), paperboy('trial')];

const found: [string, object, string | undefined, string][] = [
  ['the only one', { 'Paperboy-prod': prod }, undefined, 'prod'],
  ['the only Paperboy among others', { Blog: other, Paper: prod }, undefined, 'prod'],
  ['the one that is named', { Blog: other, One: prod, Two: trial }, 'Two', 'trial'],
];

for (const [what, content, name, table] of found) {
  test(`taken from a file of outputs: ${what}`, () => {
    writeFileSync(file, JSON.stringify(content));
    assert.equal(readOutputs(file, schema, name).TableName, table);
  });
}

const none = `${file} holds no outputs of a stack.`;
const refused: [string, string, string | undefined, string][] = [
  ['no JSON', '{', undefined, `${file} is not JSON.`],
  ['a list', '[]', undefined, none],
  ['nothing', '{}', undefined, none],
  ['what `aws cloudformation` says', '{"Stacks": [{"StackName": "x"}]}', undefined, none],
  ['the outputs without a stack', JSON.stringify(prod), undefined, none],
  ['another stack alone', text({ Blog: other }), undefined, `${file} lacks TableName, SiteUrl of`],
  ['an older Paperboy alone', text({ One: half }), undefined, `${file} lacks SiteUrl of`],
  ['others only', text({ Blog: other, Shop: other }), undefined, 'None of the stacks in '],
  [
    'several',
    text({ Blog: other, One: prod, Two: trial }),
    undefined,
    `${file} holds several. Say which with --stack: One, Two`,
  ],
  ['a slip', text({ One: prod, Paper: trial }), 'Papr', 'no stack Papr. Did you mean Paper?'],
  ['an unknown name', text({ One: prod, Two: trial }), 'Third-x', 'It holds One, Two.'],
  ['a named stack of another kind', text({ Blog: other, One: prod }), 'Blog', 'lacks TableName'],
  ['a name that every object has', text({ One: prod }), 'toString', 'no stack toString.'],
];

for (const [what, content, name, said] of refused) {
  test(`refused with what to do: ${what}`, () => {
    writeFileSync(file, content);
    assert.throws(
      () => readOutputs(file, schema, name),
      (error) => error instanceof RefusedError && error.message.includes(said),
    );
  });
}

test('two stages as they are deployed: the owner is asked which, and it is the one named', async () => {
  const deployed = ['prod', 'trial'].map((stage) => {
    const { stack, template } = synthesize({ stage });
    const names = Object.keys(template.findOutputs('*'));
    const outputs = Object.fromEntries(names.map((name) => [name, `${stage} ${name}`]));
    return [stack.stackName, outputs] as const;
  });
  writeFileSync(file, JSON.stringify(Object.fromEntries(deployed)));
  const screen = { columns: 80, folder };
  assert.deepEqual(await dispatch(['status', '--outputs', 'outputs.json'], screen), {
    exitCode: 1,
    out: [],
    err: [`${file} holds several. Say which with --stack: Paperboy-prod, Paperboy-trial`],
  });
});

function text(content: object): string {
  return JSON.stringify(content);
}

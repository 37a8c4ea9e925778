/** The stage is made from the template: what is declared is what runs, and what is unknown is refused. */
import assert from 'node:assert/strict';
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { GetQueueAttributesCommand } from '@aws-sdk/client-sqs';
import {
  doorsOf,
  mappingsOf,
  type QueueDeclaration,
  queuesOf,
} from '../../infra/local/template/declaration.ts';
import { resolveIntrinsics } from '../../infra/local/template/intrinsics.ts';
import { checkKnown } from '../../infra/local/template/resource-types.ts';
import { synthesise } from '../../infra/local/template/synthesis.ts';
import { openTemplate, type Template } from '../../infra/local/template/template.ts';
import { schedulesOf } from '../../infra/local/template/triggers.ts';
import { testCloud } from '../support/cloud.ts';

const names = {
  ref: (id: string) => (id === 'AWS::NoValue' ? undefined : `ref-${id}`),
  attribute: (id: string, attribute: string) => `${id}/${attribute}`,
};

/** `${name}`, as Fn::Sub has it. */
const mark = (name: string) => `\${${name}}`;

const resolved: readonly [what: string, value: unknown, to: unknown][] = [
  ['Ref', { Ref: 'Queue' }, 'ref-Queue'],
  ['GetAtt of a list', { 'Fn::GetAtt': ['Queue', 'Arn'] }, 'Queue/Arn'],
  ['GetAtt in short', { 'Fn::GetAtt': 'Queue.Arn' }, 'Queue/Arn'],
  ['Join', { 'Fn::Join': ['-', ['a', { Ref: 'B' }, 1]] }, 'a-ref-B-1'],
  ['Sub', { 'Fn::Sub': `${mark('A')} ${mark('B.Arn')} ${mark('!C')}` }, `ref-A B/Arn ${mark('C')}`],
  ['NoValue in an object', { a: { Ref: 'AWS::NoValue' }, b: 1 }, { b: 1 }],
  ['NoValue in a list', [{ Ref: 'AWS::NoValue' }, 1], [1]],
  ['what is nested', { a: [{ b: { Ref: 'C' } }] }, { a: [{ b: 'ref-C' }] }],
];
for (const [what, value, to] of resolved) {
  test(`${what} is worked out`, () => {
    assert.deepEqual(resolveIntrinsics(value, names), to);
  });
}

for (const value of [
  { 'Fn::Select': [0, ['a']] },
  { 'Fn::If': ['Condition', 'a', 'b'] },
  { 'Fn::Sub': [mark('A'), { A: 'b' }] },
  { 'Fn::Sub': mark('AWS::NoValue') },
]) {
  test(`${JSON.stringify(value)} is refused`, () => {
    assert.throws(() => resolveIntrinsics(value, names), /The stage does not|no value/);
  });
}

test('an unknown type, or property of a known one, is an error that says what to do', () => {
  const advice = /honour it in infra\/local, or say in .*resource-types\.ts why it cannot be/;
  assert.throws(() => checkKnown('It', 'AWS::S3::Bucket', {}), advice);
  assert.throws(() => checkKnown('It', 'AWS::SQS::Queue', { MaximumMessageSize: 1 }), advice);
  checkKnown('It', 'AWS::SQS::Queue', { VisibilityTimeout: 1, Tags: [] });
});

interface RawResource {
  readonly Type: string;
  readonly Properties: Record<string, unknown>;
}

/** The synthesised folder with a change in its template. */
async function altered(
  t: TestContext,
  change: (resources: Readonly<Record<string, RawResource>>) => void,
): Promise<Template> {
  const folder = mkdtempSync(join(tmpdir(), 'paperboy-template-'));
  t.after(() => rmSync(folder, { recursive: true }));
  cpSync(await synthesise('source'), folder, { recursive: true });
  const file = join(folder, 'Paperboy-prod.template.json');
  const template = JSON.parse(readFileSync(file, 'utf8'));
  change(template.Resources);
  writeFileSync(file, JSON.stringify(template));
  return openTemplate(folder, { queueOrigin: 'http://queues', siteUrl: 'http://site', suffix: '' });
}

function one(resources: Readonly<Record<string, RawResource>>, type: string, part: string) {
  const found = Object.entries(resources).find(
    ([id, { Type }]) => Type === type && id.startsWith(part),
  );
  assert.ok(found, `${type} ${part}`);
  return found[1].Properties;
}

const titled = (template: Template, title: string): QueueDeclaration | undefined =>
  queuesOf(template).find((queue) => queue.title === title);

test('a change in the template changes what runs', async (t) => {
  const template = await altered(t, (resources) => {
    one(resources, 'AWS::SQS::Queue', 'SendQueue').VisibilityTimeout = 999;
    for (const { Type, Properties } of Object.values(resources)) {
      if (Type === 'AWS::Lambda::EventSourceMapping') Properties.BatchSize = 7;
      if (Type === 'AWS::Scheduler::Schedule') Properties.ScheduleExpression = 'rate(7 minutes)';
      if (Type === 'AWS::Lambda::Function') Properties.MemorySize = 321;
    }
  });
  assert.equal(titled(template, 'send')?.visibilityMs, 999_000);
  assert.equal(titled(template, 'send')?.attributes.VisibilityTimeout, '999');
  assert.ok(mappingsOf(template).every(({ batchSize }) => batchSize === 7));
  const sevenMs = 7 * 60_000;
  assert.ok(
    schedulesOf(template).every(({ lastTick }) => lastTick(sevenMs * 9 + 1) === sevenMs * 9),
  );
  assert.ok(doorsOf(template).every(({ memoryMb }) => memoryMb === 321));
});

test('a template with what the stage does not know is not run', async (t) => {
  await assert.rejects(
    altered(t, (resources) => {
      one(resources, 'AWS::SQS::Queue', 'SendQueue').MaximumMessageSize = 1_024;
    }),
    /SendQueue\w* has a property MaximumMessageSize/,
  );
});

test('every queue of a running stage has the attributes of the template', async (t) => {
  const { queues, template } = await testCloud(t);
  const declared = queuesOf(template);
  assert.ok(declared.length >= 7);
  for (const queue of declared) {
    const { Attributes } = await queues.client.send(
      new GetQueueAttributesCommand({ QueueUrl: queues.urlOf(queue), AttributeNames: ['All'] }),
    );
    const running: Readonly<Record<string, string>> = Attributes ?? {};
    for (const [name, value] of Object.entries(queue.attributes)) {
      const isJson = name === 'RedrivePolicy';
      const found = running[name] ?? '';
      assert.deepEqual(
        isJson ? JSON.parse(found) : found,
        isJson ? JSON.parse(value) : value,
        `${queue.title} ${name}`,
      );
    }
  }
});

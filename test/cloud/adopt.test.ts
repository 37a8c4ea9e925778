/** A new stack takes over what one before it has left, or what the owner had before. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Template } from 'aws-cdk-lib/assertions';
import { allResources, pointsTo, propertiesOf, resources } from './resources.ts';
import { synthesize } from './synthesized.ts';

const secret = 'arn:aws:secretsmanager:eu-central-1:123456789012:secret:Kept-AbCdEf';
const hashSecret = 'arn:aws:secretsmanager:eu-central-1:123456789012:secret:Hash-AbCdEf';
const kept = { table: 'kept-table', signingSecret: secret, hashSecret };
const all = { ...kept, identity: 'news.example.com', configurationSet: 'kept-set' };

const fresh = synthesize().template;
const adopting = synthesize({ adopt: all }).template;

test('what is adopted is not made, and all else is', () => {
  const types = (template: Template) => Object.values(allResources(template)).map((r) => r.Type);
  const made = types(adopting);
  assert.deepEqual(
    [...new Set(types(fresh))].filter((type) => !made.includes(type)),
    [
      'AWS::DynamoDB::GlobalTable',
      'AWS::SecretsManager::Secret',
      'AWS::SES::ConfigurationSet',
      'AWS::SES::EmailIdentity',
    ],
  );
  assert.equal(made.length, types(fresh).length - 5);
});

/** What stands for what: the name of a resource that is made, and of the one that is adopted. */
const names: readonly (readonly [made: string, adopted: string])[] = [
  ['arn:aws:ses:eu-central-1:AWS::AccountId:identity/MailIdentity', ses('identity', all.identity)],
  [
    'arn:aws:ses:eu-central-1:AWS::AccountId:configuration-set/MailConfigurationSet',
    ses('configuration-set', all.configurationSet),
  ],
  ['SigningSecret', secret],
  ['HashSecret', hashSecret],
  ['Table/index', `${dynamodb(all.table)}/index`],
];

test('the doors have the same rights to the same things, indexes included', () => {
  const expected = rightsIn(fresh).map((right) =>
    names
      .reduce((text, [made, adopted]) => text.replaceAll(made, adopted), right)
      .replaceAll(/"Table"/g, `"${dynamodb(all.table)}"`),
  );
  assert.deepEqual(rightsIn(adopting), expected);
  assert.ok(expected.join().includes('table/kept-table/index/due'));
});

test('the doors are told of the adopted, and the outputs name it', () => {
  const { Environment } = propertiesOf(adopting, 'AWS::Lambda::Function', 'DoorssendFunction');
  const { Variables } = Environment as { Variables: Record<string, unknown> };
  assert.equal(Variables.TABLE_NAME, 'kept-table');
  assert.equal(Variables.SIGNING_SECRET_ARN, secret);
  assert.equal(Variables.CONFIGURATION_SET, 'kept-set');
  const outputs = adopting.findOutputs('*');
  assert.equal(outputs.TableName?.Value, 'kept-table');
  assert.equal(outputs.SigningSecretArn?.Value, secret);
  assert.equal(outputs.ConfigurationSet?.Value, 'kept-set');
  assert.equal(outputs.SenderDomain?.Value, 'news.example.com');
});

test('of an adopted identity no DNS record is told, and every other output is there', () => {
  const names = (template: Template) => Object.keys(template.findOutputs('*'));
  assert.deepEqual(
    names(adopting),
    names(fresh).filter((name) => !name.startsWith('Dns')),
  );
  const kindred = synthesize({ adopt: kept }).template;
  assert.deepEqual(names(kindred), names(fresh));
});

test('an adopted configuration set reports to the topic of this stack', () => {
  const destination = propertiesOf(
    adopting,
    'AWS::SES::ConfigurationSetEventDestination',
    'MailConfigurationSetEvents',
  );
  assert.equal(destination.ConfigurationSetName, 'kept-set');
  const { SnsDestination, Name } = destination.EventDestination as Record<string, unknown>;
  assert.equal(pointsTo((SnsDestination as Record<string, unknown>).TopicARN), 'MailEventTopic');
  assert.equal(Name, undefined);
});

test('an identity that is made names an adopted configuration set as its own', () => {
  const { template } = synthesize({ adopt: { configurationSet: 'kept-set' } });
  const { ConfigurationSetAttributes } = propertiesOf(
    template,
    'AWS::SES::EmailIdentity',
    'MailIdentity',
  );
  assert.deepEqual(ConfigurationSetAttributes, { ConfigurationSetName: 'kept-set' });
});

function ses(resource: string, name: string): string {
  return `arn:aws:ses:eu-central-1:AWS::AccountId:${resource}/${name}`;
}

function dynamodb(table: string): string {
  return `arn:aws:dynamodb:eu-central-1:AWS::AccountId:table/${table}`;
}

/** Every statement of every role as text, told without the ids that CDK appends. */
function rightsIn(template: Template): string[] {
  return Object.values(resources(template, 'AWS::IAM::Policy')).flatMap(({ Properties }) => {
    const { Statement } = Properties.PolicyDocument as { Statement: Record<string, unknown>[] };
    return Statement.map(({ Action, Resource, Condition }) =>
      JSON.stringify([
        (Properties.Roles as unknown[]).map(pointsTo),
        Action,
        [Resource].flat().map(pointsTo).sort(),
        Condition,
      ]),
    );
  });
}

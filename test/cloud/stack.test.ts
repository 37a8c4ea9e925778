import assert from 'node:assert/strict';
import { test } from 'node:test';
import { tableDescription, timeToLiveAttribute } from '../../functions/store/indexes.ts';
import { unsubscribeUrl } from '../../functions/subscriber/links.ts';
import { listDoors } from '../../infra/cloud/bundle.ts';
import { pointsTo, propertiesOf, resources } from './resources.ts';
import { synthesize } from './synthesized.ts';

const { template } = synthesize();
const all = (type: string) => resources(template, type);
const properties = (type: string, id: string) => propertiesOf(template, type, id);

test('the doors are the files in functions/ and the Lambdas of the stack, one for one', async () => {
  const lambdas = (await listDoors()).map((door) => `Doors${door}Function`);
  assert.deepEqual(Object.keys(all('AWS::Lambda::Function')).sort(), lambdas);
});

test('the table is the one that functions/store describes', () => {
  const table = properties('AWS::DynamoDB::GlobalTable', 'Table');
  assert.deepEqual(
    Object.fromEntries(Object.keys(tableDescription).map((name) => [name, table[name]])),
    tableDescription,
  );
  assert.deepEqual(table.TimeToLiveSpecification, {
    AttributeName: timeToLiveAttribute,
    Enabled: true,
  });
});

test('the table can be brought back to any second, and has a ceiling', () => {
  const table = properties('AWS::DynamoDB::GlobalTable', 'Table');
  const [replica] = table.Replicas as Record<string, unknown>[];
  assert.deepEqual(replica?.PointInTimeRecoverySpecification, {
    PointInTimeRecoveryEnabled: true,
    RecoveryPeriodInDays: 14,
  });
  assert.deepEqual(replica?.ReadOnDemandThroughputSettings, { MaxReadRequestUnits: 2000 });
  assert.deepEqual(table.WriteOnDemandThroughputSettings, {
    MaxWriteRequestUnits: 2000,
  });
});

test('the site takes so many requests, hands each to its door, and logs no path', () => {
  const { DefaultRouteSettings: limits, AccessLogSettings: log } = properties(
    'AWS::ApiGatewayV2::Stage',
    'SiteStage',
  );
  assert.deepEqual(limits, { ThrottlingRateLimit: 9, ThrottlingBurstLimit: 2 });
  const { DestinationArn: destination, Format: format } = log as Record<string, unknown>;
  assert.equal(pointsTo(destination), 'SiteAccessLog');
  // Paths hold signed links.
  assert.doesNotMatch(String(format), /path|resource/i);
  assert.deepEqual(
    Object.values(all('AWS::ApiGatewayV2::Route')).map(({ Properties }) => Properties.RouteKey),
    ['$default', 'POST /unsubscribe/{token+}', 'ANY /desk', 'ANY /desk/{page+}'],
  );
  const integrations = Object.values(all('AWS::ApiGatewayV2::Integration'));
  assert.deepEqual(
    integrations.map(({ Properties }) => [
      pointsTo(Properties.IntegrationUri),
      Properties.PayloadFormatVersion,
    ]),
    [
      ['DoorswebFunction', '2.0'],
      ['DoorsdeskFunction', '2.0'],
    ],
  );
});

test('leaving has limits of its own, set once its route is there, for every way to post it', () => {
  const stage = all('AWS::ApiGatewayV2::Stage').SiteStage;
  const [key = ''] = Object.keys(stage?.Properties.RouteSettings as object);
  const routes = Object.entries(template.findResources('AWS::ApiGatewayV2::Route'));
  const [id] = routes.find(([, { Properties }]) => Properties.RouteKey === key) ?? [];
  assert.ok(id !== undefined && stage?.DependsOn?.includes(id));
  const ways = new RegExp(`^${key.replace('{token+}', '.+')}$`);
  const url = new URL(unsubscribeUrl('https://read.example.com', 'abc.def'));
  for (const tail of ['', '/', '&utm_source=x', '>', '/more']) {
    assert.match(`POST ${url.pathname}${tail}`, ways);
  }
});

test('the signing secret is made by CloudFormation as a key with its id', () => {
  const secret = all('AWS::SecretsManager::Secret').SigningSecret;
  assert.deepEqual(secret?.Properties.GenerateSecretString, {
    SecretStringTemplate: '{"id":"k1"}',
    GenerateStringKey: 'secret',
    PasswordLength: 64,
    ExcludePunctuation: true,
  });
});

test('the key of hashes is a secret of its own, which stays when the stack goes', () => {
  const secret = all('AWS::SecretsManager::Secret').HashSecret;
  assert.deepEqual(secret?.Properties.GenerateSecretString, {
    SecretStringTemplate: '{}',
    GenerateStringKey: 'secret',
    PasswordLength: 64,
    ExcludePunctuation: true,
  });
});

test('the outputs have the names that the owner’s command reads', () => {
  const names = Object.keys(template.findOutputs('*'));
  for (const name of [
    'Region',
    'TableName',
    'Lanes',
    'FetchQueueUrl',
    'DigestQueueUrl',
    'SendQueueUrl',
    'ConfirmationQueueUrl',
    'SigningSecretArn',
    'HashSecretArn',
    'SiteUrl',
    'ConfigurationSet',
    'EventQueueUrl',
    'EventTopicArn',
    'DeadLettersUrl',
    'OrderlyDeadLettersUrl',
    'ScheduleDeadLettersUrl',
    'SenderDomain',
    'SenderAddress',
    'PostalAddress',
  ]) {
    assert.ok(names.includes(name), name);
  }
  assert.deepEqual(
    names.filter((name) => name.startsWith('Dns')),
    ['DnsDkim1', 'DnsDkim2', 'DnsDkim3', 'DnsMailFromMx', 'DnsMailFromSpf', 'DnsDmarc'],
  );
});

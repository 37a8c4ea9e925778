import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Validations } from 'aws-cdk-lib';
import { Queue } from 'aws-cdk-lib/aws-sqs';
import { AwsSolutionsChecks } from 'cdk-nag';
import { ownDomain, type Synthesized, synthesize, synthesizeAnew } from './synthesized.ts';

const adopt = {
  table: 'kept-table',
  signingSecret: 'arn:aws:secretsmanager:eu-central-1:123456789012:secret:Kept-AbCdEf',
  hashSecret: 'arn:aws:secretsmanager:eu-central-1:123456789012:secret:Hash-AbCdEf',
  identity: 'news.example.com',
  configurationSet: 'kept-set',
};

for (const [what, changed] of Object.entries({
  'as it is in cdk.json': {},
  'with all': { ...ownDomain, monthlyBudgetUsd: '20' },
  'with all that can be adopted': { adopt },
  'once it is protected': { protect: true },
})) {
  test(`cdk-nag finds nothing that is not acknowledged, ${what}`, () => {
    assert.deepEqual(findings(synthesize(changed)), []);
  });
}

test('cdk-nag does look: a queue without encryption, TLS and dead letters is found', () => {
  const synthesized = synthesizeAnew();
  new Queue(synthesized.stack, 'Careless');
  assert.deepEqual(findings(synthesized), [
    'AwsSolutions-SQS3 Paperboy-prod/Careless/Resource',
    'AwsSolutions-SQS4 Paperboy-prod/Careless/Resource',
  ]);
});

test('these are all the exceptions, each with its reason', () => {
  const acknowledged = acknowledgements(synthesize());
  assert.deepEqual(Object.keys(acknowledged), [
    'Paperboy-prod/Doors/desk/Function/LookAtAccount AwsSolutions-IAM5[Resource::*]',
    'Paperboy-prod/Doors/desk/Function/LookAtAccount AwsSolutions-IAM5[Resource::' +
      'arn:aws:ses:eu-central-1:<AWS::AccountId>:identity/*]',
    'Paperboy-prod/Doors/send/Function/AskAboutAccount AwsSolutions-IAM5[Resource::*]',
    'Paperboy-prod/Doors/send/Role AwsSolutions-IAM5[Resource::' +
      'arn:aws:ses:eu-central-1:<AWS::AccountId>:identity/*@news.example.com]',
    'Paperboy-prod/HashSecret AwsSolutions-SMG4',
    'Paperboy-prod/ScheduleDeadLetters AwsSolutions-SQS3',
    'Paperboy-prod/SigningSecret AwsSolutions-SMG4',
    'Paperboy-prod/Site/Api/Desk AwsSolutions-APIG4',
    'Paperboy-prod/Site/Api/DeskPages AwsSolutions-APIG4',
    'Paperboy-prod/Site/Api/Everything AwsSolutions-APIG4',
    'Paperboy-prod/Site/Api/Unsubscribe AwsSolutions-APIG4',
  ]);
  for (const reason of Object.values(acknowledged)) assert.match(reason, /^\p{L}.{30,}\.$/u);
});

function findings({ app }: Synthesized): string[] {
  const { violations } = new AwsSolutionsChecks().validateScope(app);
  return violations
    .flatMap(({ ruleName, violatingResources }) =>
      violatingResources.map(({ constructPath }) => `${ruleName} ${constructPath}`),
    )
    .sort();
}

function acknowledgements({ app }: Synthesized): Record<string, string> {
  const found = app.node.findAll().flatMap(({ node }) =>
    node.metadata
      .filter(({ type }) => type === Validations.ACKNOWLEDGED_RULES_METADATA_KEY)
      .flatMap(({ data }) => Object.entries(data as Record<string, string>))
      .map(([id, reason]) => [`${node.path} ${id.replace('Annotation::', '')}`, reason] as const),
  );
  return Object.fromEntries(found.sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** Two stages, and two domains, in one account and region. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Template } from 'aws-cdk-lib/assertions';
import { fixedNames } from './names.ts';
import { ownDomain, synthesize } from './synthesized.ts';

/** What both may have: it counts within something of their own, or names what is watched. */
const shared =
  /^AWS::(?:DynamoDB::GlobalTable|ApiGatewayV2::Stage|IAM::Policy|CloudWatch::Alarm|Logs::MetricFilter) /;

const identityInBoth = ['AWS::SES::EmailIdentity EmailIdentity "news.example.com"'];

function clashes(one: Template, other: Template): string[] {
  const [ours, theirs] = [one, other].map((template) =>
    fixedNames(template)
      .filter(([property]) => !shared.test(property))
      .map(([property, value]) => `${property} ${value}`),
  );
  return ours?.filter((name) => theirs?.includes(name)) ?? [];
}

test('two newsletters with domains of their own, each in a stage, have no name in common', () => {
  const one = synthesize({ stage: 'harbour', ...ownDomain, monthlyBudgetUsd: 5 });
  const other = synthesize({
    ...ownDomain,
    stage: 'garden',
    domain: 'garden.example',
    sender: 'post@garden.example',
    siteDomain: 'read.garden.example',
    monthlyBudgetUsd: 5,
  });
  assert.notEqual(one.stack.stackName, other.stack.stackName);
  assert.deepEqual(clashes(one.template, other.template), []);
});

test('two stages at one domain have its identity in common, which SES has once', () => {
  const [prod, trial] = [synthesize(), synthesize({ stage: 'trial' })];
  assert.deepEqual(clashes(prod.template, trial.template), identityInBoth);
});

test('the second stage at a domain takes the identity over, and nothing is left in common', () => {
  const trial = synthesize({ stage: 'trial', adopt: { identity: 'news.example.com' } });
  assert.deepEqual(clashes(synthesize().template, trial.template), []);
});

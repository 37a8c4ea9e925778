/** Links in mailed letters work for good, whatever the owner deploys later. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Template } from 'aws-cdk-lib/assertions';
import { allResources, pointsTo, propertiesOf, resources } from './resources.ts';
import { ownDomain, synthesize } from './synthesized.ts';

const moved = {
  siteDomain: 'new.example.com',
  siteCertificateArn: ownDomain.siteCertificateArn,
  earlierSiteDomains: { 'read.example.com': ownDomain.siteCertificateArn },
};
const stages = {
  'without a domain': synthesize().template,
  'with a domain': synthesize(ownDomain).template,
  'with another domain later': synthesize(moved).template,
};

for (const [when, template] of Object.entries(stages)) {
  test(`${when} the AWS address answers, with the same door for every path`, () => {
    const apis = template.findResources('AWS::ApiGatewayV2::Api');
    // Another logical id would be another API, with another address.
    assert.deepEqual(Object.keys(apis), ['SiteApi5EF728C2']);
    template.hasResourceProperties('AWS::ApiGatewayV2::Api', {
      DisableExecuteApiEndpoint: false,
      ProtocolType: 'HTTP',
    });
    const only = (type: string) => Object.values(resources(template, type))[0]?.Properties;
    assert.equal(only('AWS::ApiGatewayV2::Stage')?.StageName, '$default');
    assert.equal(only('AWS::ApiGatewayV2::Route')?.RouteKey, '$default');
  });
}

test('the site is called by its domain as soon as it has one', () => {
  assert.equal(pointsTo(siteUrlIn(stages['without a domain'])), 'SiteApi');
  assert.equal(siteUrlIn(stages['with a domain']), 'https://read.example.com');
  assert.equal(siteUrlIn(stages['with another domain later']), 'https://new.example.com');
  stages['with a domain'].hasOutput('SiteUrl', { Value: 'https://read.example.com' });
  assert.ok('DnsSite' in stages['with a domain'].findOutputs('*'));
});

test('a domain that becomes an earlier one is the same resource and still leads to the site', () => {
  const before = domains(stages['with a domain']);
  const after = domains(stages['with another domain later']);
  assert.deepEqual(Object.values(before), ['read.example.com']);
  assert.deepEqual(Object.values(after).sort(), ['new.example.com', 'read.example.com']);
  assert.deepEqual({ ...after, ...before }, after);
});

test('the key of the links and the readers stay when the stack goes or they are replaced', () => {
  for (const template of Object.values(stages)) {
    for (const type of ['AWS::SecretsManager::Secret', 'AWS::DynamoDB::GlobalTable']) {
      const [only] = Object.values(allResources(template)).filter(({ Type }) => Type === type);
      assert.equal(only?.DeletionPolicy, 'RetainExceptOnCreate');
      assert.equal(only?.UpdateReplacePolicy, 'Retain');
    }
  }
});

function siteUrlIn(template: Template): unknown {
  const { Environment } = propertiesOf(template, 'AWS::Lambda::Function', 'DoorswebFunction');
  return (Environment as { Variables: Record<string, unknown> }).Variables.SITE_URL;
}

/** The hosts that are mapped to the API, by the logical ids of their domains. */
function domains(template: Template): Record<string, unknown> {
  const mappings = Object.values(template.findResources('AWS::ApiGatewayV2::ApiMapping'));
  for (const { Properties } of mappings) assert.equal(Properties.Stage, '$default');
  const mapped = mappings.map(({ Properties }) => Properties.DomainName.Ref);
  const found = Object.entries(template.findResources('AWS::ApiGatewayV2::DomainName'));
  assert.deepEqual(found.map(([id]) => id).sort(), mapped.sort());
  return Object.fromEntries(found.map(([id, { Properties }]) => [id, Properties.DomainName]));
}

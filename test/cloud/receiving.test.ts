/** Mail that SES receives for us, where the owner has switched it on, and nothing of it where not. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { allResources, propertiesOf, resources } from './resources.ts';
import { synthesize } from './synthesized.ts';

const off = synthesize().template;
const on = synthesize({ inboundDomain: 'in.news.example.com' }).template;

const variablesOf = (template: typeof off, door: string) =>
  (
    propertiesOf(template, 'AWS::Lambda::Function', `Doors${door}Function`).Environment as {
      Variables: Record<string, unknown>;
    }
  ).Variables;

test('switched off, nothing is received, and no door offers it', () => {
  const types = Object.values(allResources(off)).map(({ Type }) => Type);
  assert.ok(!types.includes('AWS::SES::ReceiptRule'));
  for (const door of ['send', 'events']) assert.ok(!('INBOUND_DOMAIN' in variablesOf(off, door)));
  assert.ok(!('SIGNING_SECRET_ARN' in variablesOf(off, 'events')));
});

test('switched on, mail to the domain goes to the topic of events, which only this account may feed', () => {
  const [rule] = Object.values(resources(on, 'AWS::SES::ReceiptRule'));
  assert.ok(rule);
  const { Recipients, Enabled, Actions } = rule.Properties.Rule as Record<string, unknown>;
  assert.deepEqual(Recipients, ['in.news.example.com']);
  assert.equal(Enabled, true);
  assert.match(JSON.stringify(Actions), /SNSAction.*MailEventTopic/);
  const policies = JSON.stringify(resources(on, 'AWS::SNS::TopicPolicy'));
  assert.match(policies, /aws:SourceAccount[^}]*AWS::AccountId/);
  assert.equal(variablesOf(on, 'send').INBOUND_DOMAIN, 'in.news.example.com');
  assert.equal(variablesOf(on, 'events').INBOUND_DOMAIN, 'in.news.example.com');
  assert.ok('SIGNING_SECRET_ARN' in variablesOf(on, 'events'));
});

test('the deploy prints the MX record, and how the rules become active', () => {
  const outputs = on.findOutputs('*');
  assert.equal(
    outputs.DnsInboundMx?.Value,
    'in.news.example.com MX 10 inbound-smtp.eu-central-1.amazonaws.com',
  );
  assert.match(JSON.stringify(outputs.ActivateReceiving?.Value), /set-active-receipt-rule-set/);
});

test('refused: a domain for received mail that is not below the own', () => {
  assert.throws(() => synthesize({ inboundDomain: 'in.other.example' }), /inboundDomain/);
});

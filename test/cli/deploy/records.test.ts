/** Every DNS record of a stack is read from its outputs and told as a provider's form asks for it. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { kindsText } from '../../../infra/cli/deploy/kinds.ts';
import { pasteText, recordsOf } from '../../../infra/cli/deploy/records.ts';
import { allResources } from '../../cloud/resources.ts';
import { ownDomain, synthesize } from '../../cloud/synthesized.ts';

const outputs = {
  SiteUrl: 'https://read.paper.example',
  DnsDkim1: 'abc._domainkey.news.paper.example CNAME abc.dkim.amazonses.com',
  DnsMailFromMx: 'bounce.news.paper.example MX 10 feedback-smtp.eu-central-1.amazonses.com',
  DnsMailFromSpf: 'bounce.news.paper.example TXT "v=spf1 include:amazonses.com ~all"',
};

test('a record has its name below the zone and whole, its priority apart, its text without quotes', () => {
  assert.deepEqual(pasteText(recordsOf(outputs)), [
    '',
    'Type      CNAME',
    'Name      abc._domainkey.news',
    '  or all  abc._domainkey.news.paper.example',
    'Value     abc.dkim.amazonses.com',
    '',
    'Type      MX',
    'Name      bounce.news',
    '  or all  bounce.news.paper.example',
    'Value     feedback-smtp.eu-central-1.amazonses.com',
    'Priority  10',
    '',
    'Type      TXT',
    'Name      bounce.news',
    '  or all  bounce.news.paper.example',
    'Value     v=spf1 include:amazonses.com ~all',
  ]);
});

test('a zone of two labels below a public suffix is known', () => {
  const [, , name] = pasteText(recordsOf({ DnsDkim1: 'a.news.paper.co.uk CNAME b.example' }));
  assert.equal(name, 'Name      a.news');
});

test('every output of the stack that begins with Dns is a record', () => {
  const { template } = synthesize({ ...ownDomain, inboundDomain: 'in.news.example.com' });
  const names = Object.entries(template.findOutputs('*')).filter(([name]) =>
    name.startsWith('Dns'),
  );
  assert.equal(names.length, 8);
  for (const [name, { Value }] of names) {
    const text = typeof Value === 'string' ? Value : textOf(Value);
    assert.equal(recordsOf({ [name]: text }).length, 1, text);
  }
});

/** What is filled in is one word each. */
function textOf(value: { 'Fn::Join': [string, unknown[]] }): string {
  return value['Fn::Join'][1].map((part) => (typeof part === 'string' ? part : 'word')).join('');
}

test('an output that is no record is a bug, and is not passed over', () => {
  assert.throws(
    () => recordsOf({ DnsOdd: 'something else' }),
    /The output DnsOdd is no DNS record/,
  );
});

test('the plan names what an owner would look for, and counts all the rest', () => {
  const types = Object.values(allResources(synthesize().template)).map(({ Type }) => Type);
  const told = kindsText(types);
  assert.match(
    told,
    /^1 table, 2 secrets, \d+ queues, 8 Lambda functions, \d+ schedules, 1 HTTP API, 1 SES identity/,
  );
  const sum = [...told.matchAll(/\d+/g)].reduce((all, [count]) => all + Number(count), 0);
  assert.equal(sum, types.length);
});

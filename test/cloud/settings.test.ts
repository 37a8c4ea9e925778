import assert from 'node:assert/strict';
import { test } from 'node:test';
import cdkJson from '../../cdk.json' with { type: 'json' };
import { readSettings, type Settings, SettingsError } from '../../infra/cloud/settings.ts';

const certificate = (region: string) =>
  `arn:aws:acm:${region}:123456789012:certificate/12345678-1234-1234-1234-123456789012`;

test('cdk.json as it is can be read', () => {
  assert.deepEqual(read({}), {
    stage: 'prod',
    region: 'eu-central-1',
    domain: 'news.example.com',
    sender: 'editor@news.example.com',
    postalAddress: 'Example Press, 1 Example Street, 10115 Berlin, Germany',
    alarmAddress: 'owner@example.com',
    siteDomain: undefined,
    siteCertificateArn: undefined,
    scale: 'new',
    requestsPerSecond: undefined,
    requestsBurst: undefined,
    monthlyBudgetUsd: undefined,
  });
});

const accepted: [string, Record<string, unknown>, Partial<Settings>][] = [
  [
    'numbers from the command line, which are texts',
    { requestsPerSecond: '1' },
    { requestsPerSecond: 1 },
  ],
  ['no scale, which is the smallest', { scale: undefined }, { scale: 'new' }],
  [
    'more requests at a larger scale',
    { scale: 'normal', requestsPerSecond: 20, requestsBurst: 40 },
    { requestsPerSecond: 20, requestsBurst: 40 },
  ],
  [
    'blanks around a value',
    { alarmAddress: ' me@example.org ' },
    { alarmAddress: 'me@example.org' },
  ],
  ['a domain beyond ASCII by its A-label', atDomain('xn--bcher-kva.example'), {}],
  [
    'a host name of its own with a certificate',
    { siteDomain: 'read.example.com', siteCertificateArn: certificate('eu-central-1') },
    { siteDomain: 'read.example.com' },
  ],
  ['a budget', { monthlyBudgetUsd: 25 }, { monthlyBudgetUsd: 25 }],
];

for (const [what, changed, expected] of accepted) {
  test(`accepted: ${what}`, () => {
    const settings = read(changed);
    assert.deepEqual({ ...settings, ...expected }, settings);
  });
}

const refused: [string, Record<string, unknown>, string][] = [
  ['no stage', { stage: undefined }, 'Set stage in cdk.json, under "context", to a short name'],
  ['a stage with a blank', { stage: 'my stage' }, 'Set stage in cdk.json'],
  ['no region', { region: '' }, 'Set region in cdk.json, under "context", to an AWS region'],
  ['a zone for a region', { region: 'eu-central-1a' }, 'Set region in cdk.json'],
  ['no domain', { domain: undefined }, 'Set domain in cdk.json, under "context", to the domain'],
  ['a URL for a domain', { domain: 'https://example.com' }, 'Set domain in cdk.json'],
  ['a domain in capitals', { domain: 'News.Example.com' }, 'Set domain in cdk.json'],
  ['a domain beyond ASCII', { domain: 'bücher.example' }, 'Set domain in cdk.json'],
  ['a single label', { domain: 'localhost' }, 'Set domain in cdk.json'],
  ['a domain that is a number', { domain: 12 }, 'Set domain in cdk.json'],
  ['no sender', { sender: undefined }, 'Set sender in cdk.json, under "context", to the address'],
  ['a sender with a name', { sender: 'Ed <ed@news.example.com>' }, 'Set sender in cdk.json'],
  [
    'a sender elsewhere',
    { sender: 'me@example.net' },
    'Set sender in cdk.json, under "context", to an address at news.example.com',
  ],
  [
    'a sender at a subdomain, for which the right to mail does not hold',
    { sender: 'me@x.news.example.com' },
    'Set sender in cdk.json, under "context", to an address at news.example.com',
  ],
  [
    'a sender whose domain only ends alike',
    { sender: 'me@badnews.example.com' },
    'Set sender in cdk.json, under "context", to an address at news.example.com',
  ],
  ['no postal address', { postalAddress: '' }, 'Set postalAddress in cdk.json'],
  ['a postal address in lines', { postalAddress: 'A\nB' }, 'Set postalAddress in cdk.json'],
  ['no alarm address', { alarmAddress: '' }, 'Set alarmAddress in cdk.json'],
  ['half an alarm address', { alarmAddress: 'owner@' }, 'Set alarmAddress in cdk.json'],
  ['a scale that is none', { scale: 'huge' }, 'Set scale in cdk.json, under "context", to new, '],
  [
    'more requests at once than a new account can run',
    { requestsPerSecond: 20, requestsBurst: 40 },
    'with 20 a second and 40 at once the site runs 46 times at once, and the scale new leaves it 2.',
  ],
  ['a burst of one too many', { requestsBurst: 3 }, 'Set requestsPerSecond and requestsBurst in'],
  ['a rate that fills the burst', { requestsPerSecond: 4 }, 'Set requestsPerSecond and requests'],
  ['throttling to nothing', { requestsPerSecond: 0 }, 'a whole number from 1 to 10000.'],
  ['throttling in words', { requestsBurst: 'many' }, 'Set requestsBurst in cdk.json'],
  ['half a request', { requestsBurst: 1.5 }, 'Set requestsBurst in cdk.json'],
  ['a budget with its currency', { monthlyBudgetUsd: '$20' }, 'Set monthlyBudgetUsd in cdk.json'],
  [
    'a host name without a certificate',
    { siteDomain: 'read.example.com' },
    'Set siteDomain and siteCertificateArn in cdk.json, under "context", both or neither.',
  ],
  [
    'a certificate without a host name',
    { siteCertificateArn: certificate('eu-central-1') },
    'Set siteDomain and siteCertificateArn in cdk.json, under "context", both or neither.',
  ],
  [
    'a certificate of another region',
    { siteDomain: 'read.example.com', siteCertificateArn: certificate('us-east-1') },
    'Set siteCertificateArn in cdk.json, under "context", to a certificate in eu-central-1',
  ],
  [
    'a certificate that is none',
    { siteDomain: 'read.example.com', siteCertificateArn: 'arn:aws:iam::1:role/x' },
    'Set siteCertificateArn in cdk.json',
  ],
];

for (const [what, changed, sentence] of refused) {
  test(`refused with one sentence: ${what}`, () => {
    const message = refusal(changed);
    assert.ok(message.includes(sentence), message);
    assert.match(message, /^Set [^\n]+\.$/);
  });
}

test('all that is wrong is said at once', () => {
  const lines = refusal({ domain: '', region: '' }).split('\n');
  assert.deepEqual(
    lines.map((line) => line.slice(0, 10)),
    ['Set region', 'Set domain'],
  );
});

function atDomain(domain: string) {
  return { domain, sender: `editor@${domain}` };
}

function read(changed: Record<string, unknown>): Settings {
  const context: Record<string, unknown> = { ...cdkJson.context, ...changed };
  return readSettings((name) => context[name]);
}

function refusal(changed: Record<string, unknown>): string {
  try {
    read(changed);
  } catch (error) {
    if (error instanceof SettingsError) return error.message;
    throw error;
  }
  return assert.fail('It was accepted.');
}

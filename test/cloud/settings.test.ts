import assert from 'node:assert/strict';
import { test } from 'node:test';
import cdkJson from '../../cdk.json' with { type: 'json' };
import { readSettings, type Settings, SettingsError } from '../../infra/cloud/settings.ts';

const certificate = (region: string) =>
  `arn:aws:acm:${region}:123456789012:certificate/12345678-1234-1234-1234-123456789012`;

const secret = (region: string) =>
  `arn:aws:secretsmanager:${region}:123456789012:secret:SigningSecret-AbCdEf`;
const keptTogether = { table: 'Paperboy-prod-Table-1', signingSecret: secret('eu-central-1') };

test('cdk.json as it is can be read', () => {
  assert.deepEqual(read({}), {
    stage: 'prod',
    region: 'eu-central-1',
    domain: 'news.example.com',
    sender: 'editor@news.example.com',
    postalAddress: 'Example Press, 1 Example Street, 10115 Berlin, Germany',
    alarmAddress: 'owner@example.com',
    testRecipients: [],
    feedOrigins: [],
    siteDomain: undefined,
    siteCertificateArn: undefined,
    earlierSiteDomains: {},
    inboundDomain: undefined,
    adopt: {
      table: undefined,
      signingSecret: undefined,
      hashSecret: undefined,
      identity: undefined,
      configurationSet: undefined,
    },
    protect: false,
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
  [
    'test recipients in a text, as the command line brings them',
    { testRecipients: 'me@mail.example, You@Mail.example,,me@Mail.example' },
    { testRecipients: ['me@mail.example', 'You@mail.example'] },
  ],
  [
    'test recipients in a list',
    { testRecipients: [' me@mail.example'] },
    { testRecipients: ['me@mail.example'] },
  ],
  [
    'feeds of an intranet',
    { feedOrigins: 'http://wiki.lan:8080, https://10.0.0.7' },
    { feedOrigins: ['http://wiki.lan:8080', 'https://10.0.0.7'] },
  ],
  ['no test recipients at all', { testRecipients: undefined }, { testRecipients: [] }],
  [
    'a host name of earlier',
    { earlierSiteDomains: { 'old.example.com': certificate('eu-central-1') } },
    { earlierSiteDomains: { 'old.example.com': certificate('eu-central-1') } },
  ],
  ['nothing said of protection, which is there then', { protect: undefined }, { protect: true }],
  ['protection from the command line', { protect: 'true' }, { protect: true }],
  ['nothing to adopt', { adopt: undefined }, { adopt: {} }],
  [
    'all that can be adopted',
    { adopt: { ...keptTogether, identity: 'news.example.com', configurationSet: 'my-set' } },
    { adopt: { ...keptTogether, identity: 'news.example.com', configurationSet: 'my-set' } },
  ],
  ['a budget', { monthlyBudgetUsd: 25 }, { monthlyBudgetUsd: 25 }],
];

for (const [what, changed, expected] of accepted) {
  test(`accepted: ${what}`, () => {
    const settings = read(changed);
    assert.deepEqual({ ...settings, ...expected }, settings);
  });
}

test('a domain counts as DNS has it, however it is written', () => {
  const { domain, sender, alarmAddress, inboundDomain } = read({
    domain: ' Bücher.Example. ',
    sender: 'News@BÜCHER.example',
    alarmAddress: 'Me@Elsewhere.Example',
    inboundDomain: 'in.bücher.example',
  });
  assert.deepEqual(
    { domain, sender, alarmAddress, inboundDomain },
    {
      domain: 'xn--bcher-kva.example',
      sender: 'News@xn--bcher-kva.example',
      alarmAddress: 'Me@elsewhere.example',
      inboundDomain: 'in.xn--bcher-kva.example',
    },
  );
});

const refused: [string, Record<string, unknown>, string][] = [
  ['no stage', { stage: undefined }, 'Set stage in cdk.json, under "context", to a short name'],
  ['a stage with a blank', { stage: 'my stage' }, 'Set stage in cdk.json'],
  ['no region', { region: '' }, 'Set region in cdk.json, under "context", to an AWS region'],
  ['a zone for a region', { region: 'eu-central-1a' }, 'Set region in cdk.json'],
  ['no domain', { domain: undefined }, 'Set domain in cdk.json, under "context", to the domain'],
  ['a URL for a domain', { domain: 'https://example.com' }, 'Set domain in cdk.json'],
  ['a domain with two dots', { domain: 'news..example.com' }, 'Set domain in cdk.json'],
  ['a domain that IDNA has no form for', { domain: 'a b.example' }, 'Set domain in cdk.json'],
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
  [
    'a test recipient that is no address',
    { testRecipients: 'me' },
    'Set testRecipients in cdk.json',
  ],
  ['a page instead of an origin', { feedOrigins: 'http://wiki.lan/feed' }, 'Set feedOrigins'],
  [
    'the address at which the cloud answers its machines',
    { feedOrigins: 'http://169.254.169.254' },
    'Set feedOrigins',
  ],
  ['a domain among them', { testRecipients: ['mail.example'] }, 'addresses that you verified'],
  ['a pattern among them', { testRecipients: '*@mail.example' }, 'addresses that you verified'],
  ['a variable among them', { testRecipients: '$x@mail.example' }, 'that you verified'],
  ['a number of them', { testRecipients: 5 }, 'Set testRecipients in cdk.json'],
  [
    'too many of them',
    { testRecipients: Array.from({ length: 21 }, (_, n) => `r${n}@mail.example`) },
    'at most 20 addresses',
  ],
  ['a scale that is none', { scale: 'huge' }, 'Set scale in cdk.json, under "context", to new, '],
  [
    'more requests at once than a new account can run',
    { requestsPerSecond: 20, requestsBurst: 40 },
    'with 20 a second and 40 at once the site runs 42 times at once, and the scale new leaves it 2.',
  ],
  ['a burst of one too many', { requestsBurst: 3 }, 'Set requestsPerSecond and requestsBurst in'],
  ['a rate that fills the burst', { requestsPerSecond: 10 }, 'Set requestsPerSecond and requests'],
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
    'an earlier host with a certificate of another region',
    { earlierSiteDomains: { 'old.example.com': certificate('us-east-1') } },
    'Set earlierSiteDomains in cdk.json, under "context", to host names with certificates in eu-central-1',
  ],
  [
    'an earlier host without its certificate',
    { earlierSiteDomains: { 'old.example.com': '' } },
    'Set earlierSiteDomains in cdk.json',
  ],
  [
    'an earlier host that is no host',
    { earlierSiteDomains: { 'https://old.example.com': certificate('eu-central-1') } },
    'Set earlierSiteDomains in cdk.json',
  ],
  [
    'earlier hosts without certificates',
    { earlierSiteDomains: ['old.example.com'] },
    'Set earlierSiteDomains in cdk.json',
  ],
  [
    'an earlier host that is the one of today',
    {
      siteDomain: 'read.example.com',
      siteCertificateArn: certificate('eu-central-1'),
      earlierSiteDomains: { 'read.example.com': certificate('eu-central-1') },
    },
    'Set earlierSiteDomains in cdk.json, under "context", to hosts other than read.example.com',
  ],
  ['a protection that is neither', { protect: 'maybe' }, 'Set protect in cdk.json'],
  ['something to adopt that is not known', { adopt: { tabel: 'x' } }, 'Set adopt in cdk.json'],
  ['a word to adopt', { adopt: 'everything' }, 'Set adopt in cdk.json'],
  [
    'a table without its secret',
    { adopt: { table: 'Paperboy-prod-Table-1' } },
    'Set adopt.signingSecret in cdk.json, under "context", to the secret that belongs to',
  ],
  [
    'an ARN for the name of a table',
    { adopt: { ...keptTogether, table: 'arn:aws:dynamodb:eu-central-1:1:table/x' } },
    'Set adopt.table in cdk.json, under "context", to the name of the table',
  ],
  [
    'a secret without the end of its ARN',
    { adopt: { signingSecret: secret('eu-central-1').replace(/-\w{6}$/, '') } },
    'Set adopt.signingSecret in cdk.json, under "context", to the complete ARN',
  ],
  [
    'a secret of another region',
    { adopt: { ...keptTogether, signingSecret: secret('us-east-1') } },
    'Set adopt.signingSecret in cdk.json, under "context", to a secret in eu-central-1',
  ],
  [
    'an identity that is not the domain',
    { adopt: { identity: 'example.com' } },
    'Set adopt.identity in cdk.json, under "context", to news.example.com',
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

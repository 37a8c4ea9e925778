/** What SES asks IAM for a message, and the words with which it refuses. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { AccountSettings } from '../../infra/local/ses/account.ts';
import { openAccount } from '../../infra/local/ses/account.ts';
import { fail } from '../../infra/local/ses/answer.ts';
import { accessDenied, authorizationOfForm } from '../../infra/local/ses/authorization.ts';
import { rawMail } from './ses-server.ts';

const place = { region: 'eu-central-1', account: '111122223333' };
const arn = (resource: string) => `arn:aws:ses:eu-central-1:111122223333:${resource}`;

interface Case {
  readonly settings?: Partial<AccountSettings>;
  readonly fields?: Record<string, string>;
  readonly form?: Record<string, string>;
}

function ask({ settings = {}, fields = {}, form = {} }: Case) {
  const data = rawMail(fields).toString('base64');
  const all = { 'RawMessage.Data': data, 'Destinations.member.1': 'ann@reader.example', ...form };
  const account = openAccount(settings, { now: () => 0, history: [] });
  const call = new URLSearchParams(all);
  return authorizationOfForm('SendRawEmail', call, account.settings(), place);
}

const identities = ['example.org', 'owner@mail.example', 'reader.example'];
const asked: [what: string, of: Case, resources: string[]][] = [
  ['the domain that verifies the sender', { settings: { identities } }, ['identity/example.org']],
  [
    'the address before its domain',
    { settings: { identities: [...identities, 'Paper@example.org'] } },
    ['identity/Paper@example.org'],
  ],
  [
    'the domain above it when no other is verified',
    { settings: { identities }, fields: { From: 'x@a.b.example.org' } },
    ['identity/example.org'],
  ],
  [
    'the configuration set that is named',
    { settings: { identities }, form: { ConfigurationSetName: 'main' } },
    ['identity/example.org', 'configuration-set/main'],
  ],
  [
    'the configuration set in the header',
    { settings: { identities }, fields: { 'X-SES-CONFIGURATION-SET': 'main' } },
    ['identity/example.org', 'configuration-set/main'],
  ],
  [
    'the default one of the identity',
    { settings: { identities, defaultSets: { 'example.org': 'usual' } } },
    ['identity/example.org', 'configuration-set/usual'],
  ],
  [
    'the identities of Source and Return-Path, when they are others',
    {
      settings: { identities: [...identities, 'bounces.example'] },
      form: { Source: 'owner@mail.example' },
      fields: { 'Return-Path': 'b@bounces.example' },
    },
    ['identity/owner@mail.example', 'identity/example.org', 'identity/bounces.example'],
  ],
  [
    'in the sandbox the verified recipients, as reports have it',
    {
      settings: { identities, sandbox: true },
      form: {
        ConfigurationSetName: 'main',
        'Destinations.member.2': 'owner@mail.example',
        'Destinations.member.3': 'stranger@elsewhere.example',
      },
    },
    [
      'identity/example.org',
      'configuration-set/main',
      'identity/reader.example',
      'identity/owner@mail.example',
    ],
  ],
  ['a sender whom nobody verified by itself', {}, ['identity/paper@example.org']],
];

for (const [what, of, resources] of asked) {
  test(`IAM is asked for ${what}`, async () => {
    assert.deepEqual((await ask(of))?.resources, resources.map(arn));
  });
}

test('the condition keys say who sends to whom', async () => {
  const fields = { From: '"The Paper" <paper@example.org>', 'Return-Path': '<b@example.org>' };
  const form = { 'Destinations.member.2': 'Bo <bo@reader.example>' };
  const { action, context } = (await ask({ fields, form })) ?? {};
  assert.equal(action, 'ses:SendRawEmail');
  assert.deepEqual(context, {
    'ses:FromAddress': 'paper@example.org',
    'ses:FromDisplayName': 'The Paper',
    'ses:Recipients': ['ann@reader.example', 'bo@reader.example'],
    'ses:FeedbackAddress': 'b@example.org',
  });
  const plain = await ask({ fields: { From: 'paper@example.org' } });
  assert.deepEqual(Object.keys(plain?.context ?? {}), ['ses:FromAddress', 'ses:Recipients']);
});

test('nothing is asked for a form that SES would not take', async () => {
  assert.equal(await ask({ form: { 'Destinations.member.1': 'no address' } }), undefined);
});

test('the refusal has SES’s words and its odd quotes', async () => {
  const principal = 'arn:aws:sts::111122223333:assumed-role/send/send';
  const why = accessDenied(principal, 'ses:SendRawEmail', arn('identity/ann@reader.example'));
  assert.equal(
    why.message,
    "User `arn:aws:sts::111122223333:assumed-role/send/send' is not authorized to perform " +
      "`ses:SendRawEmail' on resource " +
      "`arn:aws:ses:eu-central-1:111122223333:identity/ann@reader.example'",
  );
  const response = fail(why, 'id');
  assert.equal(response.status, 403);
  assert.match(await response.text(), /<Code>AccessDenied<\/Code>/);
});

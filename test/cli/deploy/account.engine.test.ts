/**
 * `deploy` in accounts that are not as it would like them: each is told in plain words, before anything
 * is made. The command is run as typed, against an account that answers as AWS does.
 */
import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { startAccount } from '../../support/aws/account.ts';
import type { AccountState, Identity } from '../../support/aws/state.ts';
import { cloneFor, ownSettings } from './owner.ts';

interface Case {
  readonly name: string;
  readonly account?: Partial<AccountState>;
  readonly settings?: Record<string, unknown>;
  readonly env?: Record<string, string>;
  readonly args?: readonly string[];
  readonly answers?: readonly string[];
  readonly says: RegExp;
}

const identity: Identity = {
  dkimNames: ['token1._domainkey.paper.example'],
  mailFrom: undefined,
  looks: 0,
  areRecordsElsewhere: true,
};

const cases: readonly Case[] = [
  {
    name: 'credentials that have expired',
    account: { credentials: 'expired' },
    says: /Your AWS credentials have expired\. Sign in to AWS anew, then give the same command again/,
  },
  {
    name: 'credentials that AWS does not know',
    account: { credentials: 'unknown' },
    says: /AWS does not take these credentials in eu-central-1\./,
  },
  {
    name: 'a region that is not switched on',
    settings: { region: 'ap-east-1' },
    says: /AWS does not take these credentials in ap-east-1\. Either they are wrong, or that region is not switched on/,
  },
  {
    name: 'no credentials at all',
    env: {
      AWS_ACCESS_KEY_ID: '',
      AWS_SECRET_ACCESS_KEY: '',
      AWS_SESSION_TOKEN: '',
      HOME: '/nowhere',
    },
    says: /There are no AWS credentials here, or they cannot be read\./,
  },
  {
    name: 'a right that is missing',
    account: { denied: ['sts:GetCallerIdentity'] },
    says: /These credentials lack a right\..*paperboy deploy --rights.*not authorized to perform: sts:GetCallerIdentity/s,
  },
  {
    name: 'fewer functions at once than the scale needs',
    settings: { scale: 'normal' },
    says: /The account runs 10 Lambda functions at once, and the scale normal needs 100\. Set scale/,
  },
  {
    name: 'mail that SES has stopped',
    account: { isSending: false },
    says: /SES has stopped the mail of this account\./,
  },
  {
    name: 'a domain that SES knows already',
    account: { identities: new Map([['paper.example', identity]]) },
    says: /SES knows paper\.example already\. Set adopt\.identity in cdk\.json/,
  },
  {
    name: 'a domain that SES knows and has not verified',
    account: {
      identities: new Map([
        ['paper.example', { ...identity, areRecordsElsewhere: false, looks: 1 }],
      ]),
    },
    args: ['--adopt'],
    says: /SES knows paper\.example already, and has not verified it\./,
  },
  {
    name: 'nothing that could be adopted',
    args: ['--adopt'],
    says: /outputs\.json names no table that is still there/,
  },
  {
    name: 'settings that are missing',
    settings: { domain: 'news.example.com', alarmAddress: '' },
    says: /Set domain in cdk\.json.*\nSet alarmAddress in cdk\.json/,
  },
  {
    name: 'a newsletter of another form',
    settings: { newsletter: 'The Harbour Post' },
    says: /Set newsletter in cdk\.json, under "context", to \{"name"/,
  },
];

for (const one of cases) {
  test(`deploy refuses: ${one.name}`, async (t) => {
    const { said, account } = await deployIn(t, one);
    assert.equal(said.exitCode, 1, said.out);
    assert.match(said.err, one.says);
    assert.doesNotMatch(said.err, /^\s+at /m, 'It is no bug.');
    assertNothingMade(account.calls);
  });
}

test('a certificate whose record nobody has added yet is waited for, and asked for once', async (t) => {
  const account = await startAccount(t);
  const clone = cloneFor(t, account, { ...ownSettings, siteDomain: 'read.paper.example' });
  for (const words of [/ACM is asked for a certificate/, /ACM has a certificate/]) {
    const { exitCode, out, err } = await clone.paperboy(['deploy', '--yes']);
    assert.equal(exitCode, 1);
    assert.match(out, words);
    assert.match(
      out,
      /Type {6}CNAME\nName {6}_proof\.read\n {2}or all {2}_proof\.read\.paper\.example\nValue {5}_answer/,
    );
    assert.match(err, /waits for its DNS record, and the site cannot be at that name before/);
  }
  assert.equal(account.state.certificates.size, 1);
  assert.equal(clone.context().siteCertificateArn, '');
  const made = account.calls.filter(({ service }) => service === 'cloudformation');
  assert.ok(made.every(({ action }) => action === 'DescribeStacks'));
});

test('deploy refuses an outputs file of another region', async (t) => {
  const account = await startAccount(t);
  const clone = cloneFor(t, account, ownSettings);
  const outputs = { 'Paperboy-prod': { Region: 'eu-west-1', TableName: 'kept' } };
  writeFileSync(join(clone.folder, 'outputs.json'), JSON.stringify(outputs));
  const { exitCode, err } = await clone.paperboy(['deploy', '--yes']);
  assert.equal(exitCode, 1);
  assert.match(err, /is of a Paperboy-prod in eu-west-1, and cdk\.json says eu-central-1\./);
  assertNothingMade(account.calls);
});

test('deploy does nothing when the answers end, and keeps those that were given', async (t) => {
  const account = await startAccount(t);
  const clone = cloneFor(t, account);
  const { exitCode, err } = await clone.paperboy(['deploy'], ['paper.example', '']);
  assert.equal(exitCode, 1);
  assert.match(
    err,
    /Nobody answers here\. Run it at a terminal, or put the answers into cdk\.json and give --yes\./,
  );
  assert.equal(clone.context().domain, 'paper.example');
  assert.equal(account.calls.length, 0);
});

test('destroy refuses where there is nothing to destroy', async (t) => {
  const account = await startAccount(t);
  const clone = cloneFor(t, account, ownSettings);
  const { exitCode, err } = await clone.paperboy(['destroy', '--yes']);
  assert.equal(exitCode, 1);
  assert.match(err, /There is no Paperboy-prod in account 000000000000, region eu-central-1\./);
  assertNothingMade(account.calls);
});

test('the rights are printed without an account, as a policy', async (t) => {
  const account = await startAccount(t);
  const clone = cloneFor(t, account);
  const { exitCode, out, err } = await clone.paperboy(['deploy', '--rights']);
  assert.equal(exitCode, 0);
  const policy = JSON.parse(out) as { Version: string; Statement: { Sid: string }[] };
  assert.equal(policy.Version, '2012-10-17');
  const sids = policy.Statement.map(({ Sid }) => Sid);
  assert.equal(new Set(sids).size, sids.length);
  assert.ok(
    sids.every((sid) => /^[A-Za-z0-9]+$/.test(sid)),
    'IAM takes no other characters.',
  );
  assert.match(err, /needs an administrator: npx cdk bootstrap/);
  assert.equal(account.calls.length, 0);
});

test('what has no meaning here is not understood', async (t) => {
  const account = await startAccount(t);
  const clone = cloneFor(t, account);
  const { exitCode, err } = await clone.paperboy(['--data', '.local', 'deploy']);
  assert.equal(exitCode, 2);
  assert.match(err, /give no --data and no --stack/);
});

async function deployIn(t: TestContext, { account: changes, settings, env, args = [] }: Case) {
  const account = await startAccount(t, changes);
  const clone = cloneFor(
    t,
    { ...account, env: { ...account.env, ...env } },
    { ...ownSettings, ...settings },
  );
  return { account, said: await clone.paperboy(['deploy', '--yes', ...args]) };
}

/** Only what looks was called. */
function assertNothingMade(calls: readonly { readonly action: string }[]): void {
  const changing = calls.filter(({ action }) => !/^(?:GET |Get|Describe|List)/.test(action));
  assert.deepEqual(
    changing.map(({ action }) => action),
    [],
  );
}

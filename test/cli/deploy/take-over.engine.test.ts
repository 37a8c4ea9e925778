/** What a new stack goes on with: what an earlier one left, and a domain that SES knows; only when told. */
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import cdkJson from '../../../cdk.json' with { type: 'json' };
import { openClients } from '../../../infra/cli/deploy/account/clients.ts';
import { openCdkJson } from '../../../infra/cli/deploy/cdk-json.ts';
import { lookAt } from '../../../infra/cli/deploy/look.ts';
import { settingsNow } from '../../../infra/cli/deploy/settings-now.ts';
import { takeOver } from '../../../infra/cli/deploy/take-over.ts';
import { startAccount } from '../../support/aws/account.ts';
import type { AccountState, Deployer, StackState } from '../../support/aws/state.ts';
import { ownSettings } from './owner.ts';

const secret = (name: string) =>
  `arn:aws:secretsmanager:eu-central-1:000000000000:secret:${name}-AbCdEf`;
const left = {
  Region: 'eu-central-1',
  TableName: 'Paperboy-prod-Table1',
  SigningSecretArn: secret('SigningSecret1'),
  HashSecretArn: secret('HashSecret1'),
};
const known = {
  dkimNames: [],
  mailFrom: undefined,
  looks: 0,
  areRecordsElsewhere: true,
};
const knownDomain = { identities: new Map([['paper.example', known]]) };

test('the table and both secrets that are left are taken over when it is wanted', async (t) => {
  const { adopt } = await taken(t, { outputs: left, isWanted: true });
  assert.deepEqual(adopt, {
    ...cdkJson.context.adopt,
    table: left.TableName,
    signingSecret: left.SigningSecretArn,
    hashSecret: left.HashSecretArn,
  });
});

test('what is left is not passed over in silence', async (t) => {
  await assert.rejects(
    taken(t, { outputs: left }),
    /has left its table Paperboy-prod-Table1, with its readers\. To go on with them: paperboy deploy --adopt\./,
  );
});

test('a secret that is gone is told before anything is made', async (t) => {
  const kept = new Set([left.TableName, left.SigningSecretArn]);
  await assert.rejects(
    taken(t, { outputs: left, kept, isWanted: true }),
    /The secret arn:.*HashSecret1-AbCdEf is gone, or is being deleted\./,
  );
});

test('a table that is gone stands in no deploy’s way', async (t) => {
  const { adopt } = await taken(t, { outputs: left, kept: new Set() });
  assert.deepEqual(adopt, cdkJson.context.adopt);
});

test('a domain that SES knows is mailed from as it is, when the owner says so', async (t) => {
  const { adopt } = await taken(t, { account: knownDomain, answer: 'yes' });
  assert.equal(adopt.identity, 'paper.example');
  const wanted = await taken(t, { account: knownDomain, isWanted: true });
  assert.equal(wanted.adopt.identity, 'paper.example');
  await assert.rejects(
    taken(t, { account: knownDomain, answer: 'no' }),
    /SES knows paper\.example already\. Set adopt\.identity/,
  );
});

test('a stack that stands keeps what it has, and one that came to nothing has nothing', async (t) => {
  const standing = await taken(t, {
    account: { ...knownDomain, stacks: stackThat('UPDATE_COMPLETE') },
  });
  assert.deepEqual(standing.adopt, cdkJson.context.adopt);
  for (const status of ['ROLLBACK_COMPLETE', 'REVIEW_IN_PROGRESS']) {
    const stacks = stackThat(status);
    await assert.rejects(taken(t, { account: { stacks }, outputs: left }), /has left its table/);
  }
});

interface Given {
  readonly account?: Partial<AccountState>;
  readonly outputs?: Record<string, string>;
  readonly kept?: Set<string>;
  readonly isWanted?: boolean;
  readonly answer?: string;
}

async function taken(t: TestContext, given: Given) {
  const { account: changes, outputs, isWanted = false, answer } = given;
  const kept = given.kept ?? new Set(Object.values(left));
  const account = await startAccount(t, changes, deployerWith(kept));
  Object.assign(process.env, account.env);
  const folder = mkdtempSync(join(tmpdir(), 'paperboy-adopt-'));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  const context = { ...cdkJson.context, ...ownSettings };
  writeFileSync(join(folder, 'cdk.json'), JSON.stringify({ ...cdkJson, context }));
  const outputsFile = join(folder, 'outputs.json');
  if (outputs !== undefined) {
    writeFileSync(outputsFile, JSON.stringify({ 'Paperboy-prod': outputs }));
  }
  const file = openCdkJson(folder);
  const settings = settingsNow(file);
  const clients = openClients(settings.region);
  const look = await lookAt(settings, clients);
  const ask = answer === undefined ? undefined : async () => answer;
  const deps = { clients, cdkJson: file, say: () => {}, ask };
  await takeOver({ look, settings, outputsFile, isWanted }, deps);
  return { adopt: file.context().adopt as Record<string, string> };
}

function deployerWith(kept: Set<string>): Deployer {
  const none = () => Promise.reject(new Error('Nothing is to be deployed in this test.'));
  return { up: none, down: async () => {}, endpoints: () => ({}), kept };
}

function stackThat(status: string): Map<string, StackState> {
  const name = 'Paperboy-prod';
  const rest = { isProtected: false, outputs: {}, template: Buffer.alloc(0), resources: new Map() };
  return new Map([[name, { name, id: `arn:${name}`, status, ...rest }]]);
}

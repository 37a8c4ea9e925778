/** The rights that a deploy prints: only what is named, and on what is its own where IAM can say so. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { grantsFor, policyOf } from '../../../infra/cli/deploy/rights.ts';

const installation = { region: 'eu-west-1', stage: 'trial', adopt: {} };

test('no right is granted by a pattern of actions', () => {
  const actions = grantsFor(installation).flatMap((grant) => grant.actions);
  assert.ok(
    actions.every((action) => /^[a-z0-9]+:[A-Za-z]+$/.test(action)),
    actions.join(),
  );
  assert.equal(new Set(actions).size, actions.length);
});

test('what can be told apart is granted in the region and for the stage alone', () => {
  const open = grantsFor(installation).filter(({ resources }) => resources.includes('*'));
  assert.deepEqual(
    open.map(({ sid }) => sid),
    ['LookAtTheAccount', 'FindTheZone', 'AskForACertificate'],
  );
  const [destroy] = grantsFor(installation).filter(({ sid }) => sid === 'Destroy');
  assert.deepEqual(destroy?.resources, [
    'arn:aws:cloudformation:eu-west-1:*:stack/Paperboy-trial/*',
  ]);
});

test('what is adopted is among it by its own name', () => {
  const adopt = {
    table: 'kept-table',
    signingSecret: 'arn:aws:secretsmanager:eu-west-1:1:secret:k-AbCdEf',
  };
  const text = JSON.stringify(policyOf({ ...installation, adopt }));
  assert.match(text, /table\/kept-table"/);
  assert.match(text, /table\/kept-table\/index\/\*/);
  assert.match(text, /secret:k-AbCdEf/);
});

/** What a look at an account means, in words; what is in the way stops a deploy before it begins. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import cdkJson from '../../../cdk.json' with { type: 'json' };
import { findingsOf } from '../../../infra/cli/deploy/findings.ts';
import type { Look } from '../../../infra/cli/deploy/look.ts';
import { readSettings, type Settings } from '../../../infra/cloud/settings.ts';

const stack = { id: 'arn', reason: undefined, isProtected: true, outputs: {} };
const fine: Look = {
  caller: { account: '123456789012', arn: 'arn:aws:iam::123456789012:user/owner' },
  ses: { isSandbox: false, isSending: true, perDay: 50_000, perSecond: 14, review: undefined },
  identity: undefined,
  concurrency: 1_000,
  toolkit: { ...stack, status: 'CREATE_COMPLETE' },
  stack: undefined,
  zone: { id: 'Z1', name: 'example.com' },
};

const cases: readonly [name: string, change: Partial<Look>, kind: string, text: RegExp][] = [
  [
    'a sandbox',
    { ses: { ...fine.ses, isSandbox: true, perDay: 200 } },
    'note',
    /sandbox: .* 200 a day/,
  ],
  [
    'a request that is looked at',
    { ses: { ...fine.ses, isSandbox: true, review: 'PENDING' } },
    'note',
    /Your request to leave it is being looked at/,
  ],
  ['no limit a day', { ses: { ...fine.ses, perDay: -1 } }, 'fine', /any number of mails a day/],
  [
    'an account that SES has stopped',
    { ses: { ...fine.ses, isSending: false } },
    'stop',
    /has stopped the mail/,
  ],
  ['no bootstrap', { toolkit: undefined }, 'note', /cdk bootstrap does that first/],
  [
    'a bootstrap that failed',
    { toolkit: { ...stack, status: 'ROLLBACK_COMPLETE' } },
    'note',
    /cdk bootstrap does that first/,
  ],
  [
    'a stack that stands',
    { stack: { ...stack, status: 'UPDATE_COMPLETE' } },
    'fine',
    /stands: it is brought up/,
  ],
  [
    'a first deploy that failed',
    { stack: { ...stack, status: 'ROLLBACK_COMPLETE' } },
    'note',
    /not finished \(ROLLBACK_COMPLETE\)/,
  ],
  [
    'a stack that is stuck',
    { stack: { ...stack, status: 'DELETE_FAILED', reason: 'a bucket is not empty' } },
    'stop',
    /stuck \(DELETE_FAILED: a bucket is not empty\)/,
  ],
  ['a zone elsewhere', { zone: undefined }, 'note', /records are printed for you to add/],
];

for (const [name, change, kind, text] of cases) {
  test(`a finding: ${name}`, () => {
    const found = findingsOf({ ...fine, ...change }, settings(), undefined);
    const [one] = found.filter((each) => text.test(each.text));
    assert.equal(one?.kind, kind, JSON.stringify(found, undefined, 1));
  });
}

test('nothing is remarkable about an account that has everything', () => {
  const kinds = new Set(findingsOf(fine, settings(), 'eu-central-1').map(({ kind }) => kind));
  assert.deepEqual([...kinds], ['fine']);
});

test('a scale that the account cannot run is refused, with the largest that it can', () => {
  const stop = (concurrency: number, scale: string) =>
    findingsOf({ ...fine, concurrency }, settings({ scale }), undefined).find(
      ({ kind }) => kind === 'stop',
    )?.text;
  assert.match(
    stop(10, 'normal') ?? '',
    /runs 10 Lambda functions at once, and the scale normal needs 100\. Set scale in cdk\.json, under "context", to new, or ask AWS/,
  );
  assert.match(stop(150, 'large') ?? '', /to normal, or ask/);
  assert.match(stop(5, 'new') ?? '', /needs 10\. First ask AWS for more/);
  assert.equal(stop(10, 'new'), undefined);
  assert.equal(stop(100, 'normal'), undefined);
});

test('a shell that is set to another region is told which one counts', () => {
  const [note] = findingsOf(fine, settings(), 'us-east-1').filter(({ kind }) => kind === 'note');
  assert.match(
    note?.text ?? '',
    /Your shell is set to us-east-1\. What counts is cdk\.json, which says eu-central-1\./,
  );
});

function settings(changes: Record<string, unknown> = {}): Settings {
  const context: Record<string, unknown> = { ...cdkJson.context, ...changes };
  return readSettings((name) => context[name]);
}

/** The link by which an owner decides: nobody makes one up, and it ends. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { objectionTo } from '../../functions/edition/call.ts';
import { ownAddress } from '../../functions/edition/newsletter.ts';
import { ownerUrl, readOwnerLink } from '../../functions/subscriber/owner-link.ts';
import { newsletter } from '../support/newsletter.ts';
import { keys, monday } from './readers.ts';

const dayMs = 86_400_000;
const link = { newsletterId: 'harbour-post', scheduledAt: monday };
const tokenOf = (url: string) => url.slice(url.lastIndexOf('/') + 1);

test('a link is read as it was signed, for a week', () => {
  const url = ownerUrl('https://paper.example/', link, keys);
  assert.match(url, /^https:\/\/paper\.example\/act\/[\w.-]+$/);
  assert.deepEqual(readOwnerLink(tokenOf(url), keys, monday), link);
  assert.equal(readOwnerLink(tokenOf(url), keys, monday + 8 * dayMs), undefined);
});

test('one that was changed, or is of another key or purpose, is none', () => {
  const token = tokenOf(ownerUrl('https://paper.example', link, keys));
  const [id, , instant, mac] = token.split('.');
  const others = { ...keys, current: { ...keys.current, secret: 'x'.repeat(40) }, older: [] };
  assert.equal(readOwnerLink(`${id}.other-paper.${instant}.${mac}`, keys, monday), undefined);
  assert.equal(readOwnerLink(token.slice(0, -1), keys, monday), undefined);
  assert.equal(readOwnerLink(token, others, monday), undefined);
});

test('what waits may go when its owner says so, or when its time is over', () => {
  const call = {
    newsletterId: 'p',
    scheduledAt: 10,
    cutoff: 5,
    calledAt: 6,
    state: 'waiting',
  } as const;
  assert.equal(objectionTo(undefined, 99), undefined);
  assert.equal(objectionTo(call, 99)?.check, 'awaitsOwner', 'without a word it never goes');
  assert.equal(objectionTo({ ...call, goesAt: 10 }, 9)?.check, 'awaitsOwner');
  assert.equal(objectionTo({ ...call, goesAt: 10 }, 10), undefined);
  assert.equal(objectionTo({ ...call, goesAt: 10, state: 'stopped' }, 99)?.check, 'stoppedByOwner');
  assert.equal(objectionTo({ ...call, state: 'going' }, 7), undefined);
});

test('a proof goes to addresses of the owner only, a notice to the first that is set', () => {
  const paper = newsletter({ ownerAddress: 'Owner@paper.example', replyTo: 'desk@paper.example' });
  for (const own of ['owner@PAPER.example', ' desk@paper.example', 'news@paper.example']) {
    assert.ok(ownAddress(paper, own), own);
  }
  for (const other of ['', 'ann@reader.example', 'owner@paper.example.evil.example']) {
    assert.ok(!ownAddress(paper, other), other);
  }
  const { ownerAddress: _, ...answered } = paper;
  const { replyTo: __, ...plain } = answered;
  const meant = [paper, answered, plain].map((one) => ownAddress(one));
  assert.deepEqual(meant, ['Owner@paper.example', 'desk@paper.example', 'news@paper.example']);
});

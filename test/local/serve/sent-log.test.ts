/** The log of what the relay was handed: what it knows after a kill, in a copy, and after a month. */
import assert from 'node:assert/strict';
import {
  appendFileSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmdirSync,
  rmSync,
  statSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { openSentLog, type SentMail } from '../../../infra/local/serve/sent-log.ts';

const dayMs = 86_400_000;
const at = Date.UTC(2030, 0, 31, 23, 59);

function folder(t: TestContext): string {
  const made = mkdtempSync(join(tmpdir(), 'paperboy-sent-'));
  t.after(() => rmSync(made, { recursive: true, force: true }));
  return join(made, 'sent');
}

function mail(id: string, changes: Partial<SentMail> = {}): SentMail {
  const tags = { edition: 'e1', batch: 'b1', subscriber: 's1' };
  const people = { to: 'ada@readers.example', source: 'news@paper.example' };
  return { id, at, ...people, tags, configurationSet: 'set', ...changes };
}

test('how a mail ended is known after a restart, also when it ended the day after', (t) => {
  const place = folder(t);
  const first = openSentLog(place);
  for (const id of ['a', 'b', 'c', 'd']) first.begin(mail(id));
  first.end({ id: 'a', at: at + 120_000 }, 'accepted');
  first.end({ id: 'b', at }, 'refused');
  first.end({ id: 'c', at }, 'open');
  const log = openSentLog(place);
  const standings = ['a', 'b', 'c', 'd', 'e'].map((id) => log.standing(id));
  assert.deepEqual(standings, ['accepted', 'refused', 'open', 'open', undefined]);
  assert.deepEqual(log.find('a'), mail('a'));
  assert.equal(log.find('b'), undefined, 'nothing of it can come back');
  assert.deepEqual(log.find('d'), mail('d'), 'it may have arrived');
  assert.deepEqual(
    log.acceptedSince(at).map(({ id }) => id),
    ['a'],
  );
  assert.equal(log.latestAt(), at + 120_000);
});

test('a line that a kill has torn costs that line alone', (t) => {
  const place = folder(t);
  openSentLog(place).begin(mail('a'));
  appendFileSync(join(place, '2030-01-31.jsonl'), '{"state":"accep');
  const log = openSentLog(place);
  assert.equal(log.standing('a'), 'open');
  log.end({ id: 'a', at }, 'accepted');
  assert.equal(openSentLog(place).standing('a'), 'accepted');
});

test('how a mail ended is known though the disk does not take it, and is written when it does', (t) => {
  const place = folder(t);
  const log = openSentLog(place);
  log.begin(mail('a'));
  log.begin(mail('b'));
  const nextDay = join(place, '2030-02-01.jsonl');
  mkdirSync(nextDay);
  const dayAfter = at + 120_000;
  assert.throws(() => log.end({ id: 'a', at: dayAfter }, 'accepted'));
  assert.throws(() => log.begin(mail('c')), 'nothing more is handed over');
  assert.deepEqual(['a', 'c'].map(log.standing), ['accepted', undefined]);
  rmdirSync(nextDay);
  log.end({ id: 'b', at: dayAfter }, 'refused');
  const standings = ['a', 'b'].map(openSentLog(place).standing);
  assert.deepEqual(standings, ['accepted', 'refused']);
});

test('the same files under a second name have what comes later, too', (t) => {
  const place = folder(t);
  const log = openSentLog(place);
  log.begin(mail('a'));
  const copy = folder(t);
  log.linkTo(copy);
  log.end({ id: 'a', at }, 'accepted');
  assert.equal(openSentLog(copy).standing('a'), 'accepted');
});

test('addresses are for the owner alone, and gone after 35 days', (t) => {
  const place = folder(t);
  const log = openSentLog(place);
  log.begin(mail('a'));
  log.begin(mail('b', { at: at + 10 * dayMs }));
  for (const name of readdirSync(place)) {
    assert.equal(statSync(join(place, name)).mode & 0o077, 0);
  }
  log.forgetOld(at + 35 * dayMs);
  assert.equal(log.standing('a'), 'open', 'the day is not over');
  log.forgetOld(at + 36 * dayMs);
  assert.equal(log.standing('a'), undefined);
  assert.deepEqual(readdirSync(place), ['2030-02-10.jsonl']);
});

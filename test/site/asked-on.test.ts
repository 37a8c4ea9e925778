/** Who left the schedule of a form as it was offered has not chosen one. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { askedOn } from '../../functions/site/choices.ts';
import { askAgain } from '../../functions/subscriber/ask-again.ts';
import {
  newPending,
  toConfirmed,
  toPreferences,
  toRestored,
  toUnsubscribed,
  withChanges,
} from '../../functions/subscriber/moves.ts';
import { newsletter } from '../support/newsletter.ts';

const weekly = { cadence: 'weekly', weekday: 5, hour: 7, zone: 'Europe/Berlin' } as const;
const paper = newsletter({ defaultSchedule: weekly });
const at = 1_777_636_800_000;
const facts = { sections: 'all', from: '192.0.2.1', wordsVersion: '1', at } as const;
const reader = {
  id: 'r1',
  newsletterId: 'paper',
  address: 'a@x.example',
  addressKey: 'a@x.example',
};

const isUsual = (schedule: Parameters<typeof askedOn>[0]['schedule']) =>
  askedOn({ schedule, sections: 'all' }, paper).usual;

test('the zone is their own, everything else of the schedule is a choice', () => {
  assert.equal(isUsual(weekly), true);
  assert.equal(isUsual({ ...weekly, zone: 'Asia/Tokyo' }), true);
  assert.equal(isUsual({ ...weekly, hour: 8 }), undefined);
  assert.equal(isUsual({ ...weekly, weekday: 4 }), undefined);
  assert.equal(isUsual({ cadence: 'daily', hour: 7, zone: 'Europe/Berlin' }), undefined);
});

test('it stays so from the form to the reader who comes back, and ends with a choice', () => {
  const asked = askedOn({ schedule: weekly, sections: 'all' }, paper);
  const pending = newPending(reader, { ...facts, ...asked }, 'c1');
  assert.equal(pending.usual, true);
  const proof = { at, from: '192.0.2.1', confirmationId: 'c1' };
  const confirmed = withChanges(pending, toConfirmed(pending, 's1', proof).changes);
  assert.equal(confirmed.usual, true);
  const left = toUnsubscribed(confirmed, 'page', at) ?? assert.fail();
  const gone = withChanges(confirmed, left.changes);
  const back = withChanges(gone, toRestored(gone, 's1', proof).changes);
  assert.equal(back.usual, true);
  const chosen = withChanges(
    back,
    toPreferences({ schedule: weekly, sections: 'all' }, 's1').changes,
  );
  assert.equal(chosen.usual, undefined);
});

test('who asks once more with a choice has chosen, and without one has not', () => {
  const pending = newPending(reader, { ...facts, schedule: weekly }, 'c1');
  assert.equal(pending.usual, undefined);
  const later = at + 7 * 24 * 3_600_000 + 1;
  const asked = askedOn({ schedule: weekly, sections: 'all' }, paper);
  const again = askAgain(pending, { ...facts, ...asked, at: later }, 'c2');
  assert.ok(again.kind === 'ask');
  const waiting = withChanges(pending, again.move.changes);
  assert.equal(waiting.usual, true);
  const schedule = { ...weekly, hour: 20 };
  const third = askAgain(waiting, { ...facts, schedule, at: later + 1 }, 'c3');
  assert.ok(third.kind === 'note');
  assert.equal(withChanges(waiting, third.move.changes).usual, undefined);
});

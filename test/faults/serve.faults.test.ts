/** An installation that serves, by fault: the whole is `npm run faults -- --class serve --trials 10`. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { runServeTrial } from './serve/trial.ts';

test('killed and refused at every moment of its relay nobody is lost, and only what was under way comes twice', async () => {
  const { wrong, ...figures } = await runServeTrial({ seed: 3, readers: 20, faultyDays: 1 });
  assert.deepEqual(wrong, []);
  assert.ok(figures.messages > 20, 'mail went out');
  assert.ok(figures.deaths > 0, 'it was killed');
});

test('the verdict sees mails that a relay has lost, and one that came twice', async () => {
  const trial = { seed: 1, readers: 20, faultyDays: 0, lies: 0.3, repeats: true } as const;
  const { lost, doubled, doubledWithinPromise } = await runServeTrial(trial);
  assert.ok(lost > 0 && lost < 20);
  assert.deepEqual([doubled, doubledWithinPromise], [1, 0]);
});

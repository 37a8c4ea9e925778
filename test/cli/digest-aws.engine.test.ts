/** `digest now` on a stack in AWS: nothing but its table and its queues can be reached. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Owner, startOwner } from './owner.ts';
import { addReader } from './reader.ts';

const newsletterId = 'harbour-post';
const schedule = { cadence: 'weekly', weekday: 1, hour: 9, zone: 'Asia/Tokyo' } as const;

let owner: Owner;
before(async () => {
  owner = await startOwner({}, { begins: 'now' });
});
after(() => owner.stop());

test('the tick goes through the digest queue of the stack, and the mail follows', async () => {
  const { outputs, aws } = owner.stack();
  await addReader(owner.cloud, { address: 'ann@reader.example', newsletterId, schedule });
  const said = await owner.launch(['digest', 'now', '--outputs', outputs], aws);
  assert.equal(said.exitCode, 0, said.err);
  assert.match(said.out, /due now \(1 schedule\)\.\s+What is new is on its way\.\s*$/);
  const { mailbox } = owner.cloud.ses;
  for (let tries = 0; tries < 3_000 && mailbox.all().length === 0; tries++) await sleep(100);
  assert.deepEqual(
    mailbox.all().flatMap(({ destinations }) => destinations),
    ['ann@reader.example'],
  );
});

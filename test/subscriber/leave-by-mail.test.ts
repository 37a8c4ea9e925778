/** The address by which a reader leaves: short enough for a mailbox, and nobody else's. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { leaveByMail, leavingAddress } from '../../functions/subscriber/leave-by-mail.ts';
import { signUp } from '../../functions/subscriber/sign-up.ts';
import { signToken } from '../../functions/subscriber/token.ts';
import { readersOnAMap } from './readers.ts';

const id = '0f8b6c1e-2d3a-4b5c-8d7e-9fa0b1c2d3e4';
const domain = 'in.paper.example';

test('fits into the part before the @, with any id of ours, and is left away when it does not', () => {
  const { keys } = readersOnAMap();
  const address = leavingAddress(id, domain, keys) ?? '';
  assert.match(address, /^unsubscribe\+[\w.-]+@in\.paper\.example$/);
  assert.ok(address.indexOf('@') <= 64, address);
  assert.equal(leavingAddress('not-a-uuid', domain, keys), undefined);
  const long = { ...keys, current: { ...keys.current, id: 'k'.repeat(16) } };
  assert.equal(leavingAddress(id, domain, long), undefined);
});

test('mail to the own address ends the subscription, once and for good; to any other it does not', async () => {
  const readers = readersOnAMap();
  const { keys } = readers;
  await signUp(
    {
      newsletterId: 'morning',
      typedAddress: 'ann@example.com',
      schedule: { cadence: 'daily', hour: 8, zone: 'UTC' },
      sections: 'all',
      from: '192.0.2.7',
      wordsVersion: 'en-1',
    },
    readers,
  );
  const row = readers.only();
  readers.rows.clear();
  readers.rows.set(id, { ...row, id });
  const address = leavingAddress(id, domain, keys) ?? '';
  const leave = (...recipients: string[]) => leaveByMail({ recipients, domain }, readers);
  const [local = ''] = address.split('@');
  const oneClick = signToken('unsubscribe', [id], keys);
  const forged = { ...keys, current: { ...keys.current, secret: 'f'.repeat(40) } };
  const nobodys = [
    `${local}@elsewhere.example`,
    `unsubscribe@${domain}`,
    `hello+${local.split('+')[1]}@${domain}`,
    `unsubscribe+${oneClick}@${domain}`,
    `${local.slice(0, -1)}!@${domain}`,
    leavingAddress(id, domain, forged) ?? '',
    '',
  ];
  assert.deepEqual(await leave(...nobodys), []);
  assert.equal(readers.only().state, 'pending');
  // Providers write the domain, and the mailbox before the token, as they like.
  const [answer] = await leave(
    address.replace('unsubscribe+', 'Unsubscribe+').replace('@in', '@IN'),
  );
  assert.equal(answer?.kind, 'unsubscribed');
  assert.equal(readers.only().state, 'unsubscribed');
  assert.equal(readers.only().consent.withdrawnBy, 'mail');
  const at = readers.only().consent.withdrawnAt;
  readers.passTime(1_000);
  assert.equal(
    (await leave(address, address)).length,
    1,
    'One mail with the address twice is one.',
  );
  assert.equal(readers.only().consent.withdrawnAt, at);
});

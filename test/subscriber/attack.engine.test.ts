/** List bombing, on the real table; the full numbers are in the benchmark of the site. */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { windowStore } from '../../functions/store/windows.ts';
import { admit, formAgeMsMax, formToken } from '../../functions/subscriber/admit.ts';
import { isProven, proofBits } from '../../functions/subscriber/proof.ts';
import {
  allWindow,
  domainWindow,
  mailboxOf,
  mailsPerDomainMax,
  mailsPerMailboxMax,
  networkOf,
  networkWindow,
  networkWindows,
  requestsPerNetworkMax,
} from '../../functions/subscriber/windows.ts';
import { testTable } from '../support/table.ts';
import { floodAt, fromOneNetwork, onOneAddress, openGate, runAttempts, work } from './flood.ts';
import { keys, monday, readersOnAMap } from './readers.ts';
import { measure } from './timing.ts';

const attempts = 300;
const honest = attempts / 50;

test('one address from many networks: one mail a day, and honest visitors are served', async (t) => {
  const gate = openGate(await testTable(t), () => floodAt);
  const answers = await runAttempts(onOneAddress(attempts), gate.attempt);
  assert.deepEqual([...answers], [['asked', attempts + honest]]);
  const mailed = await gate.mailed();
  assert.equal(mailed.filter((address) => address === 'victim@example.com').length, 1);
  assert.equal(mailed.filter((address) => address.startsWith('honest-')).length, honest);
});

test('many addresses from one network: few mails, and honest visitors are served', async (t) => {
  const gate = openGate(await testTable(t), () => floodAt);
  const answers = await runAttempts(fromOneNetwork(attempts), gate.attempt);
  const mailed = await gate.mailed();
  const strangers = mailed.filter((address) => address.startsWith('stranger-'));
  assert.equal(strangers.length, requestsPerNetworkMax / 2, 'Half a window, without a proof.');
  assert.equal(mailed.length - strangers.length, honest);
  assert.equal(answers.get('prove'), requestsPerNetworkMax / 2);
  assert.equal(answers.get('later'), attempts - requestsPerNetworkMax);
});

describe('windows', () => {
  test('at once they let in as many as they say, and open anew with the next hour', async (t) => {
    const table = await testTable(t);
    let at = monday;
    const windows = windowStore(table, () => at);
    const window = { ...domainWindow('a@d.example'), max: 10 };
    const taken = async () => {
      const takings = Array.from({ length: 30 }, () => windows.take(window, 1));
      return (await Promise.all(takings)).filter(({ kind }) => kind === 'taken').length;
    };
    assert.equal(await taken(), 10);
    assert.equal((await windows.take(window, 0)).kind, 'full');
    at += window.lengthMs;
    assert.equal(await taken(), 10);
  });

  test('looking takes nothing', async (t) => {
    const windows = windowStore(await testTable(t), () => monday);
    const all = allWindow('some-id');
    for (let n = 0; n < 5; n++)
      assert.deepEqual(await windows.take(all, 0), { kind: 'taken', used: 0 });
    assert.deepEqual(await windows.take(all, 1), { kind: 'taken', used: 1 });
  });

  for (const [address, network] of [
    ['192.0.2.7', '192.0.2.7'],
    ['::ffff:192.0.2.7', '192.0.2.7'],
    ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2::/64'],
    ['2001:DB8:1:2::9', '2001:db8:1:2::/64'],
    ['2001:0db8:0001:0002::', '2001:db8:1:2::/64'],
    ['2001:db8::1', '2001:db8:0:0::/64'],
    ['::1', '0:0:0:0::/64'],
    ['fe80::1%eth0', 'fe80:0:0:0::/64'],
    ['unknown', 'unknown'],
  ] as const) {
    test(`${address} is of the network ${network}`, () =>
      assert.equal(networkOf(address), network));
  }
});

test('networks of one customer share a window, and those of one site', () => {
  const names = (from: string) => networkWindows(from).map(({ name }) => name);
  assert.deepEqual(names('2001:db8:1:2f3::9'), [
    '2001:db8:1:2f3::/64',
    '2001:db8:1:200::/56',
    '2001:db8:1::/48',
  ]);
  assert.deepEqual(names('2001:db8:1:2aa::1').slice(1), names('2001:db8:1:2f3::9').slice(1));
  assert.notDeepEqual(names('2001:db8:1:3aa::1')[1], names('2001:db8:1:2f3::9')[1]);
  assert.deepEqual(names('192.0.2.7'), ['192.0.2.7']);
});

for (const [mailbox, ...spellings] of [
  ['joe@x.example', 'joe@x.example', 'joe+1@x.example', 'joe+a+b@x.example'],
  ['joedoe@proton.me', 'joe.doe@pm.me', 'joe_doe@protonmail.com', 'joe-doe+9@proton.me'],
  ['joedoe@gmail.com', 'joe.doe@gmail.com', 'j.o.e.doe+9@googlemail.com'],
  ['joe.doe@x.example', 'joe.doe+news@x.example'],
  ['+joe@x.example', '+joe@x.example', '+joe+1@x.example'],
] as const) {
  test(`what is mailed to ${spellings.join(', ')} arrives in one mailbox`, () => {
    for (const one of spellings) assert.equal(mailboxOf(one), mailbox);
  });
}

test('a mailbox gets so many mails a day by other spellings of its address', async (t) => {
  const table = await testTable(t);
  const gate = openGate(table, () => floodAt);
  const one = Array.from({ length: 4 * mailsPerMailboxMax }, (_, n) => ({
    address: `ann+${n}@mailbox.example`,
    from: `10.3.${n}.1`,
    proves: false,
  }));
  await runAttempts(one, gate.attempt);
  assert.equal((await gate.mailed()).length, mailsPerMailboxMax);
});

describe('the form', () => {
  const address = 'ann@example.com';
  const from = '192.0.2.7';
  const ask = (token: string, readers = readersOnAMap(), nonce = '') =>
    admit({ newsletterId: 'paper', token, address, nonce, from }, readers);
  const made = (ago: number, id = 'paper') => formToken(id, keys, monday - ago);

  test('is admitted from three seconds to a day after it was made', async () => {
    for (const ago of [3_000, 60_000, formAgeMsMax]) {
      assert.deepEqual(await ask(made(ago)), { kind: 'admitted' });
    }
  });

  test('that was filled in too fast keeps its age for the next time', async () => {
    const readers = readersOnAMap();
    const token = made(0);
    assert.deepEqual(await ask(token, readers), { kind: 'again', token });
    readers.passTime(3_000);
    assert.deepEqual(await ask(token, readers), { kind: 'admitted' });
  });

  const wrong: [why: string, token: string][] = [
    ['no token', ''],
    ['one that was made up', 'k2.paper.mk0.AAAAAAAAAAAAAAAAAAAAAA'],
    ['one that was cut off', made(60_000).slice(0, -1)],
    ['that of another newsletter', made(60_000, 'other')],
    ['one from yesterday', made(formAgeMsMax + 1)],
    ['one from tomorrow', made(-60_000)],
    [
      'another key',
      formToken('paper', { current: { id: 'k2', secret: 'y'.repeat(40) }, older: [] }, monday),
    ],
    ['a link of another purpose', `k2.paper.${(monday - 60_000).toString(36)}.x`],
  ];
  for (const [why, token] of wrong) {
    test(`with ${why} is shown once more, with a token that will do`, async () => {
      const readers = readersOnAMap();
      const answer = await ask(token, readers);
      assert.ok(answer.kind === 'again' && answer.token !== token);
      readers.passTime(3_000);
      assert.deepEqual(await ask(answer.token, readers), { kind: 'admitted' });
      assert.equal(readers.writes(), 0);
    });
  }

  test('past half a window asks for a proof, for this address and this form', async () => {
    const readers = readersOnAMap();
    const { max } = networkWindow(from);
    const token = made(60_000);
    for (let n = 0; n < max / 2; n++) assert.equal((await ask(token, readers)).kind, 'admitted');
    assert.deepEqual(await ask(token, readers), { kind: 'prove', token, bits: proofBits });
    const nonce = work(token, address);
    assert.equal((await ask(token, readers, nonce)).kind, 'admitted');
    assert.equal(isProven({ token, address: 'bob@example.com', nonce }), false);
    assert.equal(isProven({ token: made(50_000), address, nonce }), false);
    for (const bad of ['', ' ', `${nonce} `, 'a'.repeat(13), 'é']) {
      assert.equal(isProven({ token, address, nonce: bad }), false);
    }
  });

  test('is refused when the window is used up, with a proof or without', async () => {
    const readers = readersOnAMap();
    const token = made(60_000);
    const nonce = work(token, address);
    for (let n = 0; n < requestsPerNetworkMax; n++) await ask(token, readers, nonce);
    assert.deepEqual(await ask(token, readers, nonce), { kind: 'later' });
    readers.passTime(3_600_000);
    assert.equal((await ask(made(0 - 3_540_000), readers)).kind, 'admitted');
  });
});

test('a domain gets so many mails an hour, however many networks ask', async (t) => {
  const table = await testTable(t);
  const gate = openGate(table, () => floodAt);
  const windows = windowStore(table, () => floodAt);
  const left = 5;
  for (let n = left; n < mailsPerDomainMax; n++) {
    await windows.take(domainWindow('a@victim.example'), 1);
  }
  const flood = Array.from({ length: 2 * left }, (_, n) => ({
    address: `staff-${n}@victim.example`,
    from: `10.1.1.${n}`,
    // Past half of what a domain may get, each form has to bring a proof.
    proves: true,
  }));
  const lazy = flood.slice(0, 1).map((one) => ({ ...one, proves: false }));
  assert.deepEqual([...(await runAttempts(lazy, gate.attempt))], [['prove', 1]]);
  const answers = await runAttempts(flood, gate.attempt);
  assert.equal((await gate.mailed()).length, left);
  assert.equal(answers.get('later'), left);
});

/** Medians of the same request, turn by turn, so that a slow moment is slow for all. */
test('an answer takes about as long for new, pending, confirmed, left and suppressed', async (t) => {
  const medians = await measure(await testTable(t), 25);
  const told = JSON.stringify(medians);
  t.diagnostic(told);
  const values = Object.values(medians);
  assert.ok(Math.max(...values) < 2 * Math.min(...values) + 3, told);
});

import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { parseAddress } from '../../functions/subscriber/address.ts';
import { askAgain } from '../../functions/subscriber/ask-again.ts';
import { wasTouched } from '../../functions/subscriber/import-leaving.ts';
import {
  type Arrival,
  carryOut,
  type Decision,
  decideArrival,
  type FoundHere,
  type NewRow,
} from '../../functions/subscriber/import-readers.ts';
import { newPending, queued } from '../../functions/subscriber/moves.ts';
import type { Subscriber } from '../../functions/subscriber/subscriber.ts';
import { monday } from './readers.ts';

const schedule = { cadence: 'daily', hour: 7, zone: 'UTC' } as const;
const dayMs = 24 * 3_600_000;
const nobody: FoundHere = { suppressed: false, erased: false };

function addressOf(typed: string) {
  const address = parseAddress(typed);
  assert.ok(address.kind === 'ok');
  return address;
}

function arrival(kind: 'reader' | 'left' | 'never', elsewhere = {}): Arrival {
  const address = addressOf('Ann@Example.com');
  return { kind, address, elsewhere: { system: 'Kit', ...elsewhere }, schedule, sections: 'all' };
}

const request = { schedule, sections: 'all', from: '192.0.2.1', wordsVersion: 'en-1', at: monday };
const reader = {
  id: 'r1',
  newsletterId: 'paper',
  address: 'ann@example.com',
  addressKey: 'ann@example.com',
};
const pending = newPending(reader, { ...request, sections: 'all' }, 'c1');
const known = (changes: Partial<Subscriber>): FoundHere => ({
  subscriber: { ...pending, ...changes },
  suppressed: changes.suppressed === true,
  erased: false,
});
const own = (changes: Partial<Subscriber> = {}): Arrival => {
  const { confirmation, ...row } = pending;
  const consent = { ...row.consent, confirmedAt: monday };
  return { kind: 'own', subscriber: { ...row, state: 'confirmed', consent, ...changes } };
};
const decide = (one: Arrival, found: FoundHere, proof?: string) =>
  decideArrival(one, found, { newsletterId: 'paper', proof, at: monday }, 'new');

const refusals: [why: string, arrival: Arrival, found: FoundHere][] = [
  ['reads-here', arrival('reader'), known({ state: 'confirmed' })],
  ['asked-here', arrival('reader'), known({})],
  ['left-here', arrival('reader'), known({ state: 'unsubscribed' })],
  ['left-here', arrival('left'), known({ state: 'unsubscribed' })],
  ['asked-here', arrival('never'), known({})],
  ['suppressed', arrival('reader'), known({ state: 'confirmed', suppressed: true })],
  ['suppressed', arrival('reader'), { suppressed: true, erased: false }],
  ['erased', arrival('reader'), { suppressed: false, erased: true }],
  ['erased', own(), { suppressed: false, erased: true }],
  ['erased', arrival('left'), { suppressed: false, erased: true }],
  ['left-here', own(), known({ state: 'unsubscribed' })],
  ['suppressed', own(), { suppressed: true, erased: false }],
  ['unproven', own({ consent: pending.consent }), nobody],
  ['expired', own({ state: 'pending', expiresAt: monday }), nobody],
];

describe('an arrival', () => {
  for (const [reason, one, found] of refusals) {
    const who = found.subscriber?.state ?? (found.erased ? 'erased' : 'unknown');
    test(`of kind ${one.kind} is refused as ${reason} when the address is ${who}`, () => {
      for (const proof of [undefined, 'the book']) {
        assert.deepEqual(decide(one, found, proof), { kind: 'refused', reason });
      }
    });
  }

  test('without proof is asked, with proof reads, and is told apart from who has left', () => {
    assert.equal(decide(arrival('reader'), nobody).kind, 'ask');
    const states = [
      decide(arrival('reader'), nobody, 'the book'),
      decide(arrival('left', { leftAt: 7, state: 'bounced' }), nobody),
    ].map((one) => (one.kind === 'keep' ? [one.reader.state, one.reader.consent] : []));
    const given = { requestedAt: monday, requestedFrom: 'import', wordsVersion: 'elsewhere' };
    const from = { importedAt: monday, importedFrom: 'Kit' };
    assert.deepEqual(states, [
      [
        'confirmed',
        {
          ...{ ...given, ...from, confirmedAt: monday, confirmedFrom: 'import' },
          importedProof: 'the book',
        },
      ],
      [
        'unsubscribed',
        { ...given, ...from, importedState: 'bounced', withdrawnAt: 7, withdrawnBy: 'import' },
      ],
    ]);
  });
});

describe('who is called left elsewhere', () => {
  const imported = { ...pending.consent, importedAt: monday, confirmedAt: monday };
  const selfMade = { ...pending.consent, confirmedAt: monday, confirmationId: 'c1' };
  test('is taken off here, whoever brought them', () => {
    for (const state of ['confirmed', 'pending'] as const) {
      for (const consent of [imported, selfMade]) {
        const decision = decide(arrival('left'), known({ state, consent }), 'the book');
        assert.ok(decision.kind === 'leave');
        assert.equal(decision.move.changes.state, 'unsubscribed');
        assert.equal(decision.move.changes.consent?.withdrawnBy, 'import');
      }
    }
  });

  test('or never agreed there, is taken off only where an import had brought them', () => {
    const off = decide(arrival('never'), known({ state: 'confirmed', consent: imported }));
    assert.equal(off.kind, 'leave');
    const stays = decide(arrival('never'), known({ state: 'confirmed', consent: selfMade }));
    assert.deepEqual(stays, { kind: 'refused', reason: 'reads-here' });
    const confirmedSince = { ...imported, confirmationId: 'c1' };
    const since = decide(arrival('never'), known({ state: 'confirmed', consent: confirmedSince }));
    assert.equal(since.kind, 'refused');
  });

  test('in an older export of ours stays, when they came back since', () => {
    const left = (withdrawnAt: number) =>
      own({ state: 'unsubscribed', consent: { ...pending.consent, withdrawnAt } });
    const here = known({ state: 'confirmed', consent: selfMade });
    assert.equal(decide(left(monday - 1), here).kind, 'refused');
    assert.equal(decide(left(monday + 1), here).kind, 'leave');
  });

  test('is told apart when the row changed meanwhile', async () => {
    const leaving = (id: string): Decision => {
      const decision = decide(arrival('left'), known({ id, state: 'confirmed' }));
      assert.ok(decision.kind === 'leave');
      return decision;
    };
    const { outcomes } = await carry([leaving('r1'), leaving('changed')], () => false);
    assert.deepEqual(outcomes, ['taken-off', 'changed-here']);
  });
});

test('what somebody did since an import wrote their row keeps it from being taken back', () => {
  const { confirmation, ...row } = pending;
  const brought = { ...row, state: 'confirmed' as const };
  assert.equal(wasTouched(brought), false);
  const left = { ...row.consent, withdrawnAt: monday };
  assert.equal(
    wasTouched({ ...row, state: 'unsubscribed', consent: { ...left, withdrawnBy: 'import' } }),
    false,
  );
  const touched: Partial<Subscriber>[] = [
    { consent: { ...row.consent, confirmationId: 'c1' } },
    { consent: { ...row.consent, addressChangedAt: monday } },
    { pausedUntil: monday },
    { state: 'unsubscribed', consent: { ...left, withdrawnBy: 'page' } },
    { pastConsents: [row.consent] },
  ];
  for (const changes of touched) assert.ok(wasTouched({ ...brought, ...changes }));
});

/** Takes rows as the table would; `isTaken` says which it refuses. */
async function carry(decisions: readonly Decision[], isTaken: (row: NewRow) => boolean) {
  const kept: NewRow[] = [];
  let ids = 0;
  const outcomes = await carryOut(decisions, {
    keep: async (rows) => {
      if (rows.some(isTaken)) return 'taken';
      kept.push(...rows);
      return 'kept';
    },
    leave: async (id) => (id === 'changed' ? 'changed' : 'saved'),
    openSegment: async () => 'segment',
    takeTurn: async (key) => (key === 'late@example.com' ? undefined : monday + dayMs),
    randomId: () => `random-${++ids}`,
  });
  return { outcomes, kept };
}

const keeping = (id: string, address = `${id}@example.com`): Decision => {
  const one = own({ id, address, addressKey: address });
  assert.ok(one.kind === 'own');
  return { kind: 'keep', reader: one.subscriber };
};

describe('what was decided', () => {
  test('is written at once, and one by one when somebody came in between', async () => {
    const rows = [keeping('a'), keeping('b'), keeping('c')];
    const { outcomes, kept } = await carry(rows, ({ reader: { addressKey } }) =>
      addressKey.startsWith('b@'),
    );
    assert.deepEqual(outcomes, ['confirmed', 'reads-here', 'confirmed']);
    assert.deepEqual(
      kept.map((row) => [row.reader.id, row.reader.segmentId]),
      [
        ['a', 'segment'],
        ['c', 'segment'],
      ],
    );
  });

  test('gets another id where that one is taken, or twice in the file', async () => {
    const rows = [keeping('a'), keeping('a', 'other@example.com')];
    const { outcomes, kept } = await carry(rows, (row) => row.reader.id === 'a');
    assert.deepEqual(outcomes, ['confirmed', 'confirmed']);
    assert.equal(new Set(kept.map((row) => row.reader.id)).size, 2);
    assert.ok(kept.every((row) => row.reader.id.startsWith('random-')));
  });

  test('is noted for the turn of its confirmation, or told to be too many', async () => {
    const late = addressOf('late@example.com');
    const asks = [
      decide(arrival('reader'), nobody),
      decide({ ...arrival('reader'), address: late } as Arrival, nobody),
    ];
    const { outcomes, kept } = await carry(asks, () => false);
    assert.deepEqual(outcomes, ['asked', 'too-many']);
    assert.equal(kept[0]?.reader.confirmation?.at, monday + dayMs);
    assert.equal(kept[0]?.reader.expiresAt, undefined);
  });
});

test('who signs up before the turn that an import gave them need not wait for it', () => {
  const waiting: Subscriber = { ...pending, confirmation: queued('later', monday + 5 * dayMs) };
  const asking = askAgain(waiting, { ...request, sections: 'all' }, 'now');
  assert.ok(asking.kind === 'ask');
  assert.equal(asking.move.changes.confirmation?.id, 'now');
  assert.equal(asking.move.changes.confirmationsAsked, 1);
  const soon = askAgain(
    { ...waiting, confirmation: queued('now', monday) },
    { ...request, sections: 'all', at: monday + 1 },
    'again',
  );
  assert.equal(soon.kind, 'note');
});

/** A newsletter that is deleted in the background: as by the command, and wherever somebody dies. */
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { test } from 'node:test';
import { minuteMs } from '../../functions/config/time.ts';
import {
  closeNewsletter,
  keepNewsletter,
  reopenNewsletter,
} from '../../functions/edition/plan/close.ts';
import { deleteNewsletter } from '../../functions/edition/plan/delete.ts';
import { firstPlace, type OwnedPlace } from '../../functions/edition/plan/owned-places.ts';
import { sweepDeletions } from '../../functions/mail/sweep-deletions.ts';
import { letterMail, type WriteLetterDeps } from '../../functions/mail/write-letter.ts';
import { withdrawRoles } from '../../functions/owner/person.ts';
import { getRow, type Table } from '../../functions/store/client.ts';
import { closingBook } from '../../functions/store/closing-book.ts';
import { deletionRecords } from '../../functions/store/deletions.ts';
import { letterStore } from '../../functions/store/letters.ts';
import { deletingBook } from '../../functions/store/newsletter-rows.ts';
import { newsletterStore } from '../../functions/store/newsletters.ts';
import { loadNotice, noteLetter, saveNotice } from '../../functions/store/notices.ts';
import { ownedPlaces } from '../../functions/store/owned-places.ts';
import { peopleStore } from '../../functions/store/people.ts';
import { type RowKind, rowKindOf, rowKinds } from '../../functions/store/row-kinds.ts';
import { deletionsToSweep } from '../../functions/store/sweep-book.ts';
import { keys } from '../../functions/store/table.ts';
import { copyTable, dyingTable } from '../support/copied-table.ts';
import { newsletter, seedReaders } from '../support/newsletter.ts';
import { testTable } from '../support/table.ts';
import { ask, dayMs, id, richNewsletter, rowsOf, start, workOff } from './deletion-world.ts';

const later = start + 2 * dayMs;

async function byCommand(table: Table, keepsArchive: boolean): Promise<void> {
  const newsletter = (await newsletterStore(table).load(id)) ?? assert.fail();
  const book = deletingBook(table, {
    postLetter: async () => assert.fail('Nobody is told.'),
    withdrawRoles: (newsletterId) => withdrawRoles(newsletterId, peopleStore(table)),
    now: () => later,
  });
  await deleteNewsletter({ newsletter, keepsArchive, tellsReaders: false }, book);
}

/** Kinds of which something stays that is listed nowhere, and why that is no harm. */
const leftToExpiry: Partial<Record<RowKind, string>> = {
  notice:
    'Letters and notices are settled by send, as their reader or newsletter is gone; then they expire.',
  delivery: 'A hook that is gone is told nothing: the next try settles it; then it expires.',
  content: 'What was printed for an edition that was never frozen names nobody, and expires.',
  contentRecord: 'It is a part of its content.',
};

const kindsIn = (names: Iterable<string>) =>
  new Set(
    [...names].map((name) => {
      const [pk = '', ...sk] = name.split(' ');
      return rowKindOf({ pk, sk: sk.join(' ') });
    }),
  );

/** Told of at the desk, and with the acts about all. */
const isOwnTrace = (name: string) => /^(DELETIONS paper|AUDIT#\* .*deletion-paper)$/.test(name);

for (const keepsArchive of [false, true]) {
  const how = keepsArchive ? 'its archive kept' : 'though one dies at write after write';
  test(`desk and command leave the same table, ${how}`, async (t) => {
    const { table } = await richNewsletter(t);
    const { endpoint } = await endpointOf(table);
    const copy = await copyTable(endpoint, table, `${table.name}-copy`);
    await ask(table, { keepsArchive });
    const before = kindsIn((await rowsOf(table)).keys());
    const lacking = rowKinds.filter((kind) => !before.has(kind));
    assert.deepEqual(lacking, [], 'a row of every kind is there to be found');
    const done = keepsArchive ? await workOff(table, { at: start }) : await dieOften(table);
    assert.equal(done?.state, 'done');
    await byCommand(copy, keepsArchive);
    const [desk, command] = [await rowsOf(table), await rowsOf(copy)];
    const more = [...desk.keys()].filter((one) => !command.has(one) && !isOwnTrace(one));
    const strays = more.filter((one) => {
      const kind = [...kindsIn([one])][0];
      return kind === undefined || !(kind in leftToExpiry);
    });
    assert.deepEqual(strays, [], 'the desk leaves nothing that the command takes');
    for (const one of more.filter((name) => name.startsWith('CONTENT#'))) {
      assert.ok(Number(desk.get(one)?.expiresAt) * 1000 <= start + 400 * dayMs, one);
    }
    const less = [...command.keys()].filter((one) => !desk.has(one));
    assert.deepEqual(less, [], 'the desk takes nothing that the command leaves');
    if (keepsArchive) assert.equal(done?.gone.reader, 8);
    assert.equal((await newsletterStore(table).load(id)) !== undefined, keepsArchive);
    for (const one of [...desk.keys()].filter((key) => !isOwnTrace(key))) {
      assert.deepEqual(strip(desk.get(one)), strip(command.get(one) ?? desk.get(one)), one);
    }
  });
}

/** Works it off in lives that end at their third write, at their fourth, and so on, again and again. */
async function dieOften(table: Table) {
  const clock = { at: start };
  for (let deaths = 0; ; deaths++) {
    const dying = dyingTable(table, firstDeath + (deaths % deathsAround));
    try {
      const done = await workOff(dying, clock);
      assert.ok(deaths > 2 * deathsAround, `it died ${deaths} times`);
      return done;
    } catch (error) {
      assert.match(String(error), /Died here/);
      // As long as the one who died may still be at work nobody else is.
      clock.at += minuteMs;
    }
  }
}

/** The first write takes it in hand: who dies at the second has done nothing. */
const firstDeath = 2;
const deathsAround = 12;

/** Who was asked first differs by when it was done. */
function strip(row: Record<string, unknown> | undefined) {
  const { at, expiresAt, closedAt, dueAt, ...rest } = row ?? {};
  return rest;
}

async function endpointOf({ client }: Table) {
  const { hostname, port, protocol } = (await client.config.endpoint?.()) ?? assert.fail();
  return { endpoint: `${protocol}//${hostname}:${port}` };
}

test('nothing goes before the delay is over, and until then it is kept as it was', async (t) => {
  const { table } = await richNewsletter(t);
  const paper = newsletterStore(table);
  const asked = await ask(table);
  assert.equal(asked.kind, 'asked');
  assert.equal((await ask(table)).kind, 'there', 'asking twice is asking once');
  const before = await rowsOf(table);
  const clock = { at: start + dayMs - 1 };
  await sweepOnce(table, clock.at);
  assert.deepEqual(await rowsOf(table), before);
  const closed = (await paper.load(id)) ?? assert.fail();
  assert.notEqual(closed.closedAt, undefined);
  assert.equal(
    await keepNewsletter(
      closed,
      closingBook(table, () => clock.at),
    ),
    'kept',
  );
  assert.equal((await paper.load(id))?.closedAt, undefined);
  await sweepOnce(table, start + 3 * dayMs);
  assert.deepEqual(await readersOf(table), readersIn(before));
  assert.equal(
    await keepNewsletter(
      closed,
      closingBook(table, () => clock.at),
    ),
    'none',
  );
});

test('one that was closed before stays closed when it is kept, and opening it calls the deletion off', async (t) => {
  const { table } = await richNewsletter(t);
  const paper = newsletterStore(table);
  const closing = closingBook(table, () => start);
  const open = (await paper.load(id)) ?? assert.fail();
  await closeNewsletter(open, closing);
  await ask(table, {}, start + 1);
  const closed = (await paper.load(id)) ?? assert.fail();
  await keepNewsletter(closed, closing);
  assert.notEqual((await paper.load(id))?.closedAt, undefined);
  await ask(table, {}, start + 2);
  assert.equal(await reopenNewsletter(closed, closing), 'open');
  assert.equal((await deletionRecords(table).load(id))?.state, 'kept');
  const before = readersIn(await rowsOf(table));
  await sweepOnce(table, start + 3 * dayMs);
  assert.deepEqual(await readersOf(table), before);
});

test('whatever has the id of a newsletter that was meant before is none of it', async (t) => {
  const { table } = await richNewsletter(t);
  await ask(table);
  // Opened and closed again by a release that knows of no deletion.
  const there = (await newsletterStore(table).load(id)) ?? assert.fail();
  await newsletterStore(table).save({ ...there, closedAt: start + 5 });
  const before = readersIn(await rowsOf(table));
  assert.equal((await workOff(table, { at: start + 2 * dayMs }))?.state, 'kept');
  assert.deepEqual(await readersOf(table), before);
});

test('once anything has gone there is no way back', async (t) => {
  const { table } = await richNewsletter(t);
  await ask(table);
  const clock = { at: start + dayMs };
  await assert.rejects(workOff(dyingTable(table, 20), clock), /Died here/);
  const closed = (await newsletterStore(table).load(id)) ?? assert.fail();
  const closing = closingBook(table, () => clock.at);
  assert.equal(await keepNewsletter(closed, closing), 'too-late');
  assert.equal(await reopenNewsletter(closed, closing), 'deleting');
  assert.notEqual((await newsletterStore(table).load(id))?.closedAt, undefined);
});

test('readers who are to be told are told once each, and go when the letters have gone', async (t) => {
  const { table, ann } = await richNewsletter(t);
  await ask(table, { tellsReaders: true });
  const clock = { at: start + dayMs };
  const queued = new Set<string>();
  const queue = async (letters: readonly { readonly noticeId: string }[]) => {
    for (const { noticeId } of letters) queued.add(noticeId);
  };
  for (const writes of [3, 5]) {
    await assert.rejects(workOff(dyingTable(table, writes), clock, queue), /Died here/);
    clock.at += 5 * minuteMs;
  }
  await sweepOnce(table, clock.at, queue);
  const asked = await deletionRecords(table).load(id);
  assert.equal(asked?.state, 'awaiting');
  const told = [...queued].toSorted();
  assert.equal(told.length, 4, 'nobody who left, is suppressed, or reads another one');
  assert.ok(told.includes(`ended-${ann.id}`));
  const noted = async (noticeId: string) =>
    (await loadNotice(table, { noticeId })) ?? assert.fail();
  await sweepOnce(table, clock.at + 3_600_000, queue);
  assert.equal((await deletionRecords(table).load(id))?.state, 'awaiting', 'one is on its way');
  for (const noticeId of told) {
    const letter = await noted(noticeId);
    assert.ok(letter.kind === 'letter');
    const { letter: own, progress } = letter;
    const at = clock.at;
    await saveNotice(
      table,
      { noted: own, progress },
      { ...progress, state: 'submitted', at },
      undefined,
    );
  }
  clock.at += 7_200_000;
  assert.equal((await workOff(table, clock, queue))?.state, 'done');
  assert.deepEqual([...queued].toSorted(), told);
  for (const noticeId of told) assert.equal(await loadNotice(table, { noticeId }), undefined);
});

test('asked twice at the same moment it is asked once, and keeping it opens it again', async (t) => {
  const { table } = await richNewsletter(t);
  const answers = await Promise.all([0, 1, 2].map((ms) => ask(table, {}, start + ms)));
  assert.deepEqual(answers.map(({ kind }) => kind).toSorted(), ['asked', 'there', 'there']);
  const record = (await deletionRecords(table).load(id)) ?? assert.fail();
  const closed = (await newsletterStore(table).load(id)) ?? assert.fail();
  assert.equal(record.closedAt, closed.closedAt);
  assert.equal(
    await keepNewsletter(
      closed,
      closingBook(table, () => start),
    ),
    'kept',
  );
  assert.equal((await newsletterStore(table).load(id))?.closedAt, undefined);
});

test('who read it as open, and asks when it has been closed, asks for nothing more', async (t) => {
  const { table } = await richNewsletter(t);
  const open = (await newsletterStore(table).load(id)) ?? assert.fail();
  const first = await ask(table, { tellsReaders: true });
  const second = await ask(table, {}, start + 5, open);
  assert.deepEqual([first.kind, second.kind], ['asked', 'there']);
  const record = (await deletionRecords(table).load(id)) ?? assert.fail();
  const closed = (await newsletterStore(table).load(id)) ?? assert.fail();
  assert.deepEqual(
    [record.askedAt, record.closedAt, record.tellsReaders, record.version],
    [start, closed.closedAt, true, 1],
  );
});

for (const [passed, kind] of [
  [1000, 'there'],
  [2 * minuteMs, 'asked'],
] as const) {
  const when = passed < minuteMs ? 'at once' : 'when their time is over';
  test(`who died between asking and closing asks again ${when}, and nothing is lost of how it was`, async (t) => {
    const { table } = await richNewsletter(t);
    await assert.rejects(ask(dyingTable(table, 2)), /Died here/);
    assert.equal((await newsletterStore(table).load(id))?.closedAt, undefined);
    assert.equal((await ask(table, {}, start + passed)).kind, kind);
    const record = (await deletionRecords(table).load(id)) ?? assert.fail();
    const closed = (await newsletterStore(table).load(id)) ?? assert.fail();
    assert.equal(record.wasOpen, true);
    assert.equal(record.closedAt, closed.closedAt);
    assert.equal(record.startsAt, record.askedAt + dayMs);
  });
}

test('whoever is at work writes over nothing that was changed or kept meanwhile', async (t) => {
  const { table } = await richNewsletter(t);
  await ask(table, { tellsReaders: true });
  const clock = { at: start + dayMs };
  let isKept = false;
  // Its owner keeps it while the letters of the last round are queued.
  const keeping = async () => {
    if (isKept) return;
    isKept = true;
    const closed = (await newsletterStore(table).load(id)) ?? assert.fail();
    assert.equal(
      await keepNewsletter(
        closed,
        closingBook(table, () => clock.at),
      ),
      'kept',
    );
  };
  await sweepOnce(table, clock.at, keeping);
  assert.ok(isKept);
  assert.equal((await newsletterStore(table).load(id))?.closedAt, undefined);
  const { feeds } = closingBook(table, () => clock.at);
  assert.ok((await feeds(id)).every(({ stoppedByClosing }) => stoppedByClosing !== true));
  assert.equal((await deletionRecords(table).load(id))?.state, 'kept');
});

test('deleted by the command after it was asked for at the desk, the desk tells its end all the same', async (t) => {
  const { table } = await richNewsletter(t);
  await ask(table);
  await byCommand(table, false);
  await sweepOnce(table, start + dayMs);
  assert.equal((await deletionRecords(table).load(id))?.state, 'done');
});

test('however many readers there are, a round asks for as much as any other', async (t) => {
  const table = await testTable(t);
  await newsletterStore(table).save(newsletter());
  await seedReaders(table, start, 300);
  const seeded = await readersOf(table);
  const calls = { now: 0, most: 0 };
  const counting = countingTable(table, () => {
    calls.now += 1;
  });
  const places = ownedPlaces(counting, () => start);
  const doomed = {
    newsletterId: id,
    keepsArchive: false,
    tellsReaders: true,
    removingSince: start,
  };
  const gone: string[] = [];
  for (let place: OwnedPlace | undefined = firstPlace; place !== undefined; ) {
    calls.now = 0;
    const round = await places.removeSome(doomed, place);
    gone.push(...round.gone.filter((kind) => kind === 'reader'));
    place = round.next;
    calls.most = Math.max(calls.most, calls.now);
  }
  assert.equal(gone.length, seeded.length);
  assert.deepEqual(await readersOf(table), []);
  assert.ok(calls.most <= callsARoundMax, `${calls.most} calls in one round`);
});

/** Sixteen places, of which each has a page of readers with what hangs on them. */
const callsARoundMax = 16 * 120;

function countingTable(table: Table, count: () => void): Table {
  const client: Table['client'] = Object.create(table.client);
  client.send = ((...args: unknown[]) => {
    count();
    return (table.client.send as (...all: unknown[]) => unknown)(...args);
  }) as Table['client']['send'];
  return { ...table, client };
}

const readersIn = (rows: ReadonlyMap<string, unknown>) =>
  [...rows.keys()].filter((name) => name.startsWith('SUBSCRIBER#')).toSorted();

const readersOf = async (table: Table) => readersIn(await rowsOf(table));

async function sweepOnce(
  table: Table,
  at: number,
  queue: Parameters<typeof sweepDeletions>[1] = async () => {},
): Promise<void> {
  const now = () => at;
  await sweepDeletions(deletionsToSweep(table, now), queue, { now, randomId: randomUUID });
}

test('a letter that waits for somebody who is gone is written to nobody, and expires', async (t) => {
  const table = await testTable(t);
  const about = { newsletterId: id, subscriberId: 'gone', at: start } as const;
  await noteLetter(table, { id: 'l1', kind: 'welcome', ...about }, start);
  const books = letterStore(table, () => start);
  const letter = (await books.load({ noticeId: 'l1' })) ?? assert.fail();
  const nobody = async () => undefined;
  const deps = {
    newsletter: nobody,
    subscriber: nobody,
    content: nobody,
    people: { load: nobody },
  };
  assert.equal(await letterMail(letter, deps as unknown as WriteLetterDeps), undefined);
  // What is not to be mailed is settled so.
  await books.save(letter, { ...letter.progress, state: 'refused', reason: 'gone' }, undefined);
  const row = await getRow(table, keys.notice('l1'));
  assert.ok(Number(row?.expiresAt) * 1000 <= start + 400 * dayMs);
  assert.equal(row?.dueAt, undefined);
});

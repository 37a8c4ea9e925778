/** Readers by address, state and date: page by page each of them once, and nobody who is not meant. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { dayMs, hourMs } from '../../functions/config/time.ts';
import type { Table } from '../../functions/store/client.ts';
import { keepImported } from '../../functions/store/imports.ts';
import { readerSearch } from '../../functions/store/reader-search.ts';
import { subscriberStore } from '../../functions/store/subscribers.ts';
import { suppressAddress } from '../../functions/store/suppressions.ts';
import {
  type Move,
  newPending,
  toPreferences,
  toRestored,
  toUnsubscribed,
} from '../../functions/subscriber/moves.ts';
import type { ReaderState } from '../../functions/subscriber/reader-state.ts';
import { type SearchInput, searchReaders } from '../../functions/subscriber/search-readers.ts';
import type { Subscriber } from '../../functions/subscriber/subscriber.ts';
import { countCalls } from '../support/counted-calls.ts';
import { addReader, atSeven } from '../support/newsletter.ts';
import { testTable } from '../support/table.ts';

const start = Date.parse('2026-05-01T10:00:00Z');
const end = start + 40 * dayMs;

type Search = Partial<Omit<SearchInput, 'now'>>;

async function pagesOf(table: Table, search: Search) {
  const deps = readerSearch(table, () => end);
  const pages: { address: string; state: ReaderState; at: number | undefined }[][] = [];
  let after: string | undefined;
  do {
    const input = { newsletterId: 'paper', beginning: '', now: end, ...search, after };
    const found = await searchReaders(input, deps);
    assert.equal(found.kind, 'found');
    pages.push(
      found.readers.map(({ reader, state, at }) => ({ address: reader.address, state, at })),
    );
    after = found.next;
    assert.ok(pages.length < 50, 'it comes to an end');
  } while (after !== undefined);
  return pages;
}

async function foundBy(table: Table, search: Search): Promise<string[]> {
  return (await pagesOf(table, search)).flat().map(({ address }) => address);
}

type Fate = ReaderState | 'back';

/** What becomes of a reader, an hour after they came; when they came or went. */
const fates: Readonly<
  Record<Fate, (table: Table, reader: Subscriber, now: number) => Promise<number>>
> = {
  confirmed: async (_, { createdAt }) => createdAt,
  pending: async (_, { createdAt }) => createdAt,
  paused: async (table, reader, now) => {
    const preferences = { schedule: atSeven, sections: 'all', pausedUntil: end + dayMs } as const;
    await make(table, reader, toPreferences(preferences, reader.segmentId), now);
    return reader.createdAt;
  },
  unsubscribed: async (table, reader, now) => {
    await make(table, reader, toUnsubscribed(reader, 'page', now), now);
    return now;
  },
  suppressed: async (table, { addressKey }, now) => {
    await suppressAddress(table, addressKey, 'bounce', now);
    return now;
  },
  back: async (table, reader, now) => {
    await make(table, reader, toUnsubscribed(reader, 'page', now), now);
    const left = await subscriberStore(table, () => now).load(reader.id);
    const proof = { at: now + hourMs, from: '192.0.2.1' };
    await make(table, reader, left && toRestored(left, reader.segmentId, proof), proof.at);
    return proof.at;
  },
};

async function make(table: Table, { id }: Subscriber, move: Move | undefined, now: number) {
  assert.ok(move);
  await subscriberStore(table, () => now).save(id, move.expected, move.changes);
}

/** A newsletter in which everything happened: to one reader each day, in turns. */
async function town(table: Table) {
  const expected = new Map<string, { state: ReaderState; at: number }>();
  const all = Object.keys(fates) as Fate[];
  for (let n = 0; n < 6 * all.length; n++) {
    const came = start + n * dayMs;
    const fate = all[n % all.length] ?? 'back';
    const address = `${n % 4 < 2 ? 'an' : 'bo'}${n}@town.example`;
    const asked = asking(address, came);
    if (fate === 'pending') await subscriberStore(table, () => came).create(asked);
    const reader = fate === 'pending' ? asked : await addReader(table, came, { address });
    const at = await fates[fate](table, reader, came + hourMs);
    expected.set(address, { state: fate === 'back' ? 'confirmed' : fate, at });
  }
  return expected;
}

function asking(address: string, at: number): Subscriber {
  const who = { id: `id-${address}`.replace(/\W/g, '-'), newsletterId: 'paper' };
  const request = { schedule: atSeven, sections: 'all', from: '', wordsVersion: '1', at } as const;
  return newPending({ ...who, address, addressKey: address }, request, `c-${address}`);
}

test('every state, beginning and time finds whom it means, each once, whichever way they are looked for', async (t) => {
  const table = await testTable(t);
  const expected = await town(table);
  const times = [
    {},
    { from: start + 5 * dayMs, to: start + 20 * dayMs },
    { from: start + 30 * dayMs + hourMs },
    { to: start + 3 * dayMs },
    { from: end },
  ];
  const states = [
    undefined,
    'confirmed',
    'paused',
    'pending',
    'unsubscribed',
    'suppressed',
  ] as const;
  for (const beginning of ['', 'an', 'BO', 'an1']) {
    for (const state of states) {
      for (const { from = 0, to = Number.POSITIVE_INFINITY } of times) {
        const wanted = [...expected]
          .filter(([address]) => address.startsWith(beginning.toLowerCase()))
          .filter(([, one]) => one.state === (state ?? one.state))
          .filter(([, { at }]) => at >= from && at < to)
          .sort(([a, one], [b, other]) => (beginning === '' ? other.at - one.at : a < b ? -1 : 1))
          .map(([address, one]) => ({ address, ...one }));
        const bounds = { ...(from === 0 ? {} : { from }), ...(Number.isFinite(to) ? { to } : {}) };
        const found = (await pagesOf(table, { beginning, state, ...bounds })).flat();
        assert.deepEqual(found, wanted, JSON.stringify({ beginning, state, ...bounds }));
      }
    }
  }
});

test('an import is found reader by reader, those who are not mailed too', async (t) => {
  const table = await testTable(t);
  const arrivals = Array.from({ length: 140 }, (_, n) => {
    const reader = asking(`in${n}@town.example`, start);
    const consent = { ...reader.consent, importedAt: start };
    if (n === 77) {
      return {
        ...reader,
        consent: { ...consent, withdrawnAt: start - dayMs },
        state: 'unsubscribed',
      } as const;
    }
    return { ...reader, consent, state: 'confirmed' } as const;
  });
  for (let n = 0; n < arrivals.length; n += 20) {
    const rows = arrivals.slice(n, n + 20).map((reader) => ({ reader }));
    assert.equal(await keepImported(table, rows, start + n), 'kept');
  }
  const all = await foundBy(table, {});
  assert.equal(all.length, 140);
  assert.equal(new Set(all).size, 140);
  const gone = await pagesOf(table, { state: 'unsubscribed' });
  assert.deepEqual(
    gone.flat().map(({ address }) => address),
    ['in77@town.example'],
  );
  assert.equal(gone.length, 1, 'rows of which all are mailed are passed over');
});

test('whoever is the only one that fits is found behind hundreds who do not, in a few calls a page', async (t) => {
  const table = await testTable(t);
  for (let n = 0; n < 432; n += 24) {
    const rows = Array.from({ length: 24 }, (_, more) => ({
      reader: asking(`re${n + more}@a.example`, start),
    }));
    await keepImported(table, rows, start);
  }
  const last = await addReader(table, start, { address: 'rezz@a.example' });
  const counted = countCalls(table);
  const deps = readerSearch(counted.table, () => end);
  const input = { newsletterId: 'paper', beginning: 're', state: 'confirmed', now: end } as const;
  const first = await searchReaders(input, deps);
  assert.ok(first.kind === 'found' && first.readers.length === 0 && first.next !== undefined);
  assert.ok(counted.calls().length <= 14, counted.calls().join());
  const second = await searchReaders({ ...input, after: first.next }, deps);
  assert.ok(second.kind === 'found');
  assert.deepEqual(
    second.readers.map(({ reader }) => reader.id),
    [last.id],
  );
});

test('a place that is none, or of another search, begins at the beginning', async (t) => {
  const table = await testTable(t);
  await addReader(table, start, { address: 'ann@a.example' });
  const deps = readerSearch(table, () => end);
  for (const after of ['zoe@a.example', 'nonsense', '2026-13-77 x', '9999-01-01 ']) {
    for (const beginning of ['an', '']) {
      const input = { newsletterId: 'paper', beginning, after, now: end };
      const found = await searchReaders(input, deps);
      assert.ok(found.kind === 'found');
      assert.equal(found.readers.length, 1, `${beginning} ${after}`);
    }
  }
});

/** A newsletter whose owner has a hand in it: ticks, readers who are mailed, and what the owner does. */
import type { TestContext } from 'node:test';
import { openNet } from '../../functions/config/net.ts';
import type { Schedule } from '../../functions/config/schedule.ts';
import type { BatchKey } from '../../functions/edition/batch.ts';
import { composeLater } from '../../functions/edition/plan/compose-later.ts';
import { letGo, stopCall } from '../../functions/edition/plan/decide-call.ts';
import { type ItemWish, markItem } from '../../functions/edition/plan/mark-items.ts';
import { openTick } from '../../functions/edition/plan/open-tick.ts';
import { runTick } from '../../functions/edition/plan/run-tick.ts';
import { sendBatch } from '../../functions/mail/send-batch.ts';
import { batchStore } from '../../functions/store/batches.ts';
import { claimStore } from '../../functions/store/claims.ts';
import { contentStore } from '../../functions/store/contents.ts';
import { decidingBook } from '../../functions/store/deciding-book.ts';
import { feedStore } from '../../functions/store/feeds.ts';
import { markStore } from '../../functions/store/marks.ts';
import { newsletterStore } from '../../functions/store/newsletters.ts';
import { planningBook } from '../../functions/store/planning-book.ts';
import type { Subscriber } from '../../functions/subscriber/subscriber.ts';
import { addReader, feed, newsletter } from '../support/newsletter.ts';
import { testTable } from '../support/table.ts';

type Mode = 'automatic' | 'veto' | 'approval';
export const acts = ['pin', 'leave-out', 'move', 'retitle', 'unmark', 'stop', 'go'] as const;
type Act = (typeof acts)[number];

const startMs = Date.UTC(2026, 10, 21);

const atTheSameInstant: readonly Schedule[] = [
  { cadence: 'daily', hour: 7, zone: 'UTC' },
  { cadence: 'daily', hour: 7, zone: 'Europe/London' },
];

/** A reader of each schedule: else two in two segments that are due at the same instant. */
export async function handWorld(t: TestContext, mode: Mode, schedules = atTheSameInstant) {
  const table = await testTable(t);
  const time = { at: startMs };
  const now = () => time.at;
  const sections = [
    { id: 'news', name: 'News' },
    { id: 'sport', name: 'Sport' },
  ];
  const paper = newsletter({
    sections,
    ...(mode === 'automatic' ? {} : { sending: { mode, lastCallMinutes: 60 } }),
  });
  await newsletterStore(table).save(paper);
  await feedStore(table).create(feed({ state: 'stopped' }), '30#0');
  const readers: Subscriber[] = [];
  for (const schedule of schedules) readers.push(await addReader(table, startMs, { schedule }));
  const got = new Map(readers.map(({ id }) => [id, [] as string[]]));
  const everLeftOut = new Set<string>();
  const queue: BatchKey[] = [];
  const contents = contentStore(table, now);
  const marks = markStore(table, now);
  const deciding = decidingBook(table, now);
  const marking = { ...marks, storeItem: async () => true, randomId: () => 'own', now };

  const plan = async () => {
    const book = planningBook(table, now);
    const material = book.material();
    const net = openNet();
    const world = {
      newsletter: material.newsletter,
      compose: composeLater('https://paper.example/', material),
      enqueue: async (some: readonly BatchKey[]) => {
        queue.push(...some);
      },
      log: { info: () => {} },
      now,
      timeLeftMs: () => 600_000,
    };
    await runTick(time.at, openTick(book, world), net);
    net.close('A tick failed.');
  };

  const send = (key: BatchKey) =>
    sendBatch(key, time.at + 600_000, {
      batches: batchStore(table, now),
      claims: claimStore(table),
      messageSender: {
        prepare: async () => {},
        lease: async () => ({ kind: 'granted', firstAt: time.at, gapMs: 0, count: 50 }),
        submit: async (batch, { id }) => {
          const content = await contents.load(batch.contentKey);
          got.get(id)?.push(...(content?.items ?? []).map((ref) => ref.key));
          return { kind: 'submitted', messageId: `m-${time.at}-${id}` };
        },
        slowDown: async () => {},
        halt: async () => time.at,
      },
      heededThrough: async () => time.at,
      now,
      sleep: async () => {},
      randomId: () => `o-${time.at}-${key.batchId}`,
      report: () => {},
    });

  const lastCall = async () => (await deciding.calls.list('paper', 0)).at(-1);
  const mark = async (key: string, wish: ItemWish) => {
    await markItem(paper, { feedId: 'feed1', key, title: key }, wish, marking);
  };
  const doing: Readonly<Record<Act, (key: string) => Promise<unknown>>> = {
    pin: (key) => mark(key, { kind: 'pin' }),
    'leave-out': (key) => {
      everLeftOut.add(key);
      return mark(key, { kind: 'leave-out' });
    },
    move: (key) => mark(key, { kind: 'move', sectionId: 'sport' }),
    retitle: (key) => mark(key, { kind: 'retitle', title: 'Another title' }),
    unmark: async () => {
      for (const one of await marks.list('paper')) await marks.remove(one);
    },
    stop: async () => {
      const call = await lastCall();
      if (call !== undefined) await stopCall(call, paper, deciding);
    },
    go: async () => {
      const call = await lastCall();
      if (call !== undefined) await letGo(call, deciding);
    },
  };
  return {
    table,
    got,
    everLeftOut,
    calls: () => deciding.calls.list('paper', 0),
    perform: (act: Act, key: string) => doing[act](key),
    /** A tick at this instant, and all that comes of it. */
    passTo: async (instant: number) => {
      time.at = instant;
      await plan();
      for (const key of queue.splice(0)) await send(key);
    },
    setClock: (instant: number) => {
      time.at = instant;
    },
    letAllGo: async () => {
      const open = (await deciding.calls.list('paper', 0)).filter(({ state }) => state !== 'going');
      for (const call of open) await letGo(call, deciding);
    },
  };
}

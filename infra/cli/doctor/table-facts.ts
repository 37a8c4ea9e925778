/** What the table and the queues tell of the work, wherever Paperboy runs. */
import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { isClosed } from '../../../functions/edition/newsletter.ts';
import { tryEventPath } from '../../../functions/mail/doctor/event-path.ts';
import type { Facts } from '../../../functions/mail/doctor/examine.ts';
import { findLate, planLateMs } from '../../../functions/mail/late.ts';
import { eventTickStore } from '../../../functions/store/event-tick.ts';
import { feedStore } from '../../../functions/store/feeds.ts';
import { heldEditions } from '../../../functions/store/held-editions.ts';
import { newsletterStore } from '../../../functions/store/newsletters.ts';
import { noticeStore } from '../../../functions/store/notices.ts';
import { openWork } from '../../../functions/store/open-work.ts';
import { paceStore } from '../../../functions/store/pace.ts';
import { pollTickStore } from '../../../functions/store/poll-tick.ts';
import { readerCountStore } from '../../../functions/store/readers.ts';
import { returnsStore } from '../../../functions/store/returns.ts';
import { loadTrial } from '../../../functions/store/trials.ts';
import type { Connection } from '../connection.ts';

/** Facts from the table and the queues; each throws when it cannot be seen. */
export interface TableFacts {
  readonly pace: () => Promise<Facts['sending']['pace']>;
  readonly returns: () => Promise<Facts['returns']>;
  /** Undefined: there is no newsletter that could mail. */
  readonly eventPath: (waitMs: number) => Promise<Facts['eventPath'] | undefined>;
  readonly ticks: () => Promise<Readonly<Record<'poll' | 'sweep', number | undefined>>>;
  readonly late: () => Promise<Facts['late']>;
  readonly deadLetters: () => Promise<Facts['deadLetters']>;
  /** Of the log that this machine keeps; a stack has its own (door-logs.ts). */
  readonly errors: () => Promise<Facts['errors']>;
  readonly feeds: () => Promise<Facts['feeds']>;
  readonly editions: () => Promise<number>;
  readonly secret: () => Promise<Facts['secret']>;
  /** Readers as they were counted last, and feeds. */
  readonly usage: () => Promise<{ readonly readers: number; readonly feeds: number }>;
}

/** Reads them by this connection. */
export function tableFacts(connection: Connection): TableFacts {
  const { table, now } = connection;
  const feeds = () => allFeeds(connection);
  return {
    pace: paceStore(table).load,
    returns: async () => ({ ...(await returnsStore(table).load()), now: now() }),
    eventPath: (waitMs) => eventPath(connection, waitMs),
    ticks: async () => {
      const [poll, sweep] = await Promise.all([
        pollTickStore(table).last(),
        eventTickStore(table, now).lastHeard(),
      ]);
      return { poll, sweep };
    },
    late: async () => findLate(now(), await openWork(table, now() - planLateMs, now)),
    deadLetters: connection.deadLetters.counts,
    errors: () => errors(connection),
    feeds: async () => {
      const all = await feeds();
      return {
        count: all.length,
        held: all.filter(({ hold }) => hold !== undefined).length,
        failing: all.filter(({ failures }) => failures > 0).length,
      };
    },
    editions: async () => (await heldEditions(table, now).list()).length,
    secret: () => secret(connection),
    usage: async () => {
      const newsletters = await newsletterStore(table).list();
      const counts = readerCountStore(table);
      const readers = await Promise.all(newsletters.map(({ id }) => counts.load(id)));
      return {
        readers: readers.reduce<number>((sum, count = 0) => sum + count, 0),
        feeds: (await feeds()).length,
      };
    },
  };
}

/** Of a newsletter that is closed nothing is fetched. */
async function allFeeds({ table }: Connection) {
  const open = (await newsletterStore(table).list()).filter((one) => !isClosed(one));
  const feeds = await Promise.all(open.map(({ id }) => feedStore(table).list(id)));
  return feeds.flat();
}

async function eventPath({ table, queues, now }: Connection, waitMs: number) {
  const newsletter = (await newsletterStore(table).list()).find((one) => !isClosed(one));
  if (newsletter === undefined) return undefined;
  return tryEventPath(
    { newsletterId: newsletter.id, id: randomUUID(), waitMs },
    {
      note: noticeStore(table).note,
      enqueue: (ids) => queues.confirmations.send(ids.map((noticeId) => ({ noticeId }))),
      heard: (noticeId) => loadTrial(table, noticeId),
      now,
      sleep: (ms) => sleep(ms),
    },
  );
}

const dayMs = 86_400_000;

async function errors({ findLines, now }: Connection): Promise<Facts['errors']> {
  const find = await findLines();
  const { lines } = await find({ terms: ['ERROR'], since: now() - dayMs });
  const failed = lines.filter(({ fields }) => fields.level === 'ERROR');
  return [...Map.groupBy(failed, ({ door }) => door)].map(([door, own]) => {
    const last = own.reduce((latest, line) => (line.at > latest.at ? line : latest));
    const { event, message } = last.fields;
    return { door, count: own.length, lastAt: last.at, words: `${event}: ${message}` };
  });
}

async function secret({ signingKeys, now }: Connection): Promise<Facts['secret']> {
  try {
    const { changedAt } = await signingKeys();
    return { isReadable: true, madeAt: changedAt, now: now() };
  } catch (error) {
    if (!(error instanceof Error) || error.name !== 'SettingsError') throw error;
    return { isReadable: false, madeAt: undefined, now: now() };
  }
}

/** `status`: how the whole of it stands, what needs the owner first. */
import { feedStore } from '../../functions/store/feeds.ts';
import { heldEditions } from '../../functions/store/held-editions.ts';
import { newsletterStore } from '../../functions/store/newsletters.ts';
import { paceStore } from '../../functions/store/pace.ts';
import { segmentStore } from '../../functions/store/segments.ts';
import { walkSubscribers } from '../../functions/store/subscriber-walk.ts';
import {
  type ReaderState,
  readerState,
  readerStates,
} from '../../functions/subscriber/reader-state.ts';
import { command } from './command.ts';
import { type Connection, commandQueues } from './connection.ts';
import { RefusedError } from './errors.ts';
import { feedState } from './feed-text.ts';
import {
  type NewsletterStatus,
  newsletterLines,
  type Sending,
  sendingLines,
  urgencyOf,
} from './status-text.ts';

/** `status`: how everything stands. */
export const status = command({
  name: 'status',
  summary: 'Show newsletters, readers, feeds, the next editions, queues and sending',
  takes: [],
  options: {},
  isReading: true,
  run: async ({ screen }, connection) => {
    const [newsletters, sending] = await Promise.all([
      newsletterStatuses(connection),
      sendingStatus(connection),
    ]);
    const now = connection.now();
    const zone = newsletters[0]?.newsletter.zone ?? 'UTC';
    const none = ['There is no newsletter yet. paperboy newsletter create --help tells how.', ''];
    return {
      lines: [
        ...(newsletters.length === 0 ? none : []),
        ...newsletters.flatMap((one) => newsletterLines(one, screen.columns)),
        ...sendingLines(sending, { now, zone, width: screen.columns, service: connection.service }),
      ],
      json: { now, newsletters: newsletters.map(toJson), ...sending },
    };
  },
});

async function newsletterStatuses({ table, now }: Connection): Promise<NewsletterStatus[]> {
  const newsletters = await newsletterStore(table).list();
  const counts = await countReaders(table, now());
  return Promise.all(
    newsletters.map(async (newsletter) => {
      const [feeds, segments] = await Promise.all([
        feedStore(table).list(newsletter.id),
        segmentStore(table).list(newsletter.id),
      ]);
      return {
        newsletter,
        readers: counts.byState(newsletter.id),
        confirmationsRefused: counts.confirmationsRefused(newsletter.id),
        feeds: [...feeds].sort((a, b) => urgencyOf(b) - urgencyOf(a)),
        segments: segments
          .map((segment) => ({ ...segment, readers: counts.inSegment(segment.id) }))
          .sort((a, b) => (a.dueAt ?? Infinity) - (b.dueAt ?? Infinity)),
      };
    }),
  );
}

/** Everybody counted in one walk. */
async function countReaders(table: Connection['table'], now: number) {
  const counts = new Map<string, number>();
  const add = (key: string) => counts.set(key, (counts.get(key) ?? 0) + 1);
  for await (const reader of walkSubscribers(table, now)) {
    const state = readerState(reader, now);
    add(`${reader.newsletterId} ${state}`);
    if (state === 'pending' && reader.confirmation?.state === 'refused') {
      add(`${reader.newsletterId} refused`);
    }
    if (state === 'confirmed' || state === 'paused') add(reader.segmentId);
  }
  const countOf = (key: string) => counts.get(key) ?? 0;
  return {
    byState: (id: string) =>
      Object.fromEntries(readerStates.map((state) => [state, countOf(`${id} ${state}`)])) as Record<
        ReaderState,
        number
      >,
    confirmationsRefused: (id: string) => countOf(`${id} refused`),
    inSegment: (id: string) => countOf(id),
  };
}

async function sendingStatus(connection: Connection): Promise<Sending> {
  const { table, queues, now } = connection;
  const [pace, held, reports, ...depths] = await Promise.all([
    paceStore(table).load(),
    heldEditions(table, now).list(),
    reportsWaiting(connection),
    ...commandQueues.map((name) => queues[name].depth()),
  ]);
  const named = commandQueues.map((name, n) => [name, depths[n] ?? 0] as const);
  return { pace, held, queues: { ...Object.fromEntries(named), ...reports } };
}

/** What SES reports; outputs of an earlier release do not name its queue. */
async function reportsWaiting({ events }: Connection): Promise<Record<string, number>> {
  try {
    return { events: await events().depth() };
  } catch (error) {
    if (!(error instanceof RefusedError)) throw error;
    return {};
  }
}

function toJson(one: NewsletterStatus) {
  const { newsletter, readers, confirmationsRefused, feeds, segments } = one;
  const { id, name, zone } = newsletter;
  const withState = feeds.map((feed) => ({ ...feed, status: feedState(feed) }));
  return { id, name, zone, readers, confirmationsRefused, feeds: withState, segments };
}

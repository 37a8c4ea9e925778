/** `simulate`: who gets what, and when, if everything goes on as it does. */
import { dayMs } from '../../functions/config/time.ts';
import { sendingOf } from '../../functions/edition/call.ts';
import { isClosed, type Newsletter } from '../../functions/edition/newsletter.ts';
import {
  aheadMsMax,
  type Foreseen,
  simulate as foresee,
  leavesAt,
  type ReaderGroup,
  type Stamp,
} from '../../functions/edition/plan/simulate.ts';
import { spanMsMax } from '../../functions/edition/plan/spans.ts';
import type { Feed } from '../../functions/feed/feed.ts';
import { rulesFor } from '../../functions/feed/gate/gate-rules.ts';
import { deskBook } from '../../functions/store/desk-book.ts';
import { feedStore } from '../../functions/store/feeds.ts';
import { gateSettingStore } from '../../functions/store/gate-settings.ts';
import { itemStore } from '../../functions/store/items.ts';
import { readersFrom } from '../../functions/store/segment-readers.ts';
import { segmentStore } from '../../functions/store/segments.ts';
import { chosenNewsletter, newsletterOption } from './chosen.ts';
import { command } from './command.ts';
import type { Connection } from './connection.ts';
import { UsageError } from './errors.ts';
import { instantOf } from './marking.ts';
import { scheduleText } from './schedule-text.ts';
import { tableText } from './table-text.ts';
import { numberText, timeText } from './time-text.ts';

const columns = [
  { title: 'DUE' },
  { title: 'SCHEDULE' },
  { title: 'SECTIONS', shrinksTo: 8 },
  { title: 'READERS', align: 'right' },
  { title: 'CERTAIN', align: 'right' },
  { title: 'ITEMS', shrinksTo: 12 },
] as const;

/** `simulate`: looks ahead, and sends nothing. */
export const simulate = command({
  name: 'simulate',
  summary:
    'Show which editions are to come, when, for how many readers and with how much; send nothing',
  details: [
    'Items are those that are there, or leave the gate by themselves until then, and about how many',
    'more the feeds usually bring. CERTAIN are the readers for whom something is there already; the',
    'others get an edition if something comes. A story that several feeds tell counts for each.',
  ],
  takes: [],
  options: {
    ...newsletterOption,
    until: {
      type: 'string',
      value: 'TIME',
      help: 'how far to look: 2026-12-08, 2026-12-08T12:00, or 3d from now (7d), at most 60 days',
    },
  },
  isReading: true,
  run: async ({ values, screen }, connection) => {
    const newsletter = await chosenNewsletter(values.newsletter, connection);
    const now = connection.now();
    const until = instantOf('until', values.until ?? '7d', newsletter.zone, now);
    if (until <= now || until > now + aheadMsMax) {
      throw new UsageError(`--until takes a time within the next ${aheadMsMax / dayMs} days.`);
    }
    const editions = isClosed(newsletter)
      ? []
      : await lookAhead(newsletter, now, until, connection);
    const { mode } = sendingOf(newsletter);
    return {
      lines:
        editions.length === 0
          ? [nothing(newsletter)]
          : linesOf(editions, newsletter, screen.columns),
      json: {
        newsletterId: newsletter.id,
        zone: newsletter.zone,
        now,
        until,
        sending: mode,
        editions,
      },
    };
  },
});

function nothing({ name, closedAt }: Newsletter): string {
  return closedAt === undefined ? `Nothing of ${name} is due until then.` : `${name} is closed.`;
}

async function lookAhead(
  newsletter: Newsletter,
  now: number,
  until: number,
  connection: Connection,
): Promise<Foreseen[]> {
  const { table } = connection;
  const { id } = newsletter;
  const [segments, feeds] = await Promise.all([
    segmentStore(table).list(id),
    feedStore(table).list(id),
  ]);
  const counted: ((typeof segments)[number] & { groups: readonly ReaderGroup[] })[] = [];
  for (const segment of segments) {
    const groups = await groupsIn(segment.id, connection);
    if (groups.length > 0) counted.push({ ...segment, groups });
  }
  const stamps = [
    ...(await stamped(id, now, connection)),
    ...(await leaving(feeds, id, now, connection)),
  ];
  return foresee({ newsletter, segments: counted, feeds, stamps, now, until });
}

async function groupsIn(segmentId: string, { table }: Connection): Promise<ReaderGroup[]> {
  const groups = new Map<string, ReaderGroup>();
  let page = await readersFrom(table, segmentId, { shard: 0 });
  for (;;) {
    for (const { receivedThrough, pausedUntil } of page.readers) {
      const name = `${receivedThrough} ${pausedUntil ?? 0}`;
      const known = groups.get(name);
      const paused = pausedUntil === undefined ? {} : { pausedUntil };
      groups.set(name, { receivedThrough, ...paused, readers: (known?.readers ?? 0) + 1 });
    }
    if (page.next === undefined) return [...groups.values()];
    page = await readersFrom(table, segmentId, page.next);
  }
}

async function stamped(id: string, now: number, { table }: Connection): Promise<Stamp[]> {
  const stamps: Stamp[] = [];
  for await (const page of itemStore(table).headings(id, now - spanMsMax, now)) {
    for (const { feedId, firstSeenAt, outBy } of page) {
      if (outBy === undefined) stamps.push({ feedId, at: firstSeenAt });
    }
  }
  return stamps;
}

async function leaving(
  feeds: readonly Feed[],
  newsletterId: string,
  now: number,
  connection: Connection,
): Promise<Stamp[]> {
  const { gate } = deskBook(connection);
  const settings = await gateSettingStore(connection.table).load(newsletterId);
  const stamps: Stamp[] = [];
  for (const feed of feeds) {
    const rules = rulesFor(feed, settings);
    for (const waiting of await gate.list({ newsletterId, feedId: feed.id })) {
      const at = leavesAt(waiting, rules, now);
      if (at !== undefined) stamps.push({ feedId: feed.id, at });
    }
  }
  return stamps;
}

function linesOf(editions: readonly Foreseen[], newsletter: Newsletter, width: number): string[] {
  const { zone } = newsletter;
  const { mode } = sendingOf(newsletter);
  const rows = editions.map((one) => [
    one.isInstant ? `${timeText(one.at, zone).slice(0, 10)}, as it comes` : timeText(one.at, zone),
    scheduleText(one.schedule, zone),
    one.sections === 'all' ? 'all' : one.sections.join(', '),
    numberText(one.readers),
    numberText(one.certain),
    itemsText(one),
  ]);
  const word = {
    automatic: [],
    veto: ['You are shown each before it goes, and may stop it.'],
    approval: ['None goes without your word.'],
  } as const;
  return [...tableText(columns, rows, width), '', `Times are those of ${zone}.`, ...word[mode]];
}

function itemsText({ known, expected }: Foreseen): string {
  const more = Math.round(expected);
  if (known === 0) return `about ${numberText(more)}`;
  return more === 0
    ? numberText(known)
    : `${numberText(known)}, and about ${numberText(more)} more`;
}

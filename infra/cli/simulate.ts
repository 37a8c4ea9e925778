/** `simulate`: who gets what, and when, if everything goes on as it does. */
import { dayMs } from '../../functions/config/time.ts';
import { sendingOf } from '../../functions/edition/call.ts';
import type { Newsletter } from '../../functions/edition/newsletter.ts';
import { type LookAheadDeps, lookAhead } from '../../functions/edition/plan/look-ahead.ts';
import { aheadMsMax, type Foreseen } from '../../functions/edition/plan/simulate.ts';
import { aheadOf } from '../../functions/store/ahead.ts';
import { deskBook } from '../../functions/store/desk-book.ts';
import { feedStore } from '../../functions/store/feeds.ts';
import { gateSettingStore } from '../../functions/store/gate-settings.ts';
import { itemStore } from '../../functions/store/items.ts';
import { readersFrom } from '../../functions/store/segment-readers.ts';
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
    const editions = await lookAhead({ newsletter, now, until }, bookOf(connection));
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

function bookOf(connection: Connection): LookAheadDeps {
  const { table } = connection;
  return {
    ahead: (newsletterId) => aheadOf(table, newsletterId, connection.now),
    readersFrom: (segmentId, cursor) => readersFrom(table, segmentId, cursor),
    feeds: feedStore(table).list,
    gateOf: gateSettingStore(table).load,
    waiting: deskBook(connection).gate.list,
    headings: itemStore(table).headings,
  };
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

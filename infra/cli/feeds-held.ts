/** `feeds held|release|drop`: the owner's word on feeds that suddenly show far more than usual. */
import type { Newsletter } from '../../functions/edition/newsletter.ts';
import type { Feed } from '../../functions/feed/feed.ts';
import { dropHeld, releaseHeld } from '../../functions/feed/gate/decide.ts';
import { eligibleLagMs } from '../../functions/feed/item.ts';
import { feedStore } from '../../functions/store/feeds.ts';
import { gateRows } from '../../functions/store/gate.ts';
import { newsletterStore } from '../../functions/store/newsletters.ts';
import { segmentStore } from '../../functions/store/segments.ts';
import { chosenFeed, chosenNewsletter, newsletterOption } from './chosen.ts';
import { command } from './command.ts';
import type { Connection } from './connection.ts';
import { RefusedError } from './errors.ts';
import { shortId } from './feed-text.ts';
import { tableText } from './table-text.ts';
import { countText, timeText } from './time-text.ts';

const titlesShownMax = 10;
const reasonCharsMax = 500;
const beingRead = 'The feed is being read this moment, or was interrupted: ask again in an hour.';

const columns = [
  { title: 'ID' },
  { title: 'TITLE', shrinksTo: 12 },
  { title: 'HELD', align: 'right' },
  { title: 'SINCE' },
] as const;

const held = command({
  name: 'feeds held',
  summary: 'Show the feeds that suddenly brought far more than usual, and what is held back',
  takes: [],
  options: newsletterOption,
  isReading: true,
  run: async ({ values, screen }, connection) => {
    const newsletter = await chosenNewsletter(values.newsletter, connection);
    const feeds = (await feedStore(connection.table).list(newsletter.id)).filter(isHeld);
    const found = await Promise.all(
      feeds.map(async (feed) => ({ feed, items: await itemsOf(feed, connection) })),
    );
    const none = [`No feed of ${newsletter.name} is held back.`];
    const rows = found.map(({ feed, items }) => [
      shortId(feed),
      feed.title || feed.url,
      String(items.length),
      timeText(feed.hold?.since ?? 0, newsletter.zone),
    ]);
    const titles = found.flatMap(({ feed, items }) => [
      '',
      `${feed.title || feed.url}:`,
      ...items.slice(0, titlesShownMax).map((item) => `  ${item.title || item.link || item.key}`),
      ...(items.length > titlesShownMax ? [`  and ${items.length - titlesShownMax} more`] : []),
    ]);
    return {
      lines: found.length === 0 ? none : [...tableText(columns, rows, screen.columns), ...titles],
      json: found.map(({ feed, items }) => ({ feed: feed.id, ...feed.hold, held: items })),
    };
  },
});

const release = command({
  name: 'feeds release',
  summary: 'Let what is held back of a feed go out with the next edition',
  details: ['FEED is its id, the beginning of its id, its address or its title.'],
  takes: ['FEED'],
  options: newsletterOption,
  isReading: false,
  run: async ({ values, args: [name = ''] }, connection) => {
    const { newsletter, feed, key } = await heldFeed(name, values.newsletter, connection);
    const { table, prompt, now } = connection;
    const { items, isEnded } = await releaseHeld(key, { ...gateRows(table, prompt, now), now });
    await segmentStore(table).wakeInstant(newsletter.id, now() + eligibleLagMs);
    const lines = [`Out with the next edition: ${countText(items, 'item')} of ${titleOf(feed)}.`];
    return { lines, notes: isEnded ? [] : [beingRead] };
  },
});

const drop = command({
  name: 'feeds drop',
  summary: 'Leave out for good what is held back of a feed; what it brings from now on is news',
  details: ['FEED is its id, the beginning of its id, its address or its title.'],
  takes: ['FEED'],
  options: {
    ...newsletterOption,
    reason: { type: 'string', value: 'TEXT', help: 'why, for the record (dropped by the owner)' },
  },
  isReading: false,
  run: async ({ values, args: [name = ''] }, connection) => {
    const { feed, key } = await heldFeed(name, values.newsletter, connection);
    const reason = (values.reason?.trim() || 'Dropped by the owner.').slice(0, reasonCharsMax);
    const { table, prompt, now } = connection;
    const deps = { ...gateRows(table, prompt, now), now };
    const { items, isEnded } = await dropHeld({ feed: key, reason }, deps);
    const lines = [`Left out for good: ${countText(items, 'item')} of ${titleOf(feed)}.`];
    return { lines, notes: isEnded ? [] : [beingRead] };
  },
});

async function heldFeed(name: string, newsletterId: string | undefined, connection: Connection) {
  const owner = newsletterId ?? (await newsletterOfFeed(name, connection));
  const newsletter: Newsletter = await chosenNewsletter(owner, connection);
  const feed = await chosenFeed(name, newsletter, connection);
  if (!isHeld(feed)) throw new RefusedError(`Nothing of ${titleOf(feed)} is held back.`);
  return { newsletter, feed, key: { newsletterId: newsletter.id, feedId: feed.id } };
}

/** The whole id of a feed says whose it is: the notice of a surge names it, and no newsletter. */
async function newsletterOfFeed(name: string, { table }: Connection): Promise<string | undefined> {
  const newsletters = await newsletterStore(table).list();
  const feeds = await Promise.all(newsletters.map(({ id }) => feedStore(table).list(id)));
  return feeds.flat().find(({ id }) => id === name)?.newsletterId;
}

async function itemsOf({ newsletterId, id }: Feed, { table, prompt, now }: Connection) {
  const waiting = await gateRows(table, prompt, now).list({ newsletterId, feedId: id });
  return waiting.filter(({ why }) => why.includes('surge')).map(({ item }) => item);
}

function isHeld({ hold }: Feed): boolean {
  return hold !== undefined;
}

function titleOf({ title, url }: Feed): string {
  return title || url;
}

/** The commands on items that wait for their owner. */
export const heldFeedCommands = [held, release, drop];

/** `feeds add|list|show|remove|export`; import has files of its own. */
import { type AddFeedInput, addFeed } from '../../functions/feed/add.ts';
import type { FullText } from '../../functions/feed/feed.ts';
import { createFetcher } from '../../functions/feed/fetch.ts';
import { type OpmlFeed, writeOpml } from '../../functions/feed/opml.ts';
import { fetchMessages } from '../../functions/feed/poll.ts';
import { intervalsMinutes, slotOf } from '../../functions/feed/poll-slot.ts';
import { feedStore } from '../../functions/store/feeds.ts';
import { archiveScheme } from './archive-feed.ts';
import { chosenFeed, chosenNewsletter, chosenSection, newsletterOption } from './chosen.ts';
import { command, type Values } from './command.ts';
import type { Connection } from './connection.ts';
import { RefusedError, UsageError } from './errors.ts';
import { feedFacts, feedState, feedTable } from './feed-text.ts';
import { importFeeds } from './feeds-import.ts';
import { countText } from './time-text.ts';

const fullTexts = ['never', 'always', 'auto'] as const satisfies readonly FullText[];
const backlogMax = 100;

const addOptions = {
  ...newsletterOption,
  section: { type: 'string', value: 'ID', help: 'the section it belongs to (the first)' },
  title: { type: 'string', value: 'TEXT', help: 'what it is called (its own title)' },
  'full-text': {
    type: 'string',
    value: 'WHEN',
    help: 'whether articles are read from their pages: never, always, auto (auto)',
  },
  every: {
    type: 'string',
    value: 'MINUTES',
    help: `how often it is asked: ${intervalsMinutes.join(', ')} (30)`,
  },
  backlog: {
    type: 'string',
    value: 'N',
    help: 'how many items that it shows now count as news (0)',
  },
} as const;

const add = command({
  name: 'feeds add',
  summary: 'Add a feed by its address, or by that of a page which names it',
  takes: ['URL'],
  options: addOptions,
  isReading: false,
  run: async ({ values, args: [address = ''] }, connection) => {
    const options = feedOptions(values);
    const newsletter = await chosenNewsletter(values.newsletter, connection);
    const section = chosenSection(values.section, newsletter);
    const added = await addOne(
      { ...options, newsletterId: newsletter.id, sectionId: section.id, url: withScheme(address) },
      connection,
    );
    if (added.kind === 'several' || added.kind === 'refused') throw new RefusedError(added.message);
    const { feed, items, kind } = added;
    const title = feed.title || feed.url;
    if (kind === 'exists') {
      return { lines: [`${newsletter.name} has this feed already, nothing was changed: ${title}`] };
    }
    await connection.queues.fetch.send(
      fetchMessages([{ newsletterId: newsletter.id, feedId: feed.id, url: feed.url }]),
    );
    return {
      lines: [
        `${title} is added to ${newsletter.name}, section ${section.id}.`,
        `It shows ${countText(items, 'item')} now, ${newsFrom(Math.min(feed.backlogItems, items))}`,
      ],
    };
  },
});

function newsFrom(news: number): string {
  return news === 0
    ? 'none of which is mailed: what comes from now on is news.'
    : `the latest ${news} of which go into the next edition.`;
}

async function addOne(input: AddFeedInput, { table, siteUrl, now, allowedOrigins }: Connection) {
  const userAgent = `Paperboy/0.1 (feed-to-email newsletter; +${siteUrl})`;
  const fetcher = createFetcher({ userAgent, now, allowedOrigins });
  const feeds = feedStore(table);
  try {
    return await addFeed(input, {
      get: fetcher.get,
      createFeed: (feed) => feeds.create(feed, slotOf(feed.id, feed.intervalMinutes)),
      now,
    });
  } finally {
    await fetcher.close();
  }
}

/** `example.com/feed` is what people type. */
function withScheme(address: string): string {
  return /^[a-z][a-z0-9+.-]*:\/\//i.test(address) ? address : `https://${address}`;
}

function feedOptions(values: Values<typeof addOptions>) {
  const { title, every, backlog, 'full-text': when } = values;
  const fullText = when === undefined ? undefined : fullTexts.find((one) => one === when);
  if (when !== undefined && fullText === undefined) {
    throw new UsageError(`--full-text is never, always or auto, not ${when}.`);
  }
  const interval = intervalsMinutes.find((minutes) => String(minutes) === every);
  if (every !== undefined && interval === undefined) {
    throw new UsageError(`--every is one of ${intervalsMinutes.join(', ')} minutes, not ${every}.`);
  }
  if (backlog !== undefined && !(/^\d{1,3}$/.test(backlog) && Number(backlog) <= backlogMax)) {
    throw new UsageError(`--backlog takes a whole number from 0 to ${backlogMax}, not ${backlog}.`);
  }
  return {
    ...(title === undefined ? {} : { title: title.trim() }),
    ...(fullText === undefined ? {} : { fullText }),
    ...(interval === undefined ? {} : { intervalMinutes: interval }),
    ...(backlog === undefined ? {} : { backlogItems: Number(backlog) }),
  };
}

const list = command({
  name: 'feeds list',
  summary: 'Show all feeds of a newsletter and how they are doing',
  takes: [],
  options: newsletterOption,
  isReading: true,
  run: async ({ values, screen }, connection) => {
    const newsletter = await chosenNewsletter(values.newsletter, connection);
    const order = newsletter.sections.map((section) => section.id);
    const feeds = (await feedStore(connection.table).list(newsletter.id)).sort(
      (a, b) =>
        order.indexOf(a.sectionId) - order.indexOf(b.sectionId) || a.title.localeCompare(b.title),
    );
    const none = [`${newsletter.name} has no feeds yet. Add one: paperboy feeds add URL`];
    return { lines: feeds.length === 0 ? none : feedTable(feeds, screen.columns), json: feeds };
  },
});

const show = command({
  name: 'feeds show',
  summary: 'Show everything about one feed',
  details: ['FEED is its id, the beginning of its id, its address or its title.'],
  takes: ['FEED'],
  options: newsletterOption,
  isReading: true,
  run: async ({ values, args: [name = ''], screen }, connection) => {
    const newsletter = await chosenNewsletter(values.newsletter, connection);
    const feed = await chosenFeed(name, newsletter, connection);
    return {
      lines: feedFacts(feed, newsletter, screen.columns),
      json: { ...feed, status: feedState(feed) },
    };
  },
});

const remove = command({
  name: 'feeds remove',
  summary: 'Take a feed away; what it brought before goes into no edition any more',
  details: [
    'FEED is its id, the beginning of its id, its address or its title. What it has shown stays',
    'remembered: added again, it does not repeat itself.',
  ],
  takes: ['FEED'],
  options: newsletterOption,
  isReading: false,
  run: async ({ values, args: [name = ''] }, connection) => {
    const newsletter = await chosenNewsletter(values.newsletter, connection);
    const feed = await chosenFeed(name, newsletter, connection);
    await feedStore(connection.table).remove({ newsletterId: newsletter.id, feedId: feed.id });
    return { lines: [`${feed.title || feed.url} is removed from ${newsletter.name}.`] };
  },
});

const exportFeeds = command({
  name: 'feeds export',
  summary: 'Write all feeds as OPML, which feed readers and `feeds import` read',
  takes: [],
  options: newsletterOption,
  isReading: false,
  run: async ({ values }, connection) => {
    const { id, name, sections } = await chosenNewsletter(values.newsletter, connection);
    const all = await feedStore(connection.table).list(id);
    const order = sections.map((section) => section.id);
    const feeds = all
      .filter((feed) => !feed.url.startsWith(archiveScheme))
      .sort((x, y) => order.indexOf(x.sectionId) - order.indexOf(y.sectionId))
      .map(({ url, title, siteUrl, sectionId }): OpmlFeed => {
        const section = sections.find((one) => one.id === sectionId)?.name;
        return {
          url,
          title,
          ...(siteUrl === undefined ? {} : { siteUrl }),
          ...(section === undefined ? {} : { section }),
        };
      });
    const archives = all.length - feeds.length;
    const left = `Left out: ${countText(archives, 'archive')}, which no feed reader could poll.`;
    return {
      lines: [writeOpml(name, feeds).trimEnd()],
      notes: archives === 0 ? [] : [left],
    };
  },
});

export const feedsCommands = [add, list, show, remove, importFeeds, exportFeeds];

/** `feeds add`: one feed by its address. */
import { settingOptions } from '../../functions/feed/each-setting.ts';
import { createFetcher } from '../../functions/feed/get/fetch.ts';
import { userAgent } from '../../functions/feed/get/user-agent.ts';
import { type AddFeedInput, addFeed } from '../../functions/feed/keep/add.ts';
import { fetchMessages } from '../../functions/feed/schedule/poll.ts';
import { slotOf } from '../../functions/feed/schedule/poll-slot.ts';
import { feedStore } from '../../functions/store/feeds.ts';
import { chosenNewsletter, chosenSection, newsletterOption } from './chosen.ts';
import { command, type Values } from './command.ts';
import type { Connection } from './connection.ts';
import { RefusedError, UsageError } from './errors.ts';
import { settingsIn } from './feed-options.ts';
import { countText } from './time-text.ts';

const backlogMax = 100;

const options = {
  ...newsletterOption,
  section: { type: 'string', value: 'ID', help: 'the section it belongs to (the first)' },
  ...settingOptions,
  backlog: {
    type: 'string',
    value: 'N',
    help: 'how many items that it shows now count as news (0)',
  },
} as const;

/** `feeds add`: adds the feed of an address. */
export const add = command({
  name: 'feeds add',
  summary: 'Add a feed by its address, or by that of a page which names it',
  takes: ['URL'],
  options,
  isReading: false,
  run: async ({ values, args: [address = ''] }, connection) => {
    const wishes = { settings: settingsIn(values), ...backlogIn(values) };
    const newsletter = await chosenNewsletter(values.newsletter, connection);
    const section = chosenSection(values.section, newsletter);
    const added = await addOne(
      { ...wishes, newsletterId: newsletter.id, sectionId: section.id, url: withScheme(address) },
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
  const fetcher = createFetcher({ userAgent: userAgent(siteUrl), now, allowedOrigins });
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

function backlogIn({ backlog }: Values<typeof options>) {
  if (backlog !== undefined && !(/^\d{1,3}$/.test(backlog) && Number(backlog) <= backlogMax)) {
    throw new UsageError(`--backlog takes a whole number from 0 to ${backlogMax}, not ${backlog}.`);
  }
  return backlog === undefined ? {} : { backlogItems: Number(backlog) };
}

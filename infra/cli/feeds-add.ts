/** `feeds add`: one feed by its address. */
import { settingOptions } from '../../functions/feed/each-setting.ts';
import { createFetcher } from '../../functions/feed/get/fetch.ts';
import { userAgent } from '../../functions/feed/get/user-agent.ts';
import {
  type AddFeedInput,
  addFeed,
  createUnlessKnown,
  type FeedAdded,
} from '../../functions/feed/keep/add.ts';
import { fetchMessages } from '../../functions/feed/schedule/poll.ts';
import { feedStore } from '../../functions/store/feeds.ts';
import { chosenOpenNewsletter, chosenSection, newsletterOption } from './chosen.ts';
import { command, type Values } from './command.ts';
import type { Connection } from './connection.ts';
import { RefusedError, UsageError } from './errors.ts';
import { settingsIn } from './feed-options.ts';
import { newestItems } from './newest-items.ts';
import { countText } from './time-text.ts';

const backlogMax = 100;

const options = {
  ...newsletterOption,
  section: { type: 'string', value: 'ID', help: 'the section it belongs to (the first)' },
  pick: { type: 'string', value: 'N', help: 'which one, of a page that has several feeds' },
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
  summary: 'Add a feed by its address, or by that of a page which has one',
  details: [
    'It takes what you would paste: a feed, a blog, a channel, a profile, a project, a podcast. When a',
    'page has several feeds, they are listed, and --pick says which one is meant.',
  ],
  takes: ['URL'],
  options,
  isReading: false,
  run: async ({ values, args: [address = ''], screen }, connection) => {
    const wishes = { settings: settingsIn(values), ...backlogIn(values), ...pickIn(values) };
    const newsletter = await chosenOpenNewsletter(values.newsletter, connection);
    const section = chosenSection(values.section, newsletter);
    const added = await addOne(
      { ...wishes, newsletterId: newsletter.id, sectionId: section.id, url: address },
      connection,
    );
    if (added.kind === 'several' || added.kind === 'refused') throw new RefusedError(added.message);
    const { feed, items, kind, guessed } = added;
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
        ...(guessed ? [guessText(feed.url)] : []),
        `It shows ${countText(items.length, 'item')} now, ` +
          newsFrom(Math.min(feed.backlogItems, items.length)),
        ...(items.length > 0 ? ['Its newest, as an edition prints them:'] : []),
        ...newestItems(items, screen.columns),
      ],
    };
  },
});

function guessText(url: string): string {
  return (
    `That is a guess: the page names no feed, and ${url} is where many have theirs. If these are ` +
    'not the right items, remove it again with feeds remove.'
  );
}

function newsFrom(news: number): string {
  return news === 0
    ? 'none of which is mailed: what comes from now on is news.'
    : `the latest ${news} of which go into the next edition.`;
}

async function addOne(
  input: AddFeedInput,
  { table, siteUrl, now, allowedOrigins }: Connection,
): Promise<FeedAdded> {
  const fetcher = createFetcher({ userAgent: userAgent(siteUrl), now, allowedOrigins });
  try {
    return await addFeed(input, {
      get: fetcher.get,
      createFeed: createUnlessKnown(feedStore(table)),
      now,
    });
  } finally {
    await fetcher.close();
  }
}

function pickIn({ pick }: Values<typeof options>) {
  if (pick === undefined) return {};
  if (!/^[1-9]\d?$/.test(pick)) {
    throw new UsageError(`--pick takes the number of a feed in the list, not ${pick}.`);
  }
  return { pick: Number(pick) };
}

function backlogIn({ backlog }: Values<typeof options>) {
  if (backlog !== undefined && !(/^\d{1,3}$/.test(backlog) && Number(backlog) <= backlogMax)) {
    throw new UsageError(`--backlog takes a whole number from 0 to ${backlogMax}, not ${backlog}.`);
  }
  return backlog === undefined ? {} : { backlogItems: Number(backlog) };
}

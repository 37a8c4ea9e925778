/** `feeds filter`: what a feed, or a section, is kept from bringing into editions. */
import { dayMs } from '../../functions/config/time.ts';
import type { Newsletter } from '../../functions/edition/newsletter.ts';
import type { Feed } from '../../functions/feed/feed.ts';
import {
  type Filter,
  filterFields,
  filtersMax,
  filterText,
  readFilter,
} from '../../functions/feed/filter.ts';
import { tryFilters } from '../../functions/feed/gate/try-filters.ts';
import { createFetcher } from '../../functions/feed/get/fetch.ts';
import { userAgent } from '../../functions/feed/get/user-agent.ts';
import type { ParsedItem } from '../../functions/feed/item.ts';
import { parse } from '../../functions/feed/read/parse.ts';
import { feedStore } from '../../functions/store/feeds.ts';
import { gateSettingStore } from '../../functions/store/gate-settings.ts';
import { itemStore } from '../../functions/store/items.ts';
import { chosenFeed, chosenNewsletter, chosenSection, newsletterOption } from './chosen.ts';
import { command } from './command.ts';
import type { Connection } from './connection.ts';
import { RefusedError, UsageError } from './errors.ts';
import { countText } from './time-text.ts';

const triedItemsMax = 50;
const triedSinceMs = 30 * dayMs;
const what = filterFields.join(', ');

const options = {
  ...newsletterOption,
  section: { type: 'string', value: 'ID', help: 'for all feeds of this section instead of one' },
  keep: {
    type: 'string',
    multiple: true,
    value: 'WHAT=VALUE',
    help: `only what is meant by one of these goes out: ${what}`,
  },
  drop: {
    type: 'string',
    multiple: true,
    value: 'WHAT=VALUE',
    help: `what is meant by one of these does not: ${what}`,
  },
  clear: { type: 'boolean', help: 'takes all filters away' },
  try: { type: 'boolean', help: 'shows what it would do to the last items, and saves nothing' },
} as const;

/** `feeds filter`: sets, tries and takes away filters. */
export const filter = command({
  name: 'feeds filter',
  summary: 'Keep items out by words, category, author or language, or let only such items through',
  details: [
    'FEED is its id, the beginning of its id, its address or its title. What is said replaces the',
    'filters of before; without anything said they are shown. words=ferry means the word, not a',
    'part of one, words="ferry race" the phrase, language=de what is written in German.',
  ],
  takes: ['[FEED...]'],
  options,
  isReading: true,
  isActing: ({ keep, drop, clear, try: isTrial }) =>
    isTrial !== true && [keep, drop, clear].some((said) => said !== undefined),
  run: async ({ values, args }, connection) => {
    const newsletter = await chosenNewsletter(values.newsletter, connection);
    const place = await chosenPlace(values.section, args, newsletter, connection);
    const said = [...filtersOf('drop', values.drop), ...filtersOf('keep', values.keep)];
    if (said.length > filtersMax) throw new UsageError(`There may be ${filtersMax} filters.`);
    if (values.clear === true && said.length > 0) {
      throw new UsageError('--clear stands alone: what is said replaces the filters of before.');
    }
    const now = await place.load();
    if (values.try === true) return tried(await place.items(), said.length > 0 ? said : now);
    if (said.length > 0 || values.clear === true) await place.save(said);
    const then = said.length > 0 || values.clear === true ? said : now;
    const none = [`Nothing is kept out of ${place.name}.`];
    const lines = [`${place.name}:`, ...then.map((one) => `  ${filterText(one)}`)];
    return { lines: then.length === 0 ? none : lines, json: then };
  },
});

function filtersOf(does: Filter['does'], texts: readonly string[] = []): Filter[] {
  return texts.map((text) => {
    const read = readFilter(does, text);
    if (read !== undefined) return read;
    throw new UsageError(`--${does} takes one of ${what} with a value: ${does} words=ferry.`);
  });
}

async function tried(items: readonly ParsedItem[], filters: readonly Filter[]) {
  const found = await tryFilters(items, filters);
  const out = found.filter(({ keptOut }) => keptOut !== undefined);
  const lines = found.map(({ item, keptOut }) => {
    const title = item.title || item.link || 'without a title';
    return keptOut === undefined ? `  goes  ${title}` : `  out   ${title} (${keptOut})`;
  });
  const sum = `Of ${countText(found.length, 'item')} ${out.length} would be kept out.`;
  const json = found.map(({ item: { title, link }, keptOut }) => ({ title, link, keptOut }));
  return { lines: [sum, ...lines], json };
}

/** Where filters are kept: at a feed or at a section. */
interface Place {
  readonly name: string;
  readonly load: () => Promise<readonly Filter[]>;
  readonly save: (filters: readonly Filter[]) => Promise<void>;
  readonly items: () => Promise<readonly ParsedItem[]>;
}

async function chosenPlace(
  section: string | undefined,
  args: readonly string[],
  newsletter: Newsletter,
  connection: Connection,
): Promise<Place> {
  const [name, ...others] = args;
  if (others.length > 0 || (name === undefined) === (section === undefined)) {
    throw new UsageError('Name one feed, or a section with --section.');
  }
  if (name === undefined) return sectionPlace(section, newsletter, connection);
  return feedPlace(await chosenFeed(name, newsletter, connection), connection);
}

function feedPlace(feed: Feed, connection: Connection): Place {
  const { newsletterId, id: feedId, filters = [] } = feed;
  const { change } = feedStore(connection.table);
  return {
    name: feed.title || feed.url,
    load: async () => filters,
    save: (next) =>
      change({ newsletterId, feedId }, { filters: next.length > 0 ? next : undefined }),
    items: async () => {
      const kept = await itemsOfLate(newsletterId, (one) => one === feedId, connection);
      return kept.length > 0 ? kept : shownNow(feed, connection);
    },
  };
}

function sectionPlace(
  name: string | undefined,
  newsletter: Newsletter,
  connection: Connection,
): Place {
  const { id: sectionId, name: title } = chosenSection(name, newsletter);
  const settings = gateSettingStore(connection.table);
  return {
    name: `Section ${title}`,
    load: async () => (await settings.load(newsletter.id)).filters.get(sectionId) ?? [],
    save: async (next) => {
      const { filters } = await settings.load(newsletter.id);
      await settings.change(newsletter.id, { filters: new Map([...filters, [sectionId, next]]) });
    },
    items: async () => {
      const feeds = await feedStore(connection.table).list(newsletter.id);
      const own = new Set(feeds.filter((one) => one.sectionId === sectionId).map(({ id }) => id));
      return itemsOfLate(newsletter.id, (feedId) => own.has(feedId), connection);
    },
  };
}

/** The latest that were stamped, with their texts, the newest first. */
async function itemsOfLate(
  newsletterId: string,
  isMeant: (feedId: string) => boolean,
  { table, now }: Connection,
): Promise<readonly ParsedItem[]> {
  const { stamped, whole } = itemStore(table);
  const all = await stamped(newsletterId, now() - triedSinceMs, now());
  const latest = all.filter(({ feedId }) => isMeant(feedId)).slice(-triedItemsMax);
  const read = await whole(newsletterId, latest);
  return read.sort((a, b) => b.firstSeenAt - a.firstSeenAt);
}

/** Nothing of it was stored yet: what it shows now. */
async function shownNow(
  { url }: Feed,
  { siteUrl, now, allowedOrigins }: Connection,
): Promise<readonly ParsedItem[]> {
  const fetcher = createFetcher({ userAgent: userAgent(siteUrl), now, allowedOrigins });
  try {
    const fetched = await fetcher.get(url);
    const parsed = fetched.kind === 'body' ? await parse(fetched.bytes, fetched) : undefined;
    if (parsed?.kind !== 'feed') throw new RefusedError(`${url} could not be read just now.`);
    return parsed.feed.items.slice(0, triedItemsMax);
  } finally {
    await fetcher.close();
  }
}

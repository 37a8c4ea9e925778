/** `feeds list|show|remove|export`; add, set and import have files of their own. */

import { removeFeed } from '../../functions/edition/setup/newsletter-feeds.ts';
import { opmlOfFeeds } from '../../functions/edition/setup/opml-feed.ts';
import { isArchive } from '../../functions/feed/archive-feed.ts';
import { deskBook } from '../../functions/store/desk-book.ts';
import { feedStore } from '../../functions/store/feeds.ts';
import { chosenFeed, chosenNewsletter, newsletterOption } from './chosen.ts';
import { command } from './command.ts';
import { feedFacts, feedState, feedTable } from './feed-text.ts';
import { add } from './feeds-add.ts';
import { filter } from './feeds-filter.ts';
import { heldFeedCommands } from './feeds-held.ts';
import { importFeeds } from './feeds-import.ts';
import { set } from './feeds-set.ts';
import { countText } from './time-text.ts';

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
  summary: 'Take a feed away; what it brought goes into no edition that is made from now on',
  details: [
    'FEED is its id, the beginning of its id, its address or its title. Editions that are planned',
    'already go out as they are. What it has shown stays remembered: added again, it does not',
    'repeat itself.',
  ],
  takes: ['FEED'],
  options: newsletterOption,
  isReading: false,
  run: async ({ values, args: [name = ''] }, connection) => {
    const newsletter = await chosenNewsletter(values.newsletter, connection);
    const feed = await chosenFeed(name, newsletter, connection);
    const { remove: take } = feedStore(connection.table);
    const left = await removeFeed(feed, { remove: take, gate: deskBook(connection) });
    const waited = left === 0 ? '' : ` ${countText(left, 'item')} that waited will not go out.`;
    return { lines: [`${feed.title || feed.url} is removed from ${newsletter.name}.${waited}`] };
  },
});

const exportFeeds = command({
  name: 'feeds export',
  summary: 'Write all feeds as OPML, which feed readers and `feeds import` read',
  takes: [],
  options: newsletterOption,
  isReading: false,
  run: async ({ values }, connection) => {
    const newsletter = await chosenNewsletter(values.newsletter, connection);
    const all = await feedStore(connection.table).list(newsletter.id);
    const archives = all.filter(({ url }) => isArchive(url)).length;
    const left = `Left out: ${countText(archives, 'archive')}, which no feed reader could poll.`;
    return {
      lines: [opmlOfFeeds(newsletter, all).trimEnd()],
      notes: archives === 0 ? [] : [left],
    };
  },
});

/** The commands on feeds. */
export const feedsCommands = [
  add,
  list,
  show,
  set,
  filter,
  remove,
  ...heldFeedCommands,
  importFeeds,
  exportFeeds,
];

/** Feeds as the owner reads them. */
import type { Newsletter } from '../../functions/edition/newsletter.ts';
import { isArchive } from '../../functions/feed/archive-feed.ts';
import { settingFact, settingNames } from '../../functions/feed/each-setting.ts';
import type { Feed } from '../../functions/feed/feed.ts';
import type { FeedSettingName } from '../../functions/feed/settings.ts';
import { factsText, tableText } from './table-text.ts';
import { countText, timeText } from './time-text.ts';

const shortIdChars = 8;

const columns = [
  { title: 'ID' },
  { title: 'TITLE', shrinksTo: 12 },
  { title: 'SECTION', shrinksTo: 7 },
  { title: 'EVERY', align: 'right' },
  { title: 'STATE', shrinksTo: 20 },
] as const;

/** Enough of the id to name the feed by. */
export function shortId({ id }: Feed): string {
  return id.slice(0, shortIdChars);
}

/** How a feed is doing, in a few words. */
export function feedState(feed: Feed): string {
  const { url, state, failures, lastError, started, hold, stoppedByClosing } = feed;
  if (isArchive(url)) return 'archive';
  if (stoppedByClosing === true) return 'stopped: its newsletter is closed';
  if (state === 'stopped') return lastError === undefined ? 'stopped' : `stopped: ${lastError}`;
  if (hold !== undefined) return `${countText(hold.items, 'item')} held: paperboy feeds held`;
  if (failures > 0) return `failing (${failures}): ${lastError ?? 'no reason known'}`;
  return started ? 'ok' : 'not fetched yet';
}

/** One line a feed. */
export function feedTable(feeds: readonly Feed[], width: number): string[] {
  const rows = feeds.map((feed) => [
    shortId(feed),
    feed.title || feed.url,
    feed.sectionId,
    feed.state === 'active' ? `${feed.intervalMinutes} m` : '-',
    feedState(feed),
  ]);
  return tableText(columns, rows, width);
}

/** Everything about one feed. */
export function feedFacts(feed: Feed, { zone }: Newsletter, width: number): string[] {
  const time = (at: number | undefined) => (at === undefined ? undefined : timeText(at, zone));
  const facts = (names: readonly FeedSettingName[]) =>
    names.map((name) => settingFact(name, feed)).filter((fact) => fact !== undefined);
  return factsText(
    [
      ['Id', feed.id],
      ...facts(['title']),
      ['Address', feed.url],
      ['Site', feed.siteUrl],
      ['Section', feed.sectionId],
      ['State', feedState(feed)],
      ...facts(settingNames.filter((name) => name !== 'title')),
      ['Not before', time(feed.notBefore)],
      ['Last change', time(feed.lastChangedAt)],
      ['Added', time(feed.addedAt)],
      ['Backlog', feed.started ? undefined : `${countText(feed.backlogItems, 'item')} as news`],
      ['Times', `in ${zone}`],
    ],
    width,
  );
}

/** What a plan is made of and written to, on the Paperboy that the owner speaks of. */
import type { ApplyDeps } from '../../../functions/edition/setup/apply.ts';
import type { EffectDeps } from '../../../functions/edition/setup/effects.ts';
import type { Standing } from '../../../functions/edition/setup/standing.ts';
import { clearGate } from '../../../functions/feed/gate/desk.ts';
import { fetchMessages } from '../../../functions/feed/schedule/poll.ts';
import { deskBook } from '../../../functions/store/desk-book.ts';
import { feedStore } from '../../../functions/store/feeds.ts';
import { gateSettingStore } from '../../../functions/store/gate-settings.ts';
import { newsletterStore } from '../../../functions/store/newsletters.ts';
import { readerCountStore } from '../../../functions/store/readers.ts';
import { segmentStore } from '../../../functions/store/segments.ts';
import type { Connection } from '../connection.ts';
import { noteFirst } from '../first-newsletter.ts';

type FileConnection = Pick<Connection, 'table' | 'prompt' | 'now' | 'queues'>;

/** The newsletter as it stands. */
export async function standingOf(id: string, { table }: FileConnection): Promise<Standing> {
  const [newsletter, gate, feeds] = await Promise.all([
    newsletterStore(table).load(id),
    gateSettingStore(table).load(id),
    feedStore(table).list(id),
  ]);
  return { newsletter, gate, feeds };
}

/** Where whom a change reaches is counted. */
export function effectBook(connection: FileConnection): EffectDeps {
  const { table } = connection;
  const { gate } = deskBook(connection);
  return {
    segments: segmentStore(table).list,
    readersIn: readerCountStore(table).inSegments,
    waiting: async (feed) => (await gate.list(feed)).length,
  };
}

/** Where a plan is written. */
export function applyBook(connection: FileConnection): ApplyDeps {
  const { table, queues, now } = connection;
  const feeds = feedStore(table);
  return {
    replace: async (before, next) => {
      if (before === undefined) await noteFirst(connection);
      return newsletterStore(table).replace(before, next);
    },
    changeGate: gateSettingStore(table).change,
    addFeed: async (feed, slot) => {
      await feeds.create(feed, slot);
      const { newsletterId, id: feedId, url, state } = feed;
      if (state === 'active')
        await queues.fetch.send(fetchMessages([{ newsletterId, feedId, url }]));
    },
    changeFeed: feeds.change,
    removeFeed: async (key) => {
      await feeds.remove(key, now());
      await clearGate(key, deskBook(connection));
    },
    now,
  };
}

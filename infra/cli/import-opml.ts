/** Feeds of OPML files, one after the other. */
import type { Newsletter } from '../../functions/edition/newsletter.ts';
import { type TakeOpmlDeps, takeOpml } from '../../functions/edition/setup/take-opml.ts';
import { fetchMessages } from '../../functions/feed/schedule/poll.ts';
import { feedStore } from '../../functions/store/feeds.ts';
import { newsletterStore } from '../../functions/store/newsletters.ts';
import type { Connection } from './connection.ts';
import type { Import } from './import-files.ts';

/** Opens an import of feeds into the newsletter; `sectionId` puts them all in one section. */
export function openOpmlImport(
  target: { readonly newsletter: Newsletter; readonly sectionId: string | undefined },
  { table, queues, now, allowedOrigins }: Connection,
): Import {
  let { newsletter } = target;
  let [added, known] = [0, 0];
  const deps: TakeOpmlDeps = {
    createFeed: feedStore(table).create,
    saveNewsletter: newsletterStore(table).save,
    fetchNow: (due) => queues.fetch.send(fetchMessages(due)),
    now,
  };
  return {
    take: async (text) => {
      const list = { newsletter, sectionId: target.sectionId, text, allowedOrigins };
      const taken = await takeOpml(list, deps);
      if (taken.kind === 'refused') return [taken.reason];
      newsletter = taken.newsletter;
      added += taken.added;
      known += taken.known;
      return taken.refused.map(({ url, reason }) => `${url}: ${reason}`);
    },
    finish: async () => ({ added, known }),
  };
}

/** Feeds of an OPML file: added as they are written there, their outlines as sections. */
import type { Newsletter, Section } from '../../functions/edition/newsletter.ts';
import { slug } from '../../functions/edition/slug.ts';
import type { Feed } from '../../functions/feed/feed.ts';
import { checkUrl } from '../../functions/feed/get/fetch-rules.ts';
import { type OpmlFeed, readOpml } from '../../functions/feed/read/opml.ts';
import { fetchMessages } from '../../functions/feed/schedule/poll.ts';
import { slotOf } from '../../functions/feed/schedule/poll-slot.ts';
import { feedStore } from '../../functions/store/feeds.ts';
import { newsletterStore } from '../../functions/store/newsletters.ts';
import type { Connection } from './connection.ts';
import type { Import } from './import-files.ts';
import { feedOfOpml } from './opml-feed.ts';

const sectionsMax = 20;
const sectionNameCharsMax = 60;

/** Opens an import of feeds into the newsletter; `sectionId` puts them all in one section. */
export function openOpmlImport(
  target: { readonly newsletter: Newsletter; readonly sectionId: string | undefined },
  connection: Connection,
): Import {
  let { newsletter } = target;
  let [added, known] = [0, 0];
  return {
    take: async (text) => {
      const read = readOpml(text);
      if (read.kind === 'refused') return [read.reason];
      const { allowed, refused } = sift(read.feeds, connection.allowedOrigins);
      if (target.sectionId === undefined) {
        newsletter = await addSections(newsletter, allowed, connection);
      }
      const addedAt = connection.now();
      const rows = allowed.map((feed) => {
        const sectionId = target.sectionId ?? sectionIdOf(feed, newsletter.sections);
        return feedOfOpml(feed, { newsletterId: newsletter.id, sectionId, addedAt });
      });
      const created = await createFeeds(rows, connection);
      added += created;
      known += rows.length - created;
      return refused;
    },
    finish: async () => ({ added, known }),
  };
}

function sift(feeds: readonly OpmlFeed[], allowedOrigins: readonly string[]) {
  const allowed: OpmlFeed[] = [];
  const refused: string[] = [];
  for (const feed of feeds) {
    const check = checkUrl(feed.url, allowedOrigins);
    if (check.kind === 'allowed') allowed.push(feed);
    else refused.push(`${feed.url}: ${check.reason}`);
  }
  return { allowed, refused };
}

async function addSections(
  newsletter: Newsletter,
  feeds: readonly OpmlFeed[],
  { table }: Connection,
): Promise<Newsletter> {
  const sections = withSections(newsletter, feeds);
  if (sections.length === newsletter.sections.length) return newsletter;
  const next = { ...newsletter, sections };
  await newsletterStore(table).save(next);
  return next;
}

/** The newsletter's sections and, after them, those of the file, as many as there may be. */
function withSections({ sections }: Newsletter, feeds: readonly OpmlFeed[]): Section[] {
  const all = [...sections];
  for (const { section } of feeds) {
    const name = sectionName(section);
    if (name === '' || all.length === sectionsMax || findSection(all, name) !== undefined) continue;
    all.push({ id: freeId(slug(name), all), name });
  }
  return all;
}

function freeId(wanted: string, sections: readonly Section[]): string {
  const isTaken = (id: string) => sections.some((section) => section.id === id);
  if (wanted !== '' && !isTaken(wanted)) return wanted;
  const stem = wanted === '' ? 'section' : wanted.slice(0, 28);
  let number = 2;
  while (isTaken(`${stem}-${number}`)) number += 1;
  return `${stem}-${number}`;
}

function sectionName(section: string | undefined): string {
  return (section ?? '').slice(0, sectionNameCharsMax).trim();
}

function findSection(sections: readonly Section[], name: string): Section | undefined {
  const wanted = name.toLowerCase();
  return sections.find(({ id, name: own }) => own.toLowerCase() === wanted || id === wanted);
}

/** Feeds without an outline, and those whose section had no room, go into the first. */
function sectionIdOf({ section }: OpmlFeed, sections: readonly Section[]): string {
  return (findSection(sections, sectionName(section)) ?? sections[0])?.id ?? '';
}

/**
 * Creates the rows without asking the feeds' servers: one that is down today is a feed all the
 * same, and the first poll tells.
 */
async function createFeeds(rows: readonly Feed[], { table, queues }: Connection): Promise<number> {
  const store = feedStore(table);
  const added: Feed[] = [];
  for (const feed of rows) {
    const answer = await store.create(feed, slotOf(feed.id, feed.intervalMinutes));
    if (answer === 'added') added.push(feed);
  }
  const due = added
    .filter(({ state }) => state === 'active')
    .map(({ newsletterId, id, url }) => ({ newsletterId, feedId: id, url }));
  if (due.length > 0) await queues.fetch.send(fetchMessages(due));
  return added.length;
}

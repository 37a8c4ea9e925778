/** Feeds of an OPML file: added as they are written there, their outlines as sections. */
import type { Feed } from '../../feed/feed.ts';
import { checkUrl } from '../../feed/get/fetch-rules.ts';
import { type OpmlFeed, readOpml } from '../../feed/read/opml.ts';
import type { DueFeed } from '../../feed/schedule/poll.ts';
import { slotOf } from '../../feed/schedule/poll-slot.ts';
import type { Newsletter, Section } from '../newsletter.ts';
import { freeId, slug } from '../slug.ts';
import { feedOfOpml } from './opml-feed.ts';

const sectionsMax = 20;
const sectionNameCharsMax = 60;
/** So many rows are written at once. */
const rowsAtOnce = 20;

/** Where feeds and sections are kept. */
export interface TakeOpmlDeps {
  /** Creates the row unless the newsletter has that feed. */
  readonly createFeed: (feed: Feed, slot: string) => Promise<'added' | 'exists'>;
  readonly saveNewsletter: (newsletter: Newsletter) => Promise<void>;
  /** Has them asked without waiting for their turn. */
  readonly fetchNow: (feeds: readonly DueFeed[]) => Promise<void>;
  readonly now: () => number;
}

/** A list of feeds, and where they are to go. */
export interface OpmlToTake {
  readonly newsletter: Newsletter;
  /** One section for all; without it outlines become sections. */
  readonly sectionId?: string | undefined;
  readonly text: string;
  /** Exact origins that need not be public. */
  readonly allowedOrigins: readonly string[];
}

/** A feed that is not taken in. */
interface RefusedFeed {
  readonly url: string;
  readonly reason: string;
}

/** What such a list holds: feeds that may be read, and why others may not. */
export type OpmlLook =
  | { readonly kind: 'refused'; readonly reason: string }
  | {
      readonly kind: 'feeds';
      readonly feeds: readonly OpmlFeed[];
      readonly refused: readonly RefusedFeed[];
    };

/** Reads the list and asks nobody. */
export function lookAtOpml(text: string, allowedOrigins: readonly string[]): OpmlLook {
  const read = readOpml(text);
  if (read.kind === 'refused') return read;
  const feeds: OpmlFeed[] = [];
  const refused: RefusedFeed[] = [];
  for (const feed of read.feeds) {
    const check = checkUrl(feed.url, allowedOrigins);
    if (check.kind === 'allowed') feeds.push(feed);
    else refused.push({ url: feed.url, reason: check.reason });
  }
  return { kind: 'feeds', feeds, refused };
}

/** What came of a list. */
export type OpmlTaken =
  | { readonly kind: 'refused'; readonly reason: string }
  | {
      readonly kind: 'taken';
      /** With the sections that were added. */
      readonly newsletter: Newsletter;
      readonly added: number;
      readonly known: number;
      readonly refused: readonly RefusedFeed[];
    };

/**
 * Adds the feeds without asking their servers: one that is down today is a feed all the same, and the
 * first poll tells. The same list again changes nothing.
 */
export async function takeOpml(list: OpmlToTake, deps: TakeOpmlDeps): Promise<OpmlTaken> {
  const look = lookAtOpml(list.text, list.allowedOrigins);
  if (look.kind === 'refused') return look;
  const { feeds, refused } = look;
  const newsletter =
    list.sectionId === undefined
      ? await addSections(list.newsletter, feeds, deps)
      : list.newsletter;
  const addedAt = deps.now();
  const rows = feeds.map((feed) => {
    const sectionId = list.sectionId ?? sectionIdOf(feed, newsletter.sections);
    return feedOfOpml(feed, { newsletterId: newsletter.id, sectionId, addedAt });
  });
  const added = await createFeeds(rows, deps);
  return { kind: 'taken', newsletter, added, known: rows.length - added, refused };
}

async function addSections(
  newsletter: Newsletter,
  feeds: readonly OpmlFeed[],
  { saveNewsletter }: TakeOpmlDeps,
): Promise<Newsletter> {
  const sections = withSections(newsletter, feeds);
  if (sections.length === newsletter.sections.length) return newsletter;
  const next = { ...newsletter, sections };
  await saveNewsletter(next);
  return next;
}

/** The newsletter's sections and, after them, those of the file, as many as there may be. */
function withSections({ sections }: Newsletter, feeds: readonly OpmlFeed[]): Section[] {
  const all = [...sections];
  for (const { section } of feeds) {
    const name = sectionName(section);
    if (name === '' || all.length === sectionsMax || findSection(all, name) !== undefined) continue;
    const taken = all.map(({ id }) => id);
    all.push({ id: freeId(slug(name), taken, 'section'), name });
  }
  return all;
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

async function createFeeds(rows: readonly Feed[], deps: TakeOpmlDeps): Promise<number> {
  const added: Feed[] = [];
  for (let at = 0; at < rows.length; at += rowsAtOnce) {
    const some = rows.slice(at, at + rowsAtOnce);
    const answers = await Promise.all(
      some.map((feed) => deps.createFeed(feed, slotOf(feed.id, feed.intervalMinutes))),
    );
    added.push(...some.filter((_, n) => answers[n] === 'added'));
  }
  const due = added
    .filter(({ state }) => state === 'active')
    .map(({ newsletterId, id, url }) => ({ newsletterId, feedId: id, url }));
  if (due.length > 0) await deps.fetchNow(due);
  return added.length;
}

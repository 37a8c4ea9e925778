/** Lists of feeds as OPML, both ways. */
import { brotliCompressSync, brotliDecompressSync } from 'node:zlib';
import type { Context } from 'hono';
import { html } from 'hono/html';
import { isClosed, type Newsletter } from '../../edition/newsletter.ts';
import type { OpmlLook, OpmlTaken, OpmlToTake } from '../../edition/setup/take-opml.ts';
import type { Feed } from '../../feed/feed.ts';
import { feedIdOf } from '../../feed/new-feed.ts';
import { fetchMessages } from '../../feed/schedule/poll.ts';
import type { Html } from '../page.ts';
import { type Desk, type DeskRoute, deskPath, type NewsletterVisit } from './desk.ts';
import type { Saying } from './feed-says.ts';
import type { FeedsUses } from './feeds-uses.ts';
import { notedText } from './noted.ts';
import { actForm, choiceField, goTo, rowTable } from './parts.ts';

/** A longer list would make a page that nobody loads. */
export const packedFeedsMax = 3_000;
const packedCharsMax = 110_000;
const textBytesMax = 5_000_000;
/** No form takes a longer one. */
export const opmlBytesMax = 1_500_000;
const shownMax = 50;

/** Taking a list in, and giving one out. */
export const feedsListRoutes: readonly DeskRoute<FeedsUses>[] = [
  { method: 'get', path: '/feeds/opml', about: 'newsletter', right: 'look', answer: sendOpml },
  { method: 'post', path: '/feeds/list', about: 'newsletter', right: 'settings', answer: postList },
];

type LookedAt = Extract<OpmlLook, { kind: 'feeds' }>;

/** What a list holds, and the form that takes it in: the list goes along with it, packed. */
export async function listPart(
  { feeds, refused }: LookedAt,
  known: readonly Feed[],
  visit: NewsletterVisit,
  { words, language }: Saying,
): Promise<Html> {
  const { writeOpml } = await import('../../feed/read/opml.ts');
  const { add } = words;
  const ids = new Set(known.map(({ id }) => id));
  const had = feeds.filter(({ url }) => ids.has(feedIdOf(url))).length;
  const list = brotliCompressSync(writeOpml('', feeds)).toString('base64url');
  if (list.length > packedCharsMax) {
    return html`<p class="banner" role="alert">${words.said.tooLong}</p>`;
  }
  const table = rowTable<(typeof feeds)[number]>(
    [
      { label: words.feed, cell: ({ title, url }) => (title || url).slice(0, 200) },
      {
        label: words.one.address,
        cell: ({ url }) => html`<span dir="ltr">${url.slice(0, 300)}</span>`,
      },
      { label: words.section, cell: ({ section = '' }) => section.slice(0, 100) },
    ],
    feeds.slice(0, shownMax),
  );
  const left = feeds.length - shownMax;
  const sections = visit.newsletter.sections.map(({ id, name }) => [id, name] as const);
  const form = actForm(
    visit,
    deskPath(visit.newsletter.id, '/feeds/list'),
    html`<input type="hidden" name="list" value="${list}">${choiceField({ name: 'section', label: add.into, value: '', options: [['', add.bySection], ...sections] })}`,
    add.addList,
  );
  return html`<p>${add.listLead} ${language.say(add.listKnown, { count: had })}</p>${table}
${left > 0 ? html`<p>${language.say(add.more, { count: left })}</p>` : ''}
${refused.length > 0 ? html`<p>${language.say(add.listRefused, { count: refused.length })}</p><ul class="list">${refused.slice(0, shownMax).map(({ url, reason }) => html`<li dir="auto">${url.slice(0, 300)}: ${notedText(reason, language)}</li>`)}</ul>` : ''}${form}`;
}

/** The list that a form brought along; undefined when it is none of ours. */
function unpacked(list: unknown): string | undefined {
  if (typeof list !== 'string' || list.length > packedCharsMax) return undefined;
  try {
    const bytes = Buffer.from(list, 'base64url');
    return brotliDecompressSync(bytes, { maxOutputLength: textBytesMax }).toString('utf8');
  } catch {
    return undefined;
  }
}

async function postList(
  c: Context,
  visit: NewsletterVisit,
  { deps }: Desk<FeedsUses>,
): Promise<Response> {
  const { newsletter } = visit;
  const path = deskPath(newsletter.id, '/feeds');
  const { list, section } = await c.req.parseBody({ all: true });
  const text = unpacked(list);
  const isPlace = section === '' || newsletter.sections.some(({ id }) => id === section);
  if (text === undefined || !isPlace || isClosed(newsletter)) {
    visit.tell({ outcome: 'refused' });
    return goTo(c, path, isClosed(newsletter) ? 'closed' : 'bad');
  }
  const sectionId = typeof section === 'string' && section !== '' ? section : undefined;
  const taken = await takeList({ newsletter, text, sectionId }, deps);
  const added = taken.kind === 'taken' ? taken.added : 0;
  visit.tell({ after: `${added} feeds added` });
  return c.redirect(`${path}?said=list&n=${added}`, 303);
}

/** Takes the feeds of a list in. */
export async function takeList(
  list: Omit<OpmlToTake, 'allowedOrigins'>,
  deps: FeedsUses & Pick<Desk['deps'], 'now'>,
): Promise<OpmlTaken> {
  const { takeOpml } = await import('../../edition/setup/take-opml.ts');
  const wish = { ...list, allowedOrigins: deps.feedOrigins };
  return takeOpml(wish, {
    createFeed: deps.feeds.create,
    saveNewsletter: deps.saveNewsletter,
    fetchNow: (due) => deps.fetches.send(fetchMessages(due)),
    now: deps.now,
  });
}

/** Sends all feeds as a file. */
async function sendOpml(
  c: Context,
  { newsletter }: NewsletterVisit,
  { deps }: Desk<FeedsUses>,
): Promise<Response> {
  c.header('content-type', 'text/x-opml; charset=utf-8');
  c.header('content-disposition', `attachment; filename="${newsletter.id}.opml"`);
  return c.body(await opmlOf(newsletter, deps));
}

/** All feeds of a newsletter as OPML. */
export async function opmlOf(
  newsletter: Newsletter,
  deps: Pick<FeedsUses, 'feedLists'>,
): Promise<string> {
  const { opmlOfFeeds } = await import('../../edition/setup/opml-feed.ts');
  const feeds: Feed[] = [];
  let part = await deps.feedLists.part(newsletter.id);
  feeds.push(...part.feeds);
  while (part.next !== undefined) {
    part = await deps.feedLists.part(newsletter.id, part.next);
    feeds.push(...part.feeds);
  }
  return opmlOfFeeds(newsletter, feeds);
}

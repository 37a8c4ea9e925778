/**
 * Adding feeds by pasting anything: first a page that shows what would be printed, then the act. The
 * look is no GET, so that no link can make this door ask for an address; it changes nothing.
 */
import type { Context } from 'hono';
import { html } from 'hono/html';
import { type AddToNewsletterDeps, addToNewsletter } from '../../edition/setup/newsletter-feeds.ts';
import { type Html, notice } from '../page.ts';
import { readForm } from '../visitor.ts';
import { type Desk, type DeskRoute, deskPath, type NewsletterVisit } from './desk.ts';
import { fetchingNow } from './feed-acts.ts';
import { type Saying, sayingOf } from './feed-says.ts';
import { foundPart, severalPart } from './feeds-found.ts';
import { listPart, packedFeedsMax } from './feeds-list.ts';
import type { FeedsUses } from './feeds-uses.ts';
import { deskPage } from './frame.ts';
import { notedOrQuoted } from './noted.ts';
import { formToken, goTo } from './parts.ts';

/** The look and the act. */
export const feedsAddRoutes: readonly DeskRoute<FeedsUses>[] = [
  { method: 'post', path: '/feeds/look', about: 'newsletter', right: 'settings', answer: postLook },
  { method: 'post', path: '/feeds/add', about: 'newsletter', right: 'settings', answer: postAdd },
];

/** The field into which anything is pasted. */
export function addForm(visit: NewsletterVisit, { words: { add } }: Saying): Html {
  const action = deskPath(visit.newsletter.id, '/feeds/look');
  return html`<p>${add.lead}</p><form method="post" action="${action}" enctype="multipart/form-data">${formToken(visit)}
<div class="field"><label for="paste">${add.paste}</label><textarea id="paste" name="paste" rows="3" dir="auto" spellcheck="false"></textarea></div>
<div class="field"><label for="file">${add.file}</label><input id="file" name="file" type="file" accept=".opml,.xml,text/xml,text/x-opml"></div>
<button class="first">${add.look}</button></form>`;
}

/** What was pasted, or the file that came along. */
async function pasted(c: Context): Promise<string> {
  const { paste, file } = await c.req.parseBody({ all: true });
  if (file instanceof File && file.size > 0) return (await file.text()).trim();
  return typeof paste === 'string' ? paste.trim() : '';
}

async function postLook(
  c: Context,
  visit: NewsletterVisit,
  desk: Desk<FeedsUses>,
): Promise<Response> {
  const { newsletter } = visit;
  const saying = sayingOf(visit);
  const { add } = saying.words;
  const path = deskPath(newsletter.id, '/feeds');
  const text = await pasted(c);
  if (text === '') return goTo(c, path, 'nothing');
  const { title, main } = text.startsWith('<')
    ? await lookAtList(text, visit, desk)
    : await lookAtAddress(text, visit, desk);
  const again = html`<section><h2>${add.again}</h2>${addForm(visit, saying)}</section>`;
  const whole = html`${notice(title, [])}${main}${again}`;
  return await deskPage(c, visit, { title, main: whole, newsletter, page: 'feeds' });
}

interface Looked {
  readonly title: string;
  readonly main: Html;
}

async function lookAtList(
  text: string,
  visit: NewsletterVisit,
  { deps }: Desk<FeedsUses>,
): Promise<Looked> {
  const { lookAtOpml } = await import('../../edition/setup/take-opml.ts');
  const saying = sayingOf(visit);
  const { words, language } = saying;
  const look = lookAtOpml(text, deps.feedOrigins);
  if (look.kind === 'refused') {
    return { title: words.add.title, main: refusalOf(look.reason, saying) };
  }
  const { feeds } = look;
  const title = language.say(words.add.listTitle, { count: feeds.length });
  if (feeds.length > packedFeedsMax) {
    return { title, main: html`<p class="banner" role="alert">${words.said.tooLong}</p>` };
  }
  const known = await deps.feedLists.part(visit.newsletter.id);
  return { title, main: await listPart(look, known.feeds, visit, saying) };
}

async function lookAtAddress(
  typed: string,
  visit: NewsletterVisit,
  { deps }: Desk<FeedsUses>,
): Promise<Looked> {
  const saying = sayingOf(visit);
  const { add } = saying.words;
  const { findFeed } = await import('../../feed/find/find-feed.ts');
  const found = await deps.look((get) => findFeed(typed, get));
  switch (found.kind) {
    case 'refused':
      return { title: add.title, main: refusalOf(found.message, saying) };
    case 'several':
      return { title: add.severalTitle, main: severalPart(found, visit, saying) };
    case 'found':
      return { title: add.foundTitle, main: await foundPart(found, visit, saying) };
  }
}

function refusalOf(why: string, { words, language }: Saying): Html {
  return html`<p class="banner" role="alert" dir="auto">${language.say(words.said.refused, { why: notedOrQuoted(why, language) })}</p>`;
}

/** Looks again, as a form could have been made up, and adds what is there now. */
async function postAdd(
  c: Context,
  visit: NewsletterVisit,
  { deps }: Desk<FeedsUses>,
): Promise<Response> {
  const { newsletter } = visit;
  const { id: newsletterId } = newsletter;
  const form = await readForm(c);
  const backlogItems = Number(form.text('backlog') || 0);
  const wish = { newsletter, sectionId: form.text('section'), url: form.text('url'), backlogItems };
  const added = await addToNewsletter(wish, addingFeeds(deps));
  if ('feed' in added) {
    const isNew = added.kind === 'added';
    visit.tell({ object: added.feed.id, outcome: isNew ? 'done' : 'refused' });
    return goTo(c, deskPath(newsletterId, isNew ? `/f/${added.feed.id}` : '/feeds'), added.kind);
  }
  visit.tell({ outcome: 'refused' });
  if (!('message' in added)) return goTo(c, deskPath(newsletterId, '/feeds'), added.kind);
  const saying = sayingOf(visit);
  const { title } = saying.words.add;
  const main = html`${notice(title, [])}${refusalOf(added.message, saying)}${addForm(visit, saying)}`;
  return await deskPage(c, visit, { title, main, newsletter, page: 'feeds' });
}

/** What adding a feed needs, of what the desk has. */
export function addingFeeds(deps: Desk<FeedsUses>['deps']): AddToNewsletterDeps {
  const { look, feeds, now } = deps;
  return { look, feeds, fetchNow: fetchingNow(deps), now };
}

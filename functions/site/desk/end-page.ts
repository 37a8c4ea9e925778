/** Closing a newsletter, opening it again, and the way to deleting it. */
import type { Context } from 'hono';
import { html } from 'hono/html';
import { closeNewsletter, reopenNewsletter } from '../../edition/plan/close.ts';
import { isAbout } from '../../edition/plan/deletion-record.ts';
import { type Html, notice } from '../page.ts';
import { deletionPart } from './deletion-part.ts';
import { saidOf } from './deletion-said.ts';
import { type Desk, deskPath, type NewsletterVisit } from './desk.ts';
import type { EndUses } from './end-uses.ts';
import { deskPage } from './frame.ts';
import { actButton, goTo } from './parts.ts';
import { settingsWords } from './settings-words.ts';

/** The page; of a newsletter that is to be deleted it only tells that. */
export async function showEnd(
  c: Context,
  visit: NewsletterVisit,
  desk: Desk<EndUses>,
): Promise<Response> {
  const { newsletter, language } = visit;
  const { parts } = settingsWords[language.tongue];
  const record = await desk.deps.closing.deletions.load(newsletter.id);
  const part = deletionPart(record, visit);
  const isAsked = record !== undefined && isAbout(record, newsletter);
  const rest = isAsked ? notice(parts.end, []) : await actsOf(visit, desk);
  const main = html`${saidOf(c, visit)}${rest}${part?.card ?? ''}`;
  const live = part?.live ?? {};
  return await deskPage(c, visit, {
    ...{ title: parts.end, main, newsletter, page: 'settings' },
    ...live,
  });
}

async function actsOf(visit: NewsletterVisit, desk: Desk<EndUses>): Promise<Html> {
  const { newsletter, language } = visit;
  const { end, parts, leads } = settingsWords[language.tongue];
  const counts = await countsText(visit, desk);
  const act = newsletter.closedAt === undefined ? 'close' : 'reopen';
  const path = deskPath(newsletter.id, '/settings/end');
  const kind = act === 'close' ? 'danger' : 'first';
  return html`${notice(parts.end, [leads.end, counts])}
<section class="card"><h2>${end[act]}</h2><p>${end[`${act}Lead`]}</p>${actButton(visit, `${path}/${act}`, end[act], { kind })}</section>
<section class="card"><h2>${end.delete}</h2><p>${end.deleteLead} ${end.asked}</p><p><a href="${path}/delete">${end.delete}</a></p></section>`;
}

async function countsText(
  { newsletter, language }: NewsletterVisit,
  { deps }: Desk<EndUses>,
): Promise<string> {
  const { end, effects } = settingsWords[language.tongue];
  const [readers, feeds] = await Promise.all([
    deps.readerCount(newsletter.id),
    deps.closing.feeds(newsletter.id),
  ]);
  return language.say(end.readers, {
    readers: readers ?? effects.uncounted,
    feeds: feeds.length,
  });
}

/** Closes it. */
export async function postClose(
  c: Context,
  { newsletter, tell }: NewsletterVisit,
  { deps }: Desk<EndUses>,
): Promise<Response> {
  await closeNewsletter(newsletter, deps.closing);
  tell({ object: newsletter.id, after: 'closed' });
  return goTo(c, deskPath(newsletter.id, '/settings/end'), 'closed');
}

/** Opens it again. */
export async function postReopen(
  c: Context,
  { newsletter, tell }: NewsletterVisit,
  { deps }: Desk<EndUses>,
): Promise<Response> {
  const opened = await reopenNewsletter(newsletter, deps.closing);
  tell({
    object: newsletter.id,
    ...(opened === 'open' ? { after: 'open' } : { outcome: 'refused' }),
  });
  return goTo(c, deskPath(newsletter.id, '/settings/end'), opened);
}

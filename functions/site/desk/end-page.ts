/** Closing a newsletter, opening it again, and what comes before deleting it. */
import type { Context } from 'hono';
import { html } from 'hono/html';
import { type ClosingDeps, closeNewsletter, reopenNewsletter } from '../../edition/plan/close.ts';
import { notice } from '../page.ts';
import { readForm } from '../visitor.ts';
import { type Desk, deskPath, type NewsletterVisit } from './desk.ts';
import { deskPage } from './frame.ts';
import { actButton, actForm, goTo, saidBanner, textField } from './parts.ts';
import { settingsWords } from './settings-words.ts';

/** What these acts read and write. */
export interface EndUses {
  readonly closing: ClosingDeps;
  /** As they were counted last. */
  readonly readerCount: (newsletterId: string) => Promise<number | undefined>;
}

/** The page. */
export async function showEnd(
  c: Context,
  visit: NewsletterVisit,
  desk: Desk<EndUses>,
): Promise<Response> {
  const { newsletter, language } = visit;
  const { said, end, parts, leads } = settingsWords[language.tongue];
  const counts = await countsText(visit, desk);
  const act = newsletter.closedAt === undefined ? 'close' : 'reopen';
  const path = deskPath(newsletter.id, '/settings/end');
  const kind = act === 'close' ? 'danger' : 'first';
  const main = html`${saidBanner(c, said)}${notice(parts.end, [leads.end, counts])}
<section class="card"><h2>${end[act]}</h2><p>${end[`${act}Lead`]}</p>${actButton(visit, `${path}/${act}`, end[act], { kind })}</section>
<section class="card"><h2>${end.delete}</h2><p>${end.deleteLead} ${end.asked}</p><p><a href="${path}/delete">${end.delete}</a></p></section>`;
  return await deskPage(c, visit, { title: parts.end, main, newsletter, page: 'settings' });
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
  await reopenNewsletter(newsletter, deps.closing);
  tell({ object: newsletter.id, after: 'open' });
  return goTo(c, deskPath(newsletter.id, '/settings/end'), 'open');
}

/** What deleting it takes. */
export async function showDelete(
  c: Context,
  visit: NewsletterVisit,
  desk: Desk<EndUses>,
): Promise<Response> {
  const { newsletter, language } = visit;
  const { said, end } = settingsWords[language.tongue];
  const path = deskPath(newsletter.id, '/settings/end/delete');
  const box = (name: string, label: string) =>
    html`<label class="choice"><input type="checkbox" name="${name}" value="yes"> ${label}</label>`;
  const label = language.say(end.typeName, { name: newsletter.name });
  const fields = html`${box('keep-archive', end.keepArchive)}${box('tell-readers', end.tellReaders)}${textField({ name: 'name', label, isRequired: true })}`;
  const flags = ['keep-archive', 'tell-readers'].filter((one) => c.req.query(one) === 'yes');
  const isReady = newsletter.closedAt !== undefined;
  const command = ['paperboy newsletter delete', newsletter.id, ...flags.map((one) => `--${one}`)];
  const last = isReady
    ? html`<section class="card"><p>${end.closedLead} ${end.command}</p><pre dir="ltr"><code>${command.join(' ')} --yes ${quoted(newsletter.name)}</code></pre></section>`
    : '';
  const main = html`${saidBanner(c, said)}${notice(end.delete, [end.deleteLead, await countsText(visit, desk)])}${actForm(visit, path, fields, end.deleteButton, { kind: 'danger' })}${last}`;
  return await deskPage(c, visit, { title: end.delete, main, newsletter, page: 'settings' });
}

/** As a shell takes it. */
function quoted(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}

/** Closes it, and says which command finishes the rest. */
export async function postDelete(
  c: Context,
  { newsletter, tell }: NewsletterVisit,
  { deps }: Desk<EndUses>,
): Promise<Response> {
  const form = await readForm(c);
  const path = deskPath(newsletter.id, '/settings/end/delete');
  if (form.text('name').trim() !== newsletter.name) {
    tell({ object: newsletter.id, outcome: 'refused' });
    return goTo(c, path, 'wrongName');
  }
  await closeNewsletter(newsletter, deps.closing);
  tell({ object: newsletter.id, after: 'closed, to be deleted' });
  const flags = ['keep-archive', 'tell-readers'].filter((one) => form.text(one) === 'yes');
  const query = new URLSearchParams([...flags.map((one) => [one, 'yes']), ['said', 'ending']]);
  return c.redirect(`${path}?${query}`, 303);
}

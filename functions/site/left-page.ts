/** After goodbye: an undo for a day, and one question that nobody has to answer. */
import type { Context } from 'hono';
import { html } from 'hono/html';
import type { ConfirmDeps } from '../subscriber/confirm.ts';
import { noteReason } from '../subscriber/leaving-reason.ts';
import { restoreLinkLifetimeMs, signLink } from '../subscriber/links.ts';
import type { OpenLinkDeps } from '../subscriber/open-link.ts';
import { previewRestore, type RestorePreview, restore } from '../subscriber/restore.ts';
import { leavingReasons, type Subscriber } from '../subscriber/subscriber.ts';
import { buttonForm, type Html, notice, page, quietLink } from './page.ts';
import {
  maskedAddress,
  type PageLanguage,
  pageLanguageOf,
  preferredLanguage,
} from './page-language.ts';
import { problemPage } from './problem.ts';
import { choicesPath, readerOf } from './reader.ts';
import { findNewsletter, type Site } from './site.ts';
import { clientAddress, readForm } from './visitor.ts';

/** What signs the links on it. */
type Signing = Pick<OpenLinkDeps, 'keys' | 'now'>;

/** What its use cases of a reader need. */
export type LeftPageReaders = ConfirmDeps;

/** Says that it is done, whoever asks and however often. */
export async function leftPage(
  c: Context,
  site: Site<Signing>,
  subscriber: Subscriber | undefined,
  { thanks, hasLeftAll }: { readonly thanks?: true; readonly hasLeftAll?: true } = {},
): Promise<Response> {
  const { newsletter, pageLanguage, name } = await settingOf(c, site, subscriber);
  const words = pageLanguage.words.unsubscribe;
  const title = words.doneTitle;
  if (subscriber === undefined) {
    return await c.html(
      page(c, pageLanguage, { title, main: notice(title, [words.doneNameless]) }),
    );
  }
  const address = maskedAddress(subscriber.address);
  const text = pageLanguage.say(words.text, { newsletter: name, address });
  const below = html`${undo(site, subscriber, pageLanguage)}${thanks ? html`<p class="banner good" role="status">${words.reasonThanks}</p>` : reasonForm(c, subscriber, pageLanguage)}`;
  const all = hasLeftAll
    ? html`<p class="banner good" role="status">${words.allDone}</p>`
    : await allForm(c, site, pageLanguage);
  const main = notice(title, [text], html`${below}${all}`);
  return await c.html(page(c, pageLanguage, { title, main, newsletter }));
}

/**
 * Where there are other newsletters, whether or not the reader has them: who holds a mail that was
 * passed on learns nothing by it.
 */
async function allForm(
  c: Context,
  { deps }: Site<Signing>,
  { words }: PageLanguage,
): Promise<Html | ''> {
  if ((await deps.newsletters()).length < 2) return '';
  const { all, allButton } = words.unsubscribe;
  const token = c.req.param('token') ?? '';
  return html`<h2>${all}</h2><form method="post" action="/unsubscribe/${token}"><input type="hidden" name="intent" value="all">
<button class="second">${allButton}</button></form>`;
}

/** Leaving works even when the newsletter is gone: then the site itself lends its name. */
export async function settingOf(
  c: Context,
  site: Site<Signing>,
  subscriber: Subscriber | undefined,
) {
  const newsletter = subscriber && (await findNewsletter(site, subscriber.newsletterId));
  const asked = preferredLanguage(c.req.header('accept-language'));
  const pageLanguage: PageLanguage = pageLanguageOf(
    subscriber?.language ?? newsletter?.language ?? asked,
  );
  return {
    newsletter,
    pageLanguage,
    name: newsletter?.name ?? new URL(site.settings.siteUrl).host,
  };
}

/** Only who was a reader can go on being one; later, or otherwise, a new confirmation leads back. */
function undo(site: Site<Signing>, subscriber: Subscriber, pageLanguage: PageLanguage): Html {
  const { keys, now } = site.deps.readers;
  const { id: subscriberId, consent, suppressed } = subscriber;
  const { withdrawnAt: issuedAt = 0, confirmedAt } = consent;
  if (suppressed) return html``;
  if (confirmedAt === undefined || now() >= issuedAt + restoreLinkLifetimeMs) {
    const path = choicesPath(subscriber, site.deps.readers);
    return quietLink(path, pageLanguage.words.unsubscribe.undo);
  }
  const token = signLink({ purpose: 'restore', subscriberId, issuedAt }, keys);
  return html`<form method="post" action="/restore/${token}"><button class="second">${pageLanguage.words.unsubscribe.restore}</button></form>`;
}

function reasonForm(c: Context, { consent }: Subscriber, pageLanguage: PageLanguage): Html | '' {
  if (consent.withdrawnReason !== undefined) return '';
  const { reason, reasons, reasonButton } = pageLanguage.words.unsubscribe;
  const choices = leavingReasons.map(
    (name) =>
      html`<label class="choice"><input type="radio" name="reason" value="${name}" required><span>${reasons[name]}</span></label>`,
  );
  return html`<form method="post" action="/reason/${c.req.param('token') ?? ''}"><fieldset><legend>${reason}</legend>${choices}</fieldset>
<button class="second">${reasonButton}</button></form>`;
}

/** POST /reason/:token, with the token of the unsubscribe link. */
export async function postReason(c: Context, site: Site<LeftPageReaders>): Promise<Response> {
  const form = await readForm(c);
  const reason = leavingReasons.find((one) => one === form.text('reason')) ?? 'other';
  const token = c.req.param('token') ?? '';
  const answer = await noteReason({ token, reason }, site.deps.readers);
  if (answer.kind === 'unknown') return await problemPage(c, 'link');
  return await leftPage(c, site, answer.subscriber, { thanks: true });
}

/** GET /restore/:token */
export async function showRestore(c: Context, site: Site<LeftPageReaders>): Promise<Response> {
  const token = c.req.param('token') ?? '';
  return await restorePage(c, site, await previewRestore({ token }, site.deps.readers));
}

/** POST /restore/:token */
export async function postRestore(c: Context, site: Site<LeftPageReaders>): Promise<Response> {
  const input = { token: c.req.param('token') ?? '', from: clientAddress(c) };
  return await restorePage(c, site, await restore(input, site.deps.readers));
}

async function restorePage(
  c: Context,
  site: Site<LeftPageReaders>,
  preview: RestorePreview,
): Promise<Response> {
  if (preview.kind === 'unknown') return await problemPage(c, 'link');
  if (preview.kind === 'gone') return await problemPage(c, 'gone');
  const reader = await readerOf(preview.subscriber, site);
  if (reader === undefined) return await problemPage(c, 'missing');
  const { newsletter, pageLanguage, subscriber } = reader;
  const words = pageLanguage.words.unsubscribe;
  switch (preview.kind) {
    case 'ready': {
      const title = words.restoreTitle;
      const main = notice(title, [], buttonForm(words.restore));
      return await c.html(page(c, pageLanguage, { title, main, newsletter }));
    }
    case 'confirmed': {
      const title = pageLanguage.words.confirm.doneTitle;
      const path = choicesPath(subscriber, site.deps.readers);
      const link = quietLink(path, pageLanguage.words.preferences.link);
      const main = notice(title, [words.restored], link);
      return await c.html(page(c, pageLanguage, { title, main, newsletter }));
    }
    case 'over': {
      const title = words.tooLateTitle;
      const again = quietLink(`/n/${newsletter.id}`, pageLanguage.words.confirm.again);
      const main = notice(title, [words.tooLate], again);
      return await c.html(page(c, pageLanguage, { title, main, newsletter }), 410);
    }
  }
}

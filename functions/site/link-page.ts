/** GET and POST /n/:id/link: the way to the preferences for who has no mail at hand. */
import type { Context } from 'hono';
import { html } from 'hono/html';
import type { Newsletter } from '../edition/newsletter.ts';
import { addressIn } from '../subscriber/address.ts';
import type { AdmitDeps } from '../subscriber/admit.ts';
import { admit, formAgeMsMin, formToken } from '../subscriber/admit.ts';
import type { AskLinkDeps } from '../subscriber/ask-link.ts';
import { askLink } from '../subscriber/ask-link.ts';
import { faultAttributes, faultLine } from './fields.ts';
import { type Html, notice, page, quietLink } from './page.ts';
import { type PageLanguage, pageLanguageOf, preferredLanguage } from './page-language.ts';
import { problemPage } from './problem.ts';
import { proofPage } from './proof-page.ts';
import { script } from './script.ts';
import { findNewsletter, listedNewsletters, type Site } from './site.ts';
import { clientAddress, isForeignForm, readForm } from './visitor.ts';

/** What its use cases of a reader need. */
export type LinkPageReaders = AdmitDeps & AskLinkDeps;

interface LinkForm {
  readonly token: string;
  readonly address: string;
  readonly fault?: string;
  readonly isOnceMore?: boolean;
}

/** GET /link: for who has only a damaged link at hand, and may not know of which newsletter. */
export async function showLinkChoice(c: Context, site: Site<LinkPageReaders>): Promise<Response> {
  const newsletters = await listedNewsletters(site);
  const [only] = newsletters;
  if (only === undefined) return await problemPage(c, 'missing');
  if (newsletters.length === 1) return c.redirect(`/n/${only.id}/link`);
  const pageLanguage = pageLanguageOf(preferredLanguage(c.req.header('accept-language')));
  const { title } = pageLanguage.words.link;
  const links = newsletters.map(({ id, name }) => quietLink(`/n/${id}/link`, name));
  return await c.html(page(c, pageLanguage, { title, main: notice(title, [], html`${links}`) }));
}

/** GET /n/:id/link */
export async function showLinkForm(c: Context, site: Site<LinkPageReaders>): Promise<Response> {
  const newsletter = await findNewsletter(site, c.req.param('id') ?? '');
  if (newsletter === undefined) return await problemPage(c, 'missing');
  const { keys, now } = site.deps.readers;
  const token = formToken(newsletter.id, keys, now());
  return await linkPage(c, newsletter, { token, address: '' });
}

/** POST /n/:id/link */
export async function postLinkForm(c: Context, site: Site<LinkPageReaders>): Promise<Response> {
  const newsletter = await findNewsletter(site, c.req.param('id') ?? '');
  if (newsletter === undefined) return await problemPage(c, 'missing');
  if (isForeignForm(c, site.settings.siteUrl)) return await problemPage(c, 'foreign', newsletter);
  const form = await readForm(c);
  const { readers } = site.deps;
  const { id: newsletterId } = newsletter;
  const [address, token, nonce] = [form.text('address'), form.text('token'), form.text('nonce')];
  if (form.text('topic') !== '') return await linkAskedPage(c, newsletter, address);
  const from = clientAddress(c);
  const admission = await admit({ newsletterId, token, address, nonce, from }, readers);
  switch (admission.kind) {
    case 'again':
      return await linkPage(c, newsletter, { address, token: admission.token, isOnceMore: true });
    case 'prove':
      return await proofPage(c, newsletter, { form, address, ...admission });
    case 'later':
      return await problemPage(c, 'busy', newsletter);
    case 'admitted': {
      const answer = await askLink({ newsletterId, typedAddress: address }, readers);
      if (answer.kind === 'later') return await problemPage(c, 'busy', newsletter);
      if (answer.kind === 'asked') return await linkAskedPage(c, newsletter, address);
      const fault = pageLanguageOf(newsletter.language).words.errors.address[answer.reason];
      return await linkPage(c, newsletter, { token, address, fault });
    }
  }
}

async function linkPage(c: Context, newsletter: Newsletter, form: LinkForm): Promise<Response> {
  const pageLanguage = pageLanguageOf(newsletter.language);
  const { title, text } = pageLanguage.words.link;
  const main = notice(title, [text], formOf(form, pageLanguage));
  c.header('cache-control', 'no-store');
  const status = form.fault === undefined ? 200 : 422;
  return await c.html(page(c, pageLanguage, { title, main, newsletter, script }), status);
}

function formOf({ token, address, fault, isOnceMore }: LinkForm, pageLanguage: PageLanguage): Html {
  const { landing, link, errors } = pageLanguage.words;
  const once = pageLanguage.say(errors.once, { button: link.button });
  return html`<form method="post" data-wait="${formAgeMsMin}"><input type="hidden" name="token" value="${token}">
${isOnceMore ? html`<p class="banner" role="status">${once}</p>` : ''}
<div class="field"><label for="address">${landing.address}</label>
<input id="address" name="address" type="email" autocomplete="email" required maxlength="254" dir="ltr" value="${address}"${faultAttributes('address-fault', fault !== undefined)}>
${faultLine('address-fault', fault)}</div>
<div class="trap" aria-hidden="true"><label for="topic">${landing.honeypot}</label><input id="topic" name="topic" tabindex="-1" autocomplete="off"></div>
<button>${link.button}</button></form>`;
}

async function linkAskedPage(
  c: Context,
  newsletter: Newsletter,
  address: string,
): Promise<Response> {
  const pageLanguage = pageLanguageOf(newsletter.language);
  const { title } = pageLanguage.words.asked;
  const main = notice(title, [
    pageLanguage.say(pageLanguage.words.link.asked, { address: addressIn(address) }),
  ]);
  c.header('cache-control', 'no-store');
  return await c.html(page(c, pageLanguage, { title, main, newsletter }));
}

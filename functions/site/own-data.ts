/** What a reader may do with their own data: another address, all of it as a file, none of it. */
import type { Context } from 'hono';
import { html } from 'hono/html';
import { archivePaths } from '../edition/archive.ts';
import type { AskLinkDeps } from '../subscriber/ask-link.ts';
import { askOwnLink } from '../subscriber/ask-link.ts';
import type { AskAddressDeps } from '../subscriber/change-address.ts';
import { type AskAddressAnswer, askAddress } from '../subscriber/change-address.ts';
import type { EraseDeps } from '../subscriber/erase.ts';
import { erase } from '../subscriber/erase.ts';
import type { KnownDeps } from '../subscriber/known.ts';
import { whatIsKnown } from '../subscriber/known.ts';
import { earlierConsent } from './earlier-consents.ts';
import { faultAttributes, faultLine } from './fields.ts';
import { type Html, notice, page, quietLink } from './page.ts';
import { maskedAddress, type PageLanguage } from './page-language.ts';
import { problemPage } from './problem.ts';
import { findReader, type LinkedReader, type Reader } from './reader.ts';
import type { Site } from './site.ts';
import { clientAddress, type Form } from './visitor.ts';

/** What its use cases of a reader need. */
export type OwnDataReaders = AskAddressDeps & EraseDeps & KnownDeps & AskLinkDeps;

/** What became of a wish for another address. */
export interface AddressTold {
  readonly typed: string;
  readonly answer: AskAddressAnswer;
}

/** Takes the wish for another address. */
export async function postNewAddress(
  c: Context,
  site: Site<OwnDataReaders>,
  form: Form,
): Promise<AddressTold> {
  const token = c.req.param('token') ?? '';
  const typed = form.text('newAddress');
  const proof = { token: form.text('token'), nonce: form.text('nonce') };
  const input = { token, typedAddress: typed, from: clientAddress(c), proof };
  return { typed, answer: await askAddress(input, site.deps.readers) };
}

/** Mails the reader a link that opens their data; the page says so. */
export async function postOwnLink(
  c: Context,
  site: Site<OwnDataReaders>,
  { newsletter, subscriber, pageLanguage }: Reader,
): Promise<Response> {
  const asked = await askOwnLink({ token: c.req.param('token') ?? '' }, site.deps.readers);
  if (asked === 'later') return await problemPage(c, 'busy', newsletter);
  if (asked === 'unknown') return await problemPage(c, 'link', newsletter);
  const { title } = pageLanguage.words.asked;
  const address = maskedAddress(subscriber.address);
  const main = notice(title, [
    pageLanguage.say(pageLanguage.words.preferences.ownAsked, { address }),
  ]);
  return await c.html(page(c, pageLanguage, { title, main, newsletter }));
}

/** Erases the reader, if they have ticked the box. */
export async function postErase(
  c: Context,
  site: Site<OwnDataReaders>,
  { newsletter, pageLanguage }: Reader,
): Promise<Response> {
  const erased = await erase({ token: c.req.param('token') ?? '' }, site.deps.readers);
  if (erased.kind === 'unknown') return await problemPage(c, 'link', newsletter);
  const { erasedTitle: title, erased: text } = pageLanguage.words.preferences;
  const told = quietLink(archivePaths.privacy(newsletter.id), pageLanguage.words.privacy.title);
  const main = notice(title, [text], told);
  return await c.html(page(c, pageLanguage, { title, main, newsletter }));
}

/** GET /preferences/:token/export */
export async function exportKnown(c: Context, site: Site<OwnDataReaders>): Promise<Response> {
  const reader = await findReader(c, site);
  if (typeof reader === 'string') return await problemPage(c, reader);
  // The link of an edition, which may have been passed on: the page tells how to get a fresh one.
  if (!reader.isFresh) return c.redirect(`/preferences/${c.req.param('token') ?? ''}`, 303);
  c.header('content-type', 'application/json; charset=utf-8');
  c.header('content-disposition', 'attachment; filename="subscription.json"');
  const { readers } = site.deps;
  const { sender } = reader.newsletter;
  const recipients = { owner: sender.name, region: site.settings.region };
  const known = await whatIsKnown(reader.subscriber, recipients, {
    ...readers,
    wordsOf: async (version) => (await readers.wordsOf(version)) ?? earlierConsent(version),
  });
  return c.body(`${JSON.stringify(known, undefined, 2)}\n`);
}

/**
 * The sections at the foot of the preferences. By the link of an edition there is only the way to a
 * fresh one; nothing can be mailed to a suppressed reader, who may be erased by any link.
 */
export function ownDataSections(
  token: string,
  { subscriber, pageLanguage, isFresh }: LinkedReader,
  told?: AddressTold,
): Html {
  if (!isFresh)
    return subscriber.suppressed ? eraseSection(pageLanguage) : askSection(pageLanguage);
  const mayMove = subscriber.state === 'confirmed' && !subscriber.suppressed;
  return html`${mayMove ? addressSection(pageLanguage, told) : ''}${dataSection(token, pageLanguage)}${eraseSection(pageLanguage)}`;
}

function askSection(pageLanguage: PageLanguage): Html {
  const { ownHeading, own, ownButton } = pageLanguage.words.preferences;
  return html`<h2 id="own">${ownHeading}</h2><p class="note">${own}</p>
<form method="post"><input type="hidden" name="intent" value="own">
<button class="second">${ownButton}</button></form>`;
}

function addressSection(pageLanguage: PageLanguage, told: AddressTold | undefined): Html {
  const words = pageLanguage.words.preferences;
  const fault = told && faultOf(told.answer, pageLanguage);
  const asked = told?.answer.kind === 'asked' ? told.answer.address : undefined;
  return html`<h2 id="address">${words.addressHeading}</h2>
${asked === undefined ? '' : html`<p class="banner good" role="status">${pageLanguage.say(words.addressAsked, { address: asked })}</p>`}
<form method="post" action="#address"><input type="hidden" name="intent" value="address">
<div class="field"><label for="new-address">${words.newAddress}</label>
<input id="new-address" name="newAddress" type="email" autocomplete="email" required maxlength="254" dir="ltr" value="${asked === undefined ? (told?.typed ?? '') : ''}"${faultAttributes('new-address-fault', fault !== undefined)}>
${faultLine('new-address-fault', fault)}</div><button class="second">${words.addressButton}</button></form>`;
}

function faultOf(answer: AskAddressAnswer, pageLanguage: PageLanguage): string | undefined {
  switch (answer.kind) {
    case 'asked':
      return undefined;
    case 'same':
      return pageLanguage.words.preferences.addressSame;
    case 'refused':
      return pageLanguage.words.errors.address[answer.reason];
    default:
      return pageLanguage.words.problem.busy;
  }
}

function dataSection(token: string, pageLanguage: PageLanguage): Html {
  const { dataHeading, data, dataLink } = pageLanguage.words.preferences;
  return html`<h2>${dataHeading}</h2><p class="note">${data}</p>
<p><a class="quiet" href="/preferences/${token}/export">${dataLink}</a></p>`;
}

function eraseSection(pageLanguage: PageLanguage): Html {
  const { eraseHeading, erase: text, eraseSure, eraseButton } = pageLanguage.words.preferences;
  return html`<h2>${eraseHeading}</h2><p class="note">${text}</p>
<form method="post"><input type="hidden" name="intent" value="erase">
<label class="choice"><input type="checkbox" name="sure" value="yes" required><span>${eraseSure}</span></label>
<button class="second">${eraseButton}</button></form>`;
}

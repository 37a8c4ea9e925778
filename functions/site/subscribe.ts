/** POST /n/:id/subscribe: the form is checked, and every address gets the same answer. */
import type { Context } from 'hono';
import { html } from 'hono/html';
import { isClosed, type Newsletter } from '../edition/newsletter.ts';
import { addressIn, parseAddress } from '../subscriber/address.ts';
import type { AdmitDeps } from '../subscriber/admit.ts';
import { admit } from '../subscriber/admit.ts';
import type { SignUpDeps } from '../subscriber/sign-up.ts';
import { signUp } from '../subscriber/sign-up.ts';
import { askedOn, readChoices, type TypedChoices, typedChoices, typedOf } from './choices.ts';
import { consentWords, type NoteWordsDeps } from './consent-words.ts';
import { landingPage, type SignUpForm } from './landing.ts';
import { notice, page } from './page.ts';
import { type PageLanguage, pageLanguageOf } from './page-language.ts';
import { problemPage } from './problem.ts';
import { proofPage } from './proof-page.ts';
import { findNewsletter, type Site } from './site.ts';
import { clientAddress, type Form, isForeignForm, readForm } from './visitor.ts';

/** What its use cases of a reader need. */
export type SubscribeReaders = AdmitDeps & SignUpDeps & NoteWordsDeps;

/** Takes a request to subscribe. */
export async function subscribe(c: Context, site: Site<SubscribeReaders>): Promise<Response> {
  const newsletter = await findNewsletter(site, c.req.param('id') ?? '');
  if (newsletter === undefined) return await problemPage(c, 'missing');
  if (isClosed(newsletter)) return await problemPage(c, 'closed', newsletter);
  if (isForeignForm(c, site.settings.siteUrl, newsletter.embedOrigins)) {
    return await problemPage(c, 'foreign', newsletter);
  }
  const form = await readForm(c);
  const pageLanguage = pageLanguageOf(newsletter.language);
  const address = form.text('meant') || form.text('address');
  // The field is out of sight: what filled it in was no person, and need not know that we know.
  if (form.text('topic') !== '') return await askedPage(c, newsletter, address);
  const typed = typedOn(form, newsletter);
  const read = readChoices(typed, newsletter, newsletter.cadences);
  const trouble = checkAddress(address, form, pageLanguage);
  const token = form.text('token');
  const again: SignUpForm = { address, typed, faults: new Set(), isFresh: false, token };
  if (read.kind === 'refused' || trouble !== undefined) {
    const faults = read.kind === 'refused' ? read.faults : again.faults;
    return await landingPage(c, site, newsletter, { ...again, ...trouble, faults });
  }
  const { id: newsletterId } = newsletter;
  const from = clientAddress(c);
  const nonce = form.text('nonce');
  const { readers } = site.deps;
  const admission = await admit({ newsletterId, token, address, nonce, from }, readers);
  switch (admission.kind) {
    case 'again':
      return await landingPage(c, site, newsletter, { ...again, ...admission, isOnceMore: true });
    case 'prove':
      return await proofPage(c, newsletter, { form, address, ...admission });
    case 'later':
      return await problemPage(c, 'busy', newsletter);
    case 'admitted': {
      // The version shown is not the visitor's to tell: it is the one of this page's words.
      const words = consentWords('page', newsletter, pageLanguage);
      await readers.noteWords(words);
      const { version: wordsVersion } = words;
      const facts = { newsletterId, typedAddress: address, from, wordsVersion };
      const asked = askedOn(read.choices, newsletter);
      const answer = await signUp({ ...facts, ...asked }, readers);
      if (answer.kind === 'later') return await problemPage(c, 'busy', newsletter);
      return await askedPage(c, newsletter, address);
    }
  }
}

/** "Look in your inbox": whatever is known about the address. */
export async function askedPage(
  c: Context,
  newsletter: Newsletter,
  address: string,
  pageLanguage: PageLanguage = pageLanguageOf(newsletter.language),
): Promise<Response> {
  const { title, text, hint } = pageLanguage.words.asked;
  const below = html`<p class="note">${hint}</p>`;
  const main = notice(title, [pageLanguage.say(text, { address: addressIn(address) })], below);
  c.header('cache-control', 'no-store');
  return await c.html(page(c, pageLanguage, { title, main, newsletter }));
}

/** A form on another site may ask for the address alone: the newsletter's own defaults go with it. */
function typedOn(form: Form, newsletter: Newsletter): TypedChoices {
  const isOurs = form.text('token') !== '' || form.text('cadence') !== '';
  if (isOurs) return typedChoices(form);
  return typedOf({ schedule: newsletter.defaultSchedule, sections: 'all' }, newsletter);
}

type AddressTrouble = Pick<SignUpForm, 'addressFault' | 'meant'>;

/** What to say about the address, or undefined when it will do. */
function checkAddress(
  typed: string,
  form: Form,
  pageLanguage: PageLanguage,
): AddressTrouble | undefined {
  const parsed = parseAddress(typed);
  if (parsed.kind === 'refused')
    return { addressFault: pageLanguage.words.errors.address[parsed.reason] };
  const isKept = form.text('kept') === typed;
  return parsed.suggestion === undefined || isKept ? undefined : { meant: parsed.suggestion };
}

/** POST /n/:id/subscribe: the form is checked, and every address gets the same answer. */
import type { Context } from 'hono';
import { html } from 'hono/html';
import type { Newsletter } from '../edition/newsletter.ts';
import { parseAddress } from '../subscriber/address.ts';
import { signUp } from '../subscriber/sign-up.ts';
import { readChoices, typedChoices } from './choices.ts';
import { landingPage, type SignUpForm } from './landing.ts';
import { notice, page } from './page.ts';
import { problemPage } from './problem.ts';
import { findNewsletter, type Site } from './site.ts';
import { clientAddress, type Form, isForeignForm, readForm } from './visitor.ts';
import { type Voice, voiceFor } from './voice.ts';

/** Takes a request to subscribe. */
export async function subscribe(c: Context, site: Site): Promise<Response> {
  const newsletter = await findNewsletter(site, c.req.param('id') ?? '');
  if (newsletter === undefined) return await problemPage(c, 'missing');
  if (isForeignForm(c, site.settings.siteUrl)) return await problemPage(c, 'foreign', newsletter);
  const form = await readForm(c);
  const voice = voiceFor(newsletter.language);
  const typedAddress = form.text('meant') || form.text('address');
  // The field is out of sight: what filled it in was no person, and need not know that we know.
  if (form.text('topic') !== '') return await askedPage(c, newsletter, typedAddress);
  const typed = typedChoices(form);
  const read = readChoices(typed, newsletter, newsletter.cadences);
  const address = checkAddress(typedAddress, form, voice);
  if (read.kind === 'refused' || address !== undefined) {
    const faults = read.kind === 'refused' ? read.faults : new Set<never>();
    const again = { address: typedAddress, ...address, typed, faults, isFresh: false };
    return await landingPage(c, newsletter, again);
  }
  const { id: newsletterId } = newsletter;
  const from = clientAddress(c);
  // The version that was shown is not the visitor's to tell: it is the one of this page's words.
  const wordsVersion = voice.words.consentVersion;
  await signUp(
    { newsletterId, typedAddress, ...read.choices, from, wordsVersion },
    site.deps.readers,
  );
  return await askedPage(c, newsletter, typedAddress);
}

/** "Look in your inbox": whatever is known about the address. */
export async function askedPage(
  c: Context,
  newsletter: Newsletter,
  address: string,
): Promise<Response> {
  const voice = voiceFor(newsletter.language);
  const { title, text, hint } = voice.words.asked;
  const below = html`<p class="note">${hint}</p>`;
  const main = notice(title, [voice.say(text, { address: address.trim() })], below);
  c.header('cache-control', 'no-store');
  return await c.html(page(voice, { title, main, newsletter }));
}

type AddressTrouble = Pick<SignUpForm, 'addressFault' | 'meant'>;

/** What to say about the address, or undefined when it will do. */
function checkAddress(typed: string, form: Form, voice: Voice): AddressTrouble | undefined {
  const parsed = parseAddress(typed);
  if (parsed.kind === 'refused') return { addressFault: voice.words.errors.address[parsed.reason] };
  const isKept = form.text('kept') === typed;
  return parsed.suggestion === undefined || isKept ? undefined : { meant: parsed.suggestion };
}

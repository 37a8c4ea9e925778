/** Signup for programs and for forms on other sites: the guards of the form, answers in JSON. */
import type { Context } from 'hono';
import * as v from 'valibot';
import { isClosed, type Newsletter } from '../edition/newsletter.ts';
import { addressIn, parseAddress } from '../subscriber/address.ts';
import type { AdmitDeps } from '../subscriber/admit.ts';
import { type Admission, admit, formToken } from '../subscriber/admit.ts';
import type { SignUpDeps } from '../subscriber/sign-up.ts';
import { signUp } from '../subscriber/sign-up.ts';
import { askedOn, eachField, readChoices, type TypedChoices, typedOf } from './choices.ts';
import { consentWords, type NoteWordsDeps, type ShownWords } from './consent-words.ts';
import { pageLanguageOf } from './page-language.ts';
import { findNewsletter, type Site } from './site.ts';
import { clientAddress, isOwnOrigin } from './visitor.ts';

/** What its use cases of a reader need. */
export type ApiReaders = AdmitDeps & SignUpDeps & NoteWordsDeps;

const text = v.pipe(v.string(), v.maxLength(1_000));
const number = v.pipe(
  v.union([v.number(), text]),
  v.transform((value) => String(value)),
);
const requestSchema = v.object({
  address: v.optional(text, ''),
  token: v.optional(text, ''),
  nonce: v.optional(text, ''),
  /** The version of the words that our own script has shown. */
  words: v.optional(text, ''),
  topic: v.optional(text, ''),
  cadence: v.optional(text),
  ...eachField(() => v.optional(number)),
  zone: v.optional(text),
  sections: v.optional(v.pipe(v.array(text), v.maxLength(50))),
});

type SignUpRequest = v.InferOutput<typeof requestSchema>;

/** GET /api/n/:id/form: what a form needs before it can be sent. */
export async function showForm(c: Context, site: Site<ApiReaders>): Promise<Response> {
  const newsletter = await callee(c, site);
  if (newsletter instanceof Response) return newsletter;
  const { keys, now } = site.deps.readers;
  return c.json({ token: formToken(newsletter.id, keys, now()) });
}

/** OPTIONS: a browser asks before it posts JSON to another site (Fetch, CORS preflight). */
export async function allowForm(c: Context, site: Site<ApiReaders>): Promise<Response> {
  const newsletter = await callee(c, site);
  if (newsletter instanceof Response) return newsletter;
  c.header('access-control-allow-methods', 'GET, POST');
  c.header('access-control-allow-headers', 'content-type');
  c.header('access-control-max-age', '600');
  return c.body(null, 204);
}

/** POST /api/n/:id/subscribe */
export async function subscribeByApi(c: Context, site: Site<ApiReaders>): Promise<Response> {
  const newsletter = await callee(c, site);
  if (newsletter instanceof Response) return newsletter;
  const read = v.safeParse(requestSchema, await c.req.json().catch(() => undefined));
  if (!read.success) return c.json({ kind: 'unreadable' }, 400);
  const request = read.output;
  const { words, say } = pageLanguageOf(newsletter.language);
  const { address, topic } = request;
  const asked = { kind: 'asked', text: say(words.asked.text, { address: addressIn(address) }) };
  // As on the form: what filled this in was no person.
  if (topic !== '') return c.json(asked);
  const choices = readChoices(typedOn(request, newsletter), newsletter, newsletter.cadences);
  const parsed = parseAddress(address);
  if (choices.kind === 'refused' || parsed.kind === 'refused') {
    const fields = choices.kind === 'refused' ? [...choices.faults] : [];
    const said = parsed.kind === 'refused' ? words.errors.address[parsed.reason] : '';
    const faults = parsed.kind === 'refused' ? ['address', ...fields] : fields;
    return c.json({ kind: 'refused', faults, text: said || words.errors.heading }, 422);
  }
  const { id: newsletterId } = newsletter;
  const { token, nonce } = request;
  const from = clientAddress(c);
  const { readers } = site.deps;
  const admission = await admit({ newsletterId, token, address, nonce, from }, readers);
  if (admission.kind !== 'admitted') return notYet(c, admission, newsletter);
  const shown = wordsShown(request.words, newsletter);
  await readers.noteWords(shown);
  const facts = { newsletterId, typedAddress: address, from, wordsVersion: shown.version };
  const answer = await signUp({ ...facts, ...askedOn(choices.choices, newsletter) }, readers);
  return answer.kind === 'later' ? notYet(c, answer, newsletter) : c.json(asked);
}

/** What a program says that it has shown counts only where our own script shows just that now. */
function wordsShown(version: string, newsletter: Newsletter): ShownWords {
  const pageLanguage = pageLanguageOf(newsletter.language);
  const embed = consentWords('embed', newsletter, pageLanguage);
  return version === embed.version ? embed : consentWords('api', newsletter, pageLanguage);
}

function notYet(
  c: Context,
  answer: Exclude<Admission, { kind: 'admitted' }>,
  { language }: Newsletter,
): Response {
  const { words, say } = pageLanguageOf(language);
  switch (answer.kind) {
    case 'again':
      return c.json(
        { ...answer, text: say(words.errors.once, { button: words.landing.subscribe }) },
        409,
      );
    case 'prove':
      return c.json({ ...answer, text: words.proof.text }, 428);
    case 'later':
      return c.json({ ...answer, text: words.problem.busy }, 429);
  }
}

/** The newsletter that is called, for who may call it; else the answer that refuses. */
async function callee(c: Context, site: Site<ApiReaders>): Promise<Newsletter | Response> {
  c.header('cache-control', 'no-store');
  c.header('vary', 'origin');
  const newsletter = await findNewsletter(site, c.req.param('id') ?? '');
  if (newsletter === undefined) return c.json({ kind: 'missing' }, 404);
  const origin = c.req.header('origin');
  const isOurs = origin === undefined || isOwnOrigin(c, origin, site.settings.siteUrl);
  if (isOurs) return openOne(c, newsletter);
  if (!newsletter.embedOrigins?.includes(origin)) return c.json({ kind: 'foreign' }, 403);
  c.header('access-control-allow-origin', origin);
  return openOne(c, newsletter);
}

function openOne(c: Context, newsletter: Newsletter): Newsletter | Response {
  if (!isClosed(newsletter)) return newsletter;
  const { closedTitle, closed } = pageLanguageOf(newsletter.language).words.problem;
  return c.json({ kind: 'closed', text: `${closedTitle}. ${closed}` }, 410);
}

/** What is not asked for is as the newsletter has it. */
function typedOn(request: SignUpRequest, newsletter: Newsletter): TypedChoices {
  const usual = typedOf({ schedule: newsletter.defaultSchedule, sections: 'all' }, newsletter);
  const { cadence, zone, sections } = request;
  return {
    ...eachField((field) => request[field] ?? usual[field]),
    cadence: cadence ?? usual.cadence,
    zone: zone ?? usual.zone,
    sections: sections ?? usual.sections,
  };
}

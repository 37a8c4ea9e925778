/** What the newsletter is, how often it comes, and the form to ask for it. */
import type { Context } from 'hono';
import { html } from 'hono/html';
import { isTimed } from '../config/schedule.ts';
import { archivePaths, hasPublicArchive, type PublishedEdition } from '../edition/archive.ts';
import { isClosed, type Newsletter } from '../edition/newsletter.ts';
import { direction, phrase } from '../edition/words.ts';
import type { AdmitDeps } from '../subscriber/admit.ts';
import { formAgeMsMin, formToken } from '../subscriber/admit.ts';
import { feedLinks, leadingStories } from './archive-page.ts';
import { type ChoiceFault, type TypedChoices, typedOf } from './choices.ts';
import { ownConsent } from './consent-words.ts';
import { type ChoiceFields, choiceFields, faultAttributes, faultLine } from './fields.ts';
import { type Html, nameOrLogo, notice, page, quietLink } from './page.ts';
import {
  type PageLanguage,
  pageLanguageOf,
  preferredLanguage,
  scheduleSentence,
  zoneName,
} from './page-language.ts';
import { problemPage } from './problem.ts';
import { script } from './script.ts';
import { findNewsletter, listedNewsletters, type Site } from './site.ts';

/** What its use cases of a reader need. */
export type LandingReaders = Pick<AdmitDeps, 'keys' | 'now'>;

/** The form as it is shown: fresh, or again with what was typed and what is wrong with it. */
export interface SignUpForm {
  readonly address: string;
  readonly addressFault?: string;
  /** The address that was probably meant. */
  readonly meant?: string;
  readonly typed: TypedChoices;
  readonly faults: ReadonlySet<ChoiceFault>;
  readonly isFresh: boolean;
  /** Nothing is wrong with it, only it is to be sent once more. */
  readonly isOnceMore?: boolean;
  /** Tells how old the form is. */
  readonly token: string;
  /** The latest edition that anybody may read. */
  readonly sample?: PublishedEdition | undefined;
}

/** GET /: the only newsletter, or a list of them in the visitor's language. */
export async function showHome(c: Context, site: Site<LandingReaders>): Promise<Response> {
  const newsletters = (await listedNewsletters(site)).filter((one) => !isClosed(one));
  const [only] = newsletters;
  if (newsletters.length === 1 && only !== undefined) {
    return await landingPage(c, site, only, await freshForm(only, site));
  }
  const pageLanguage = pageLanguageOf(preferredLanguage(c.req.header('accept-language')));
  const words = pageLanguage.words.landing;
  c.header('cache-control', 'no-cache');
  c.header('vary', 'accept-language');
  const main = only === undefined ? notice(words.none, []) : listOf(newsletters, pageLanguage);
  const url = new URL('/', site.settings.siteUrl).href;
  const description = newsletters.map(({ name }) => name).join(' · ') || words.none;
  return await c.html(
    page(c, pageLanguage, { title: words.list, main, found: { url, description } }),
  );
}

/** GET /n/:id */
export async function showLanding(c: Context, site: Site<LandingReaders>): Promise<Response> {
  const newsletter = await findNewsletter(site, c.req.param('id') ?? '');
  if (newsletter === undefined) return await problemPage(c, 'missing');
  if (isClosed(newsletter)) return await problemPage(c, 'closed', newsletter);
  return await landingPage(c, site, newsletter, await freshForm(newsletter, site));
}

/** The landing page with its form, which asks for one thing: the address. */
export async function landingPage(
  c: Context,
  { settings }: Site,
  newsletter: Newsletter,
  form: SignUpForm,
): Promise<Response> {
  const pageLanguage = pageLanguageOf(newsletter.language);
  const { name, description, theme } = newsletter;
  const logo = theme?.logo === undefined ? '' : html`<p>${nameOrLogo(newsletter)}</p>`;
  const main = html`${logo}<h1 dir="auto">${name}</h1>
${description ? html`<p class="lead" dir="auto">${description}</p>` : ''}
<p>${usually(newsletter, pageLanguage)}</p>
${signUpForm(newsletter, form, pageLanguage)}
${sample(form, pageLanguage)}
${quietLink(`/n/${newsletter.id}/link`, pageLanguage.words.link.ask)}
${privacy(newsletter, pageLanguage)}`;
  c.header('cache-control', form.isFresh ? 'no-cache' : 'no-store');
  const url = new URL(archivePaths.landing(newsletter.id), settings.siteUrl).href;
  const schedule = scheduleSentence(newsletter.defaultSchedule, pageLanguage);
  return await c.html(
    page(c, pageLanguage, {
      title: name,
      main,
      newsletter,
      isLanding: true,
      script,
      found: { url, description: description || schedule },
      ...(hasPublicArchive(newsletter) ? { head: feedLinks(newsletter) } : {}),
    }),
    form.isFresh || form.isOnceMore ? 200 : 422,
  );
}

async function freshForm(
  newsletter: Newsletter,
  { deps }: Site<LandingReaders>,
): Promise<SignUpForm> {
  const typed = typedOf({ schedule: newsletter.defaultSchedule, sections: 'all' }, newsletter);
  const [latest] = hasPublicArchive(newsletter)
    ? await deps.archive.list(newsletter.id, { limit: 1 })
    : [];
  const token = formToken(newsletter.id, deps.readers.keys, deps.readers.now());
  return { address: '', typed, faults: new Set(), isFresh: true, token, sample: latest };
}

/** Stories of the latest edition that are named: enough to whet the appetite above the form. */
const sampleStoriesMax = 3;

function sample({ sample: latest }: SignUpForm, pageLanguage: PageLanguage): Html | '' {
  if (latest === undefined) return '';
  const { newsletterId, key, dateLine, stories } = latest;
  const { archive } = pageLanguage.words;
  return html`<section class="sample"><p class="hint" dir="auto">${dateLine}</p>
${leadingStories({ stories: stories.slice(0, sampleStoriesMax) }, pageLanguage)}
<a class="quiet" href="${archivePaths.edition(newsletterId, key)}">${archive.sample}</a>
<a class="quiet" href="${archivePaths.list(newsletterId)}">${archive.title}</a></section>`;
}

/** What comes when, as one sentence; the script puts the visitor's own city into its place. */
function usually(newsletter: Newsletter, pageLanguage: PageLanguage): Html {
  const { defaultSchedule } = newsletter;
  const { usual } = pageLanguage.words.landing;
  const schedule = scheduleSentence(defaultSchedule, pageLanguage);
  const sentence = hasChoice(newsletter) ? phrase(usual, { schedule }) : schedule;
  const city = zoneName(defaultSchedule.zone, pageLanguage);
  const at = sentence.lastIndexOf(city);
  if (at < 0 || !isTimed(defaultSchedule)) return html`${sentence}`;
  return html`${sentence.slice(0, at)}<span data-zone>${city}</span>${sentence.slice(at + city.length)}`;
}

function signUpForm(newsletter: Newsletter, form: SignUpForm, pageLanguage: PageLanguage): Html {
  const { landing } = pageLanguage.words;
  const { typed, faults, isFresh, token } = form;
  const { cadences } = newsletter;
  return html`<form method="post" action="/n/${newsletter.id}/subscribe" data-wait="${formAgeMsMin}">
<input type="hidden" name="token" value="${token}">${banner(form, pageLanguage)}
${addressField(form, pageLanguage)}
${choicesBelow({ newsletter, cadences, typed, faults, isFresh }, pageLanguage)}
<div class="trap" aria-hidden="true"><label for="topic">${landing.honeypot}</label><input id="topic" name="topic" tabindex="-1" autocomplete="off"></div>
<p class="note">${pageLanguage.say(landing.consent, { newsletter: newsletter.name })}</p>${ownConsent(newsletter, 'note')}
<button>${landing.subscribe}</button>
</form>`;
}

/** Closed, unless there is something to mend in them; without a choice there is nothing to open. */
function choicesBelow(fields: ChoiceFields, pageLanguage: PageLanguage): Html {
  const shown = choiceFields(fields, pageLanguage);
  if (!hasChoice(fields.newsletter)) return html`<div hidden>${shown}</div>`;
  const open = fields.faults.size > 0 ? html` open` : '';
  return html`<details${open}><summary>${pageLanguage.words.landing.choose}</summary>
${shown}</details>`;
}

/** Who gets everything at once, in the only section, has nothing to choose. */
function hasChoice({ cadences, sections, defaultSchedule }: Newsletter): boolean {
  return cadences.length > 1 || sections.length > 1 || isTimed(defaultSchedule);
}

function banner({ isFresh, isOnceMore }: SignUpForm, pageLanguage: PageLanguage): Html | '' {
  const { errors, landing } = pageLanguage.words;
  if (isFresh) return '';
  const once = pageLanguage.say(errors.once, { button: landing.subscribe });
  return isOnceMore
    ? html`<p class="banner" role="status">${once}</p>`
    : html`<p class="banner bad" role="alert">${errors.heading}</p>`;
}

function addressField(
  { address, addressFault, meant }: SignUpForm,
  pageLanguage: PageLanguage,
): Html {
  const { landing } = pageLanguage.words;
  const isWrong = addressFault !== undefined || meant !== undefined;
  return html`<div class="field"><label for="address">${landing.address}</label>
<input id="address" name="address" type="email" autocomplete="email" required maxlength="254" dir="ltr" value="${address}"${faultAttributes('address-fault', isWrong)}>
${faultLine('address-fault', addressFault)}${meant === undefined ? '' : suggestion(address, meant, pageLanguage)}</div>`;
}

/** A box to tick, not a button: Enter in the field must not accept what was not typed. */
function suggestion(address: string, meant: string, pageLanguage: PageLanguage): Html {
  const { landing, errors } = pageLanguage.words;
  return html`<p class="fault" id="address-fault">${pageLanguage.say(errors.meant, { address: meant })}</p>
<label class="choice"><input type="checkbox" name="meant" value="${meant}"><span>${pageLanguage.say(errors.useMeant, { address: meant })}</span></label>
<p class="hint">${pageLanguage.say(errors.keepTyped, { button: landing.subscribe })}</p>
<input type="hidden" name="kept" value="${address}">`;
}

function privacy({ id }: Newsletter, pageLanguage: PageLanguage): Html {
  const { landing, privacy: notice } = pageLanguage.words;
  return html`<h2>${landing.privacyHeading}</h2><p class="note">${landing.privacy}</p>${quietLink(archivePaths.privacy(id), notice.title)}`;
}

function listOf(newsletters: readonly Newsletter[], pageLanguage: PageLanguage): Html {
  return html`<h1>${pageLanguage.words.landing.list}</h1><ul class="list">
${newsletters.map(({ id, name, description, language }) => html`<li lang="${language}" dir="${direction(language)}"><a href="/n/${id}">${name}</a>${description ? html`<p>${description}</p>` : ''}</li>`)}
</ul>`;
}

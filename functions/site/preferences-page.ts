/** When, what and whether: the page of one reader, by a link that never expires. */
import type { Context } from 'hono';
import { html } from 'hono/html';
import { languages } from '../edition/languages.ts';
import { isClosed } from '../edition/newsletter.ts';
import type { ChangePreferencesDeps } from '../subscriber/change-preferences.ts';
import { changePreferences } from '../subscriber/change-preferences.ts';
import { signLink, unsubscribeUrl } from '../subscriber/links.ts';
import type { ResubscribeDeps } from '../subscriber/resubscribe.ts';
import { resubscribe } from '../subscriber/resubscribe.ts';
import type { Subscriber } from '../subscriber/subscriber.ts';
import {
  type ChoiceFault,
  cadencesFor,
  readChoices,
  type TypedChoices,
  typedChoices,
  typedOf,
} from './choices.ts';
import { consentWords, type NoteWordsDeps, ownConsent } from './consent-words.ts';
import { choiceFields, faultAttributes, faultLine } from './fields.ts';
import type { OwnDataReaders } from './own-data.ts';
import {
  type AddressTold,
  ownDataSections,
  postErase,
  postNewAddress,
  postOwnLink,
} from './own-data.ts';
import { buttonForm, type Html, notice, page, quietLink } from './page.ts';
import { languageName, maskedAddress, type PageLanguage, pageLanguageOf } from './page-language.ts';
import { pauseRange, readPause, typedPause } from './pause.ts';
import { problemPage } from './problem.ts';
import { proofPage } from './proof-page.ts';
import { findReader, type LinkedReader, type Reader } from './reader.ts';
import type { Site } from './site.ts';
import { askedPage } from './subscribe.ts';
import { clientAddress, type Form, readForm } from './visitor.ts';

/** What its use cases of a reader need. */
export type PreferencesPageReaders = ChangePreferencesDeps &
  ResubscribeDeps &
  OwnDataReaders &
  NoteWordsDeps;

/** GET /preferences/:token */
export async function showPreferences(
  c: Context,
  site: Site<PreferencesPageReaders>,
): Promise<Response> {
  const reader = await findReader(c, site);
  if (typeof reader === 'string') return await problemPage(c, reader);
  return await preferencesPage(c, site, reader);
}

/** POST /preferences/:token */
export async function postPreferences(
  c: Context,
  site: Site<PreferencesPageReaders>,
): Promise<Response> {
  const reader = await findReader(c, site);
  if (typeof reader === 'string') return await problemPage(c, reader);
  const form = await readForm(c);
  const intent = form.text('intent');
  if (intent === 'resubscribe') return await comeBack(c, site, reader);
  if (intent === 'own') return await postOwnLink(c, site, reader);
  const mayErase = reader.isFresh || reader.subscriber.suppressed;
  if (intent === 'erase' && form.text('sure') === 'yes' && mayErase) {
    return await postErase(c, site, reader);
  }
  if (intent === 'erase') return await preferencesPage(c, site, reader);
  if (intent === 'address' && reader.isFresh) {
    const address = await postNewAddress(c, site, form);
    const { typed, answer } = address;
    if (answer.kind === 'prove') {
      const also = { intent, newAddress: typed };
      return await proofPage(c, reader.newsletter, { form, address: typed, ...answer, also });
    }
    return await preferencesPage(c, site, reader, { kind: 'address', address });
  }
  if (intent === 'address') return await preferencesPage(c, site, reader);
  if (!isMailed(reader.subscriber)) return await preferencesPage(c, site, reader);
  return await save(c, site, reader, form);
}

async function comeBack(
  c: Context,
  site: Site<PreferencesPageReaders>,
  reader: LinkedReader,
): Promise<Response> {
  const { newsletter, subscriber, pageLanguage } = reader;
  if (isMailed(subscriber) || subscriber.suppressed) return await preferencesPage(c, site, reader);
  if (isClosed(newsletter)) return await problemPage(c, 'closed', newsletter);
  const token = c.req.param('token') ?? '';
  const words = consentWords('again', newsletter, pageLanguage);
  await site.deps.readers.noteWords(words);
  const { version: wordsVersion } = words;
  const input = { token, from: clientAddress(c), wordsVersion };
  const answer = await resubscribe(input, site.deps.readers);
  if (answer.kind === 'later') return await problemPage(c, 'busy', newsletter);
  return await askedPage(c, newsletter, maskedAddress(subscriber.address), pageLanguage);
}

async function save(
  c: Context,
  site: Site<PreferencesPageReaders>,
  reader: LinkedReader,
  form: Form,
): Promise<Response> {
  const { newsletter, subscriber } = reader;
  const typed = typedChoices(form);
  const read = readChoices(typed, newsletter, cadencesFor(newsletter, subscriber.schedule));
  const { now } = site.deps.readers;
  const zone = read.kind === 'ok' ? read.choices.schedule.zone : subscriber.schedule.zone;
  const pause = readPause(form.text('pause'), zone, now());
  if (read.kind === 'refused' || pause.kind === 'refused') {
    const faults = read.kind === 'refused' ? read.faults : new Set<ChoiceFault>();
    const isPauseWrong = pause.kind === 'refused';
    const language = form.text('language');
    const again = { typed, faults, pause: form.text('pause'), isPauseWrong, language };
    return await preferencesPage(c, site, reader, { kind: 'refused', form: again });
  }
  const { pausedUntil } = pause;
  const language = languages.find((one) => one === form.text('language'));
  const preferences = {
    ...read.choices,
    ...(pausedUntil === undefined ? {} : { pausedUntil }),
    ...(language === undefined ? {} : { language }),
  };
  const token = c.req.param('token') ?? '';
  const answer = await changePreferences({ token, preferences }, site.deps.readers);
  if (answer.kind === 'unknown') return await problemPage(c, 'link');
  const pageLanguage = pageLanguageOf(answer.subscriber.language ?? newsletter.language);
  const changed = { ...reader, subscriber: answer.subscriber, pageLanguage };
  return await preferencesPage(c, site, changed, { kind: 'saved' });
}

interface PreferencesForm {
  readonly typed: TypedChoices;
  readonly faults: ReadonlySet<ChoiceFault>;
  readonly pause: string;
  readonly isPauseWrong: boolean;
  readonly language: string | undefined;
}

type Told =
  | { kind: 'saved' }
  | { kind: 'refused'; form: PreferencesForm }
  | { kind: 'address'; address: AddressTold }
  | undefined;

async function preferencesPage(
  c: Context,
  site: Site<PreferencesPageReaders>,
  reader: LinkedReader,
  told?: Told,
): Promise<Response> {
  const { newsletter, subscriber, pageLanguage } = reader;
  const words = pageLanguage.words.preferences;
  const address = maskedAddress(subscriber.address);
  const moved = told?.kind === 'address' ? told.address : undefined;
  const own = ownDataSections(c.req.param('token') ?? '', reader, moved);
  if (subscriber.suppressed) {
    const { suppressedTitle: title, suppressed } = pageLanguage.words.confirm;
    const again = isClosed(newsletter)
      ? ''
      : quietLink(`/n/${newsletter.id}`, pageLanguage.words.confirm.again);
    const main = notice(title, [suppressed], html`${again}${own}`);
    return await c.html(page(c, pageLanguage, { title, main, newsletter }));
  }
  if (!isMailed(subscriber)) {
    const again = isClosed(newsletter) ? '' : buttonForm(words.again, 'resubscribe');
    const consent = pageLanguage.say(pageLanguage.words.landing.consentShort, {
      newsletter: newsletter.name,
    });
    const below = html`${again}${isClosed(newsletter) ? '' : html`<p class="note hint">${consent}</p>${ownConsent(newsletter, 'note hint')}`}${own}`;
    const main = notice(
      words.offTitle,
      [pageLanguage.say(words.off, { newsletter: newsletter.name, address })],
      below,
    );
    return await c.html(page(c, pageLanguage, { title: words.offTitle, main, newsletter }));
  }
  const main = html`<h1>${words.title}</h1><p class="lead">${pageLanguage.say(words.text, { address })}</p>
${banner(told, pageLanguage)}${formOf(site, reader, told)}${leaveLink(site, subscriber, pageLanguage)}${own}`;
  const status = told?.kind === 'refused' ? 422 : 200;
  return await c.html(page(c, pageLanguage, { title: words.title, main, newsletter }), status);
}

function banner(told: Told, pageLanguage: PageLanguage): Html | '' {
  switch (told?.kind) {
    case 'saved':
      return html`<p class="banner good" role="status">${pageLanguage.words.preferences.saved}</p>`;
    case 'refused':
      return html`<p class="banner bad" role="alert">${pageLanguage.words.errors.heading}</p>`;
    default:
      return '';
  }
}

function formOf(
  site: Site<PreferencesPageReaders>,
  { newsletter, subscriber, pageLanguage }: Reader,
  told: Told,
): Html {
  const { schedule, pausedUntil } = subscriber;
  const now = site.deps.readers.now();
  const standing: PreferencesForm = {
    typed: typedOf(subscriber, newsletter),
    faults: new Set(),
    pause: typedPause(pausedUntil, schedule.zone, now),
    isPauseWrong: false,
    language: subscriber.language,
  };
  const form = told?.kind === 'refused' ? told.form : standing;
  const { typed, faults } = form;
  const cadences = cadencesFor(newsletter, schedule);
  return html`<form method="post">
${choiceFields({ newsletter, cadences, typed, faults, isFresh: false }, pageLanguage)}
${pauseField(form, pauseRange(schedule.zone, now), pageLanguage)}
${languageField(form.language, pageLanguage)}
<button>${pageLanguage.words.preferences.save}</button>
</form>`;
}

function pauseField(
  { pause, isPauseWrong }: PreferencesForm,
  { min, max }: { readonly min: string; readonly max: string },
  pageLanguage: PageLanguage,
): Html {
  const { preferences, errors } = pageLanguage.words;
  return html`<div class="field"><label for="pause">${preferences.pause}</label>
<input id="pause" name="pause" type="date" min="${min}" max="${max}" value="${pause}"${faultAttributes('pause-fault', isPauseWrong)}>
<p class="hint">${preferences.pauseHint}</p>${faultLine('pause-fault', isPauseWrong ? errors.pause : undefined)}</div>`;
}

/** Each language by its own name, for who does not read the one of the page. */
function languageField(chosen: string | undefined, pageLanguage: PageLanguage): Html {
  const { language, languageOfNewsletter } = pageLanguage.words.preferences;
  return html`<div class="field"><label for="language">${language}</label><select id="language" name="language">
<option value="">${languageOfNewsletter}</option>
${languages.map((tag) => html`<option value="${tag}" lang="${tag}"${tag === chosen ? html` selected` : ''}>${languageName(tag)}</option>`)}</select></div>`;
}

function leaveLink(
  site: Site<PreferencesPageReaders>,
  subscriber: Subscriber,
  pageLanguage: PageLanguage,
): Html {
  const { keys } = site.deps.readers;
  const token = signLink({ purpose: 'unsubscribe', subscriberId: subscriber.id }, keys);
  const href = new URL(unsubscribeUrl(site.settings.siteUrl, token)).pathname;
  return quietLink(href, pageLanguage.words.unsubscribe.button);
}

function isMailed({ state }: Subscriber): boolean {
  return state === 'confirmed';
}

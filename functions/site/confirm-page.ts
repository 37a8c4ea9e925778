/** The page behind the button in the confirmation mail: GET asks once more, POST confirms. */
import type { Context } from 'hono';
import { html } from 'hono/html';
import { nextDue } from '../edition/due.ts';
import { isClosed, type Newsletter } from '../edition/newsletter.ts';
import type { AdmitDeps } from '../subscriber/admit.ts';
import type { ConfirmDeps } from '../subscriber/confirm.ts';
import { type ConfirmationPreview, confirm, previewConfirmation } from '../subscriber/confirm.ts';
import type { Subscriber } from '../subscriber/subscriber.ts';
import type { WelcomeGoodbyeDeps } from '../subscriber/welcome-goodbye.ts';
import { welcome } from '../subscriber/welcome-goodbye.ts';
import { cadencesFor, typedOf } from './choices.ts';
import { choiceFields } from './fields.ts';
import { buttonForm, type Html, notice, page, quietLink } from './page.ts';
import {
  maskedAddress,
  moment,
  type PageLanguage,
  pageLanguageOf,
  scheduleSentence,
  zoneName,
} from './page-language.ts';
import { typedPause } from './pause.ts';
import { problemPage } from './problem.ts';
import { choicesPath, type Reader } from './reader.ts';
import { findNewsletter, type Site } from './site.ts';
import { clientAddress } from './visitor.ts';

/** What its use cases of a reader need. */
export type ConfirmPageReaders = ConfirmDeps & WelcomeGoodbyeDeps & AdmitDeps;

/** GET /confirm/:token */
export async function showConfirmation(
  c: Context,
  site: Site<ConfirmPageReaders>,
): Promise<Response> {
  const token = c.req.param('token') ?? '';
  return await confirmationPage(c, site, await previewConfirmation({ token }, site.deps.readers));
}

/** POST /confirm/:token */
export async function postConfirmation(
  c: Context,
  site: Site<ConfirmPageReaders>,
): Promise<Response> {
  const input = { token: c.req.param('token') ?? '', from: clientAddress(c) };
  // A newsletter that was closed meanwhile takes nobody.
  const standing = await previewConfirmation(input, site.deps.readers);
  if (standing.kind === 'ready') {
    const newsletter = await findNewsletter(site, standing.subscriber.newsletterId);
    if (newsletter === undefined || isClosed(newsletter)) {
      return await confirmationPage(c, site, standing);
    }
  }
  const answer = await confirm(input, site.deps.readers);
  if (answer.kind === 'confirmed') {
    const newsletter = await findNewsletter(site, answer.subscriber.newsletterId);
    await welcome(answer.subscriber, newsletter?.letters ?? [], site.deps.readers);
  }
  return await confirmationPage(c, site, answer);
}

async function confirmationPage(
  c: Context,
  site: Site<ConfirmPageReaders>,
  standing: ConfirmationPreview,
): Promise<Response> {
  if (standing.kind === 'unknown') return await problemPage(c, 'link');
  if (standing.kind === 'gone') return await problemPage(c, 'gone');
  const { subscriber } = standing;
  const newsletter = await findNewsletter(site, subscriber.newsletterId);
  if (newsletter === undefined) return await problemPage(c, 'gone');
  if (isClosed(newsletter) && standing.kind !== 'confirmed') {
    return await problemPage(c, 'closed', newsletter);
  }
  const pageLanguage = pageLanguageOf(subscriber.language ?? newsletter.language);
  switch (standing.kind) {
    case 'ready': {
      const { title } = pageLanguage.words.confirm;
      return await c.html(
        page(c, pageLanguage, {
          title,
          main: readyPage(newsletter, subscriber, pageLanguage),
          newsletter,
        }),
      );
    }
    case 'confirmed': {
      const title = pageLanguage.words.confirm.doneTitle;
      const main = confirmedPage(site, newsletter, subscriber, pageLanguage);
      return await c.html(page(c, pageLanguage, { title, main, newsletter }));
    }
    case 'refused': {
      const { title, text } = refusalWords(standing.reason, pageLanguage);
      const again = quietLink(`/n/${newsletter.id}`, pageLanguage.words.confirm.again);
      return await c.html(
        page(c, pageLanguage, { title, main: notice(title, [text], again), newsletter }),
        410,
      );
    }
  }
}

function readyPage(
  newsletter: Newsletter,
  subscriber: Subscriber,
  pageLanguage: PageLanguage,
): Html {
  const { title, button, ignore } = pageLanguage.words.confirm;
  const below = html`${buttonForm(button)}<p class="note hint">${ignore}</p>`;
  return notice(title, whatIsSent(newsletter, subscriber, pageLanguage), below);
}

function confirmedPage(
  site: Site<ConfirmPageReaders>,
  newsletter: Newsletter,
  subscriber: Subscriber,
  pageLanguage: PageLanguage,
): Html {
  const { doneTitle } = pageLanguage.words.confirm;
  const { now } = site.deps.readers;
  const href = choicesPath(subscriber, site.deps.readers);
  const said = [
    ...whatIsSent(newsletter, subscriber, pageLanguage),
    firstEdition(subscriber, now(), pageLanguage),
  ];
  const link = quietLink(href, pageLanguage.words.preferences.link);
  return notice(
    doneTitle,
    said,
    html`${choices(href, { newsletter, subscriber, pageLanguage }, now())}${link}`,
  );
}

/** What could be chosen with the form is offered again, now that it is a reader's own. */
function choices(
  href: string,
  { newsletter, subscriber, pageLanguage }: Reader,
  now: number,
): Html | '' {
  if (!href.startsWith('/preferences/')) return '';
  const { schedule, language = '', pausedUntil } = subscriber;
  const pause = typedPause(pausedUntil, schedule.zone, now);
  const cadences = cadencesFor(newsletter, schedule);
  const typed = typedOf(subscriber, newsletter);
  const fields = { newsletter, cadences, typed, faults: new Set<never>(), isFresh: false };
  const { landing, preferences } = pageLanguage.words;
  return html`<form method="post" action="${href}"><input type="hidden" name="language" value="${language}">
<input type="hidden" name="pause" value="${pause}"><details><summary>${landing.choose}</summary>
${choiceFields(fields, pageLanguage)}
<button class="second">${preferences.save}</button></details></form>`;
}

function whatIsSent(
  newsletter: Newsletter,
  subscriber: Subscriber,
  pageLanguage: PageLanguage,
): string[] {
  const values = { newsletter: newsletter.name, address: maskedAddress(subscriber.address) };
  return [
    pageLanguage.say(pageLanguage.words.confirm.text, values),
    scheduleSentence(subscriber.schedule, pageLanguage),
  ];
}

function firstEdition(
  { schedule, pausedUntil = 0 }: Subscriber,
  now: number,
  pageLanguage: PageLanguage,
): string {
  const { first, firstInstant } = pageLanguage.words.confirm;
  const at = nextDue(schedule, Math.max(now, pausedUntil));
  if (at === undefined) return firstInstant;
  const { zone } = schedule;
  const when = moment(at, zone, pageLanguage);
  return pageLanguage.say(first, { when, zone: zoneName(zone, pageLanguage) });
}

type Refused = Extract<ConfirmationPreview, { kind: 'refused' }>;

function refusalWords(
  reason: Refused['reason'],
  pageLanguage: PageLanguage,
): { title: string; text: string } {
  const words = pageLanguage.words.confirm;
  switch (reason) {
    case 'suppressed':
      return { title: words.suppressedTitle, text: words.suppressed };
    case 'unsubscribed':
    case 'superseded':
      return { title: words.leftTitle, text: words.left };
    case 'expired':
      return { title: words.expiredTitle, text: words.expired };
  }
}

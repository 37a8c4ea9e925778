/** The page behind the button in the confirmation mail: GET asks once more, POST confirms. */
import type { Context } from 'hono';
import { html } from 'hono/html';
import { nextDue } from '../edition/due.ts';
import type { Newsletter } from '../edition/newsletter.ts';
import type { AdmitDeps } from '../subscriber/admit.ts';
import type { ConfirmDeps } from '../subscriber/confirm.ts';
import { type ConfirmationPreview, confirm, previewConfirmation } from '../subscriber/confirm.ts';
import { preferencesUrl, signLink } from '../subscriber/links.ts';
import type { Subscriber } from '../subscriber/subscriber.ts';
import type { WelcomeGoodbyeDeps } from '../subscriber/welcome-goodbye.ts';
import { welcome } from '../subscriber/welcome-goodbye.ts';
import { buttonForm, type Html, notice, page, quietLink } from './page.ts';
import {
  maskedAddress,
  moment,
  scheduleSentence,
  type Voice,
  voiceFor,
  zoneName,
} from './page-language.ts';
import { problemPage } from './problem.ts';
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
  const { subscriber } = standing;
  const newsletter = await findNewsletter(site, subscriber.newsletterId);
  if (newsletter === undefined) return await problemPage(c, 'missing');
  const voice = voiceFor(subscriber.language ?? newsletter.language);
  switch (standing.kind) {
    case 'ready': {
      const { title } = voice.words.confirm;
      return await c.html(
        page(c, voice, { title, main: readyPage(newsletter, subscriber, voice), newsletter }),
      );
    }
    case 'confirmed': {
      const title = voice.words.confirm.doneTitle;
      const main = confirmedPage(site, newsletter, subscriber, voice);
      return await c.html(page(c, voice, { title, main, newsletter }));
    }
    case 'refused': {
      const { title, text } = refusalWords(standing.reason, voice);
      const again = quietLink(`/n/${newsletter.id}`, voice.words.confirm.again);
      const below = standing.reason === 'suppressed' ? '' : again;
      return await c.html(
        page(c, voice, { title, main: notice(title, [text], below), newsletter }),
        410,
      );
    }
  }
}

function readyPage(newsletter: Newsletter, subscriber: Subscriber, voice: Voice): Html {
  const { title, button, ignore } = voice.words.confirm;
  const below = html`${buttonForm(button)}<p class="note hint">${ignore}</p>`;
  return notice(title, whatIsSent(newsletter, subscriber, voice), below);
}

function confirmedPage(
  site: Site<ConfirmPageReaders>,
  newsletter: Newsletter,
  subscriber: Subscriber,
  voice: Voice,
): Html {
  const { doneTitle } = voice.words.confirm;
  const { keys, now } = site.deps.readers;
  const token = signLink({ purpose: 'preferences', subscriberId: subscriber.id }, keys);
  const href = new URL(preferencesUrl(site.settings.siteUrl, token)).pathname;
  const said = [
    ...whatIsSent(newsletter, subscriber, voice),
    firstEdition(subscriber, now(), voice),
  ];
  return notice(doneTitle, said, quietLink(href, voice.words.preferences.link));
}

function whatIsSent(newsletter: Newsletter, subscriber: Subscriber, voice: Voice): string[] {
  const values = { newsletter: newsletter.name, address: maskedAddress(subscriber.address) };
  return [
    voice.say(voice.words.confirm.text, values),
    scheduleSentence(subscriber.schedule, voice),
  ];
}

function firstEdition({ schedule }: Subscriber, now: number, voice: Voice): string {
  const { first, firstInstant } = voice.words.confirm;
  const at = nextDue(schedule, now);
  if (at === undefined) return firstInstant;
  const { zone } = schedule;
  return voice.say(first, { when: moment(at, zone, voice), zone: zoneName(zone) });
}

type Refused = Extract<ConfirmationPreview, { kind: 'refused' }>;

function refusalWords(reason: Refused['reason'], voice: Voice): { title: string; text: string } {
  const words = voice.words.confirm;
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

/** GET /n/:id/privacy: what a newsletter keeps about its readers, why, how long, and their rights. */
import type { Context } from 'hono';
import { html } from 'hono/html';
import {
  backupsKeptDays,
  leftKeptMs,
  letterKeptMs,
  logsKeptDays,
  otherAddressKeptMs,
  recordKeptMs,
  unconfirmedKeptMs,
} from '../config/retention.ts';
import { dayMs } from '../config/time.ts';
import { languages } from '../edition/languages.ts';
import type { Newsletter } from '../edition/newsletter.ts';
import { senderLine } from '../edition/print/sender-line.ts';
import { direction } from '../edition/words.ts';
import { type Html, page, quietLink } from './page.ts';
import { languageName, type PageLanguage, pageLanguageOf } from './page-language.ts';
import { problemPage } from './problem.ts';
import { findNewsletter, type Site } from './site.ts';

/** The page; `?language=` has it in another language than the newsletter's, which its foot offers. */
export async function showPrivacy(c: Context, site: Site): Promise<Response> {
  const newsletter = await findNewsletter(site, c.req.param('id') ?? '');
  if (newsletter === undefined) return await problemPage(c, 'missing');
  const asked = c.req.query('language');
  const language = languages.find((tag) => tag === asked) ?? newsletter.language;
  const pageLanguage = pageLanguageOf(language);
  const { title } = pageLanguage.words.privacy;
  const main = html`<h1>${title}</h1>${sectionsOf(newsletter, pageLanguage, site)}${languageLinks(language)}`;
  c.header('cache-control', 'no-cache');
  return await c.html(page(c, pageLanguage, { title, main, newsletter }));
}

/** The notice in the other languages that the house has words of, each by its own name. */
function languageLinks(shown: string): Html {
  const others = languages.filter((tag) => tag !== shown);
  return html`<p class="note">${others.map(
    (tag, n) =>
      html`${n === 0 ? '' : ' · '}<a href="?language=${tag}" hreflang="${tag}" lang="${tag}" dir="${direction(tag)}">${languageName(tag)}</a>`,
  )}</p>`;
}

function sectionsOf(newsletter: Newsletter, pageLanguage: PageLanguage, site: Site): Html {
  const { words, say } = pageLanguage;
  const { privacy } = words;
  const { sender, replyTo, privacy: own = {}, name, id } = newsletter;
  const contact = own.contact ?? replyTo ?? sender.address;
  const { authority } = own;
  const { region } = site.settings;
  // On a machine of the owner's own there is no AWS.
  const recipients =
    region === undefined ? privacy.recipientsOwn : say(privacy.recipients, { region });
  const times = (text: string) => say(text, keptTimes);
  return html`<p class="lead">${say(privacy.intro, { newsletter: name })}</p>
${section(privacy.whoHeading, [senderLine(newsletter), say(privacy.contact, { contact })])}
${section(privacy.purposeHeading, [say(privacy.purpose, { newsletter: name })])}
${section(privacy.basisHeading, [privacy.basis])}
${section(privacy.dataHeading, [privacy.data, privacy.imported])}
${section(privacy.recipientsHeading, [recipients])}
${section(
  privacy.keptHeading,
  [
    privacy.keptReader,
    privacy.keptUnconfirmed,
    privacy.keptLeft,
    privacy.keptSuppressed,
    privacy.keptRecords,
  ].map(times),
)}
${section(privacy.erasedHeading, [
  times(privacy.erased),
  ...(region === undefined ? [] : [privacy.erasedList]),
])}
${section(privacy.rightsHeading, [privacy.rights])}${quietLink(`/n/${id}/link`, privacy.rightsLink)}
${section(privacy.authorityHeading, [
  authority === undefined ? privacy.authority : say(privacy.authorityNamed, { authority }),
])}${ownSection(own, pageLanguage)}`;
}

const days = (ms: number) => String(Math.round(ms / dayMs));

/** What is told is what happens: the numbers are those that sweep and the table go by. */
const keptTimes = {
  unconfirmedDays: days(unconfirmedKeptMs),
  otherDays: days(otherAddressKeptMs),
  leftMonths: String(Math.round(leftKeptMs / (30 * dayMs))),
  recordDays: days(recordKeptMs),
  letterDays: days(letterKeptMs),
  logDays: String(logsKeptDays),
  backupDays: String(backupsKeptDays),
};

function section(heading: string, paragraphs: readonly string[]): Html {
  return html`<h2>${heading}</h2>${paragraphs.map((text) => html`<p dir="auto">${text}</p>`)}`;
}

function ownSection(
  { text, url }: NonNullable<Newsletter['privacy']>,
  { words }: PageLanguage,
): Html | '' {
  if (text === undefined && url === undefined) return '';
  const { ownHeading, ownLink } = words.privacy;
  return html`${section(ownHeading, text === undefined ? [] : [text])}${url === undefined ? '' : quietLink(url, ownLink)}`;
}

/** Pages for when something is not as it should be, in the language of all the others. */
import type { Context } from 'hono';
import { html } from 'hono/html';
import { archivePaths, hasPublicArchive } from '../edition/archive.ts';
import type { Newsletter } from '../edition/newsletter.ts';
import { type Html, notice, page, quietLink } from './page.ts';
import { type PageLanguage, pageLanguageOf, preferredLanguage } from './page-language.ts';

const statuses = {
  link: 404,
  missing: 404,
  gone: 410,
  closed: 410,
  broken: 500,
  tooLarge: 413,
  foreign: 403,
  busy: 429,
} as const;

/** What may be wrong with a request, each with a page of its own. */
export type Problem = keyof typeof statuses;

/** Says what is wrong and where to go on from here. */
export async function problemPage(
  c: Context,
  problem: Problem,
  newsletter?: Newsletter,
): Promise<Response> {
  const language = newsletter?.language ?? preferredLanguage(c.req.header('accept-language'));
  const pageLanguage = pageLanguageOf(language);
  const words = pageLanguage.words.problem;
  const home =
    problem === 'closed' ? archiveLink(newsletter, pageLanguage) : homeLink(newsletter, words.home);
  // A link that cannot be mended is no dead end: another one is to be had by mail.
  const other = problem === 'link' ? quietLink('/link', pageLanguage.words.link.ask) : '';
  const title = words[`${problem}Title`];
  c.header('cache-control', 'no-store');
  return await c.html(
    page(c, pageLanguage, {
      title,
      main: notice(title, [words[problem]], html`${other}${home}`),
      newsletter,
    }),
    statuses[problem],
  );
}

function homeLink(newsletter: Newsletter | undefined, text: string): Html {
  return quietLink(newsletter === undefined ? '/' : `/n/${newsletter.id}`, text);
}

/** What a closed newsletter has published can still be read. */
function archiveLink(newsletter: Newsletter | undefined, { words }: PageLanguage): Html | '' {
  if (newsletter === undefined || !hasPublicArchive(newsletter)) return '';
  return quietLink(archivePaths.list(newsletter.id), words.archive.title);
}

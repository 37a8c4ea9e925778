/** Pages for when something is not as it should be, in the language of all the others. */
import type { Context } from 'hono';
import { html } from 'hono/html';
import type { Newsletter } from '../edition/newsletter.ts';
import { notice, page, quietLink } from './page.ts';
import { pageLanguageOf, preferredLanguage } from './page-language.ts';

const statuses = {
  link: 404,
  missing: 404,
  gone: 410,
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
  const home = quietLink(newsletter === undefined ? '/' : `/n/${newsletter.id}`, words.home);
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

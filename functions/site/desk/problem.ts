/** Pages of the desk for when something is not as it should be. */
import type { Context } from 'hono';
import { html } from 'hono/html';
import { notice } from '../page.ts';
import { openPage } from './frame.ts';
import { frameWords } from './frame-words.ts';
import { deskLanguageFor } from './words.ts';

const statuses = {
  missing: 404,
  forbidden: 403,
  foreign: 403,
  busy: 429,
  broken: 500,
  tooLarge: 413,
} as const;

/** What may be wrong with a request to the desk. */
export type DeskProblem = keyof typeof statuses;

/** Says what is wrong, and where to go on from here. */
export async function deskProblem(c: Context, problem: DeskProblem): Promise<Response> {
  const language = deskLanguageFor(c.req.header('accept-language'));
  const { problems, back } = frameWords[language.tongue];
  const title = problems[`${problem}Title`];
  const main = notice(
    title,
    [problems[problem]],
    html`<p><a class="quiet" href="/desk">${back}</a></p>`,
  );
  return await openPage(c, language, { title, main }, statuses[problem]);
}

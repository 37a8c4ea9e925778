/** Where the desk begins: at the one newsletter that there is, or at the list of them. */
import type { Context } from 'hono';
import { html } from 'hono/html';
import { notice } from '../page.ts';
import { type DeskRoute, deskPath, type Visit } from './desk.ts';
import { deskPage } from './frame.ts';
import { frameWords } from './frame-words.ts';
import { goTo } from './parts.ts';

/** GET /desk */
export const homeRoutes: readonly DeskRoute[] = [
  { method: 'get', path: '', about: 'all', right: 'signed-in', answer: showHome },
];

async function showHome(c: Context, visit: Visit): Promise<Response> {
  const [only, ...others] = visit.newsletters;
  if (only !== undefined && others.length === 0) return goTo(c, deskPath(only.id));
  const words = frameWords[visit.language.tongue];
  const list = visit.newsletters.map(
    ({ id, name, description }) =>
      html`<li><a href="${deskPath(id)}" dir="auto">${name}</a><p dir="auto">${description}</p></li>`,
  );
  const main = notice(words.newsletters, [], html`<ul class="list">${list}</ul>`);
  return await deskPage(c, visit, { title: words.newsletters, main });
}

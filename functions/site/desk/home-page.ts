/** Where the desk begins: at the one newsletter that there is, or at the list of them. */
import type { Context } from 'hono';
import { html } from 'hono/html';
import type { Newsletter } from '../../edition/newsletter.ts';
import type { Person } from '../../owner/person.ts';
import { mayDo } from '../../owner/rights.ts';
import { notice } from '../page.ts';
import { deletionsPath } from './deletion-part.ts';
import { deletionWords } from './deletion-words.ts';
import { type DeskRoute, deskPath, type Visit } from './desk.ts';
import { deskPage } from './frame.ts';
import { frameWords } from './frame-words.ts';
import { goTo } from './parts.ts';

/** GET /desk */
export const homeRoutes: readonly DeskRoute[] = [
  { method: 'get', path: '', about: 'all', right: 'signed-in', answer: showHome },
];

const everyNewsletterPath = '/desk';

async function showHome(c: Context, visit: Visit): Promise<Response> {
  const begin = homePathOf(visit.newsletters);
  if (begin !== everyNewsletterPath) return goTo(c, begin);
  const words = frameWords[visit.language.tongue];
  const { home: own } = words;
  const isEmpty = visit.newsletters.length === 0;
  const list = visit.newsletters.map(
    ({ id, name, description }) =>
      html`<li><a href="${deskPath(id)}" dir="auto">${name}</a><p dir="auto">${description}</p></li>`,
  );
  const more = visit.mayEverywhere('settings')
    ? html`<p><a class="${isEmpty ? 'button' : 'quiet'}" href="/desk/new">${isEmpty ? own.first : own.another}</a></p><p><a class="quiet" href="${deletionsPath}">${deletionWords[visit.language.tongue].title}</a></p>`
    : '';
  const below = html`${isEmpty ? '' : html`<ul class="list">${list}</ul>`}${more}`;
  const main = notice(words.newsletters, isEmpty ? [own.none] : [], below);
  return await deskPage(c, visit, { title: words.newsletters, main });
}

/** The newsletters that somebody may look at, of all that there are. */
export function newslettersOf(
  { roles }: Pick<Person, 'roles'>,
  all: readonly Newsletter[],
): readonly Newsletter[] {
  return all.filter(({ id }) => mayDo(roles, 'look', id));
}

/** Pure: the page that a person who may look at these newsletters begins at. */
export function homePathOf(newsletters: readonly Newsletter[]): string {
  const [only, ...others] = newsletters;
  return only !== undefined && others.length === 0 ? deskPath(only.id) : everyNewsletterPath;
}

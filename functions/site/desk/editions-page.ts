/** The editions of a newsletter, the latest first. */
import type { Context } from 'hono';
import { html } from 'hono/html';
import type { Edition } from '../../edition/edition.ts';
import { reasonsText } from '../../edition/plan/hold.ts';
import type { Html } from '../page.ts';
import { type Desk, type DeskRoute, deskPath, type NewsletterVisit } from './desk.ts';
import type { EditionPlace, EditionsUses } from './editions-uses.ts';
import { type EditionsWords, editionsWords } from './editions-words.ts';
import { deskPage } from './frame.ts';
import { deskMoment, deskSchedule } from './moment.ts';
import { rowTable } from './parts.ts';

/** GET /desk/n/:id/editions */
export const editionsRoute: DeskRoute<EditionsUses> = {
  ...{ method: 'get', path: '/editions', about: 'newsletter', right: 'look', answer: showList },
};

async function showList(
  c: Context,
  visit: NewsletterVisit,
  { deps }: Desk<EditionsUses>,
): Promise<Response> {
  const { newsletter } = visit;
  const words = editionsWords[visit.language.tongue];
  const after = editionPlaceIn(c.req.query('after'));
  const { editions, next } = await deps.ofEditions.page(newsletter.id, after);
  const path = deskPath(newsletter.id, '/editions');
  const links = [
    after === undefined ? '' : html`<a href="${path}">${words.latest}</a> `,
    next === undefined
      ? ''
      : html`<a href="${path}?after=${next.scheduledAt}.${next.id}">${words.earlier}</a>`,
  ];
  const list =
    editions.length === 0 ? html`<p>${words.none}</p>` : listPart(visit, words, editions);
  const main = html`<h1>${words.title}</h1>${list}<p>${links}</p>`;
  return await deskPage(c, visit, { title: words.title, main, newsletter, page: 'editions' });
}

/** Where a page begins, as the link to it says. */
export function editionPlaceIn(asked: string | undefined): EditionPlace | undefined {
  const [, at, id] = /^(\d{1,15})\.([\w-]{1,64})$/.exec(asked ?? '') ?? [];
  return at === undefined || id === undefined ? undefined : { scheduledAt: Number(at), id };
}

function listPart(
  { newsletter, language }: NewsletterVisit,
  words: EditionsWords,
  editions: readonly Edition[],
): Html {
  const figure = (label: string, of: (edition: Edition) => number) =>
    ({ label, cell: (one: Edition) => language.number(of(one)), isFigure: true }) as const;
  const due = (edition: Edition) =>
    html`<a href="${deskPath(newsletter.id, `/e/${edition.id}`)}">${deskMoment(edition.scheduledAt, newsletter.zone, language)}</a>`;
  const why = ({ state, held }: Edition) =>
    state === 'held' && held !== undefined ? reasonsText(held.reasons, language.written) : '';
  const { columns } = words;
  return rowTable<Edition>(
    [
      { label: columns.due, cell: due },
      { label: columns.for, cell: ({ schedule }) => deskSchedule(schedule, language) },
      {
        label: columns.state,
        cell: (one) => html`${stateTag(one, words)} ${why(one)}`,
      },
      figure(columns.readers, ({ readers }) => readers),
      figure(columns.submitted, ({ submitted }) => submitted),
      figure(columns.refused, ({ refused }) => refused),
      figure(columns.skipped, ({ skipped }) => skipped),
    ],
    editions,
  );
}

/** How an edition stands; one that met nobody says so. */
export function standOf({ state, readers }: Edition): keyof EditionsWords['states'] {
  return state === 'done' && readers === 0 ? 'nothing' : state;
}

/** The same as a tag. */
function stateTag(edition: Edition, { states }: EditionsWords): Html {
  const stand = standOf(edition);
  const look = stand === 'held' ? ' bad' : stand === 'done' ? ' good' : '';
  return html`<span class="tag${look}">${states[stand]}</span>`;
}

/** Why readers of an edition were not mailed: counted from so many of its batches as a page may read. */
import type { Context } from 'hono';
import { html } from 'hono/html';
import type { SkipReason } from '../../edition/batch.ts';
import { type Tally, tallyOf } from '../../edition/plan/tally.ts';
import type { Html } from '../page.ts';
import { type Desk, type DeskRoute, deskPath, type NewsletterVisit } from './desk.ts';
import { type EditionsUses, editionAt } from './editions-uses.ts';
import { editionsWords } from './editions-words.ts';
import { deskPage } from './frame.ts';
import { deskMoment } from './moment.ts';
import { notedText } from './noted.ts';
import { rowTable } from './parts.ts';
import { deskProblem } from './problem.ts';
import type { DeskLanguage } from './words.ts';

/** GET /desk/n/:id/e/:edition/reasons */
export const reasonsRoute: DeskRoute<EditionsUses> = {
  ...{ method: 'get', path: '/e/:edition/reasons', about: 'newsletter', right: 'look' },
  answer: showReasons,
};

const reasonsShownMax = 50;

type Reason = Tally['reasons'][number];

async function showReasons(
  c: Context,
  visit: NewsletterVisit,
  { deps }: Desk<EditionsUses>,
): Promise<Response> {
  const edition = await editionAt(c, visit, deps);
  if (edition === undefined) return await deskProblem(c, 'missing');
  const { newsletter, language } = visit;
  const words = editionsWords[language.tongue];
  const own = words.reasons;
  const { batches, reasons } = tallyOf(await deps.ofEditions.someBatches(edition));
  const at = deskMoment(edition.scheduledAt, newsletter.zone, language);
  const counts = { seen: batches, all: edition.batches };
  const lead = batches < edition.batches ? language.say(own.some, counts) : own.all;
  const table = rowTable<Reason>(
    [
      { label: own.reason, cell: (one) => reasonText(one, language) },
      {
        label: own.readers,
        cell: ({ readers }) => language.number(readers),
        isFigure: true,
      },
    ],
    reasons.slice(0, reasonsShownMax),
  );
  const main = html`<p><a href="${deskPath(newsletter.id, `/e/${edition.id}`)}">${language.say(words.one.title, { at })}</a></p>
<h1>${own.title}</h1>${reasons.length === 0 ? html`<p>${own.none}</p>` : html`<p>${lead}</p>${table}`}`;
  return await deskPage(c, visit, { title: own.title, main, newsletter, page: 'editions' });
}

/** Why somebody was not mailed, and whether the next edition makes up for it. */
type Why =
  | { readonly kind: 'skipped'; readonly reason: SkipReason }
  | { readonly kind: 'refused'; readonly reason: string; readonly isKept: boolean };

/** The same as a person reads it. */
export function reasonText(one: Why, language: DeskLanguage): Html | string {
  const { reasons } = editionsWords[language.tongue];
  if (one.kind === 'skipped') return reasons.skipped[one.reason];
  return html`${reasons.refused} <q dir="auto">${notedText(one.reason, language)}</q>${one.isKept ? html` ${reasons.kept}` : ''}`;
}

/** Who went after an edition: how many, one by one, and the way to what became of a reader's mail. */
import type { Context } from 'hono';
import { html } from 'hono/html';
import type { Edition } from '../../edition/edition.ts';
import { parseAddress } from '../../subscriber/address.ts';
import { type GoneReader, goneAfter } from '../../subscriber/gone-after-edition.ts';
import type { Html } from '../page.ts';
import { readForm } from '../visitor.ts';
import { type Desk, deskPath, type NewsletterVisit } from './desk.ts';
import { editionAt, type GoneCounts } from './editions-uses.ts';
import { editionsWords } from './editions-words.ts';
import { deskPage } from './frame.ts';
import { movesTable } from './growth-day.ts';
import type { GrowthUses } from './growth-uses.ts';
import { type GrowthWords, growthWords } from './growth-words.ts';
import { deskMoment } from './moment.ts';
import { actForm, goTo, saidBanner, textField } from './parts.ts';
import { deskProblem } from './problem.ts';

/** GET /desk/n/:id/e/:edition/gone */
export async function showGone(
  c: Context,
  visit: NewsletterVisit,
  { deps }: Desk<GrowthUses>,
): Promise<Response> {
  const edition = await editionAt(c, visit, deps);
  if (edition === undefined) return await deskProblem(c, 'missing');
  const { newsletter, language, now } = visit;
  const words = growthWords[language.tongue];
  const { after } = words;
  const counts = await deps.ofEditions.gone(edition);
  const all = counts === undefined ? 0 : sumOf(counts);
  const reading = { ...deps.readers.search, named: deps.ofEditions.leavings };
  const gone = await goneAfter({ edition, counted: all, now }, reading);
  const at = deskMoment(edition.scheduledAt, newsletter.zone, language);
  const title = language.say(editionsWords[language.tongue].one.title, { at });
  const main = html`${saidBanner(c, { unknown: after.unknown })}<p><a href="${pathOf(edition)}">${title}</a></p>
<h1>${after.title}</h1>${gonePart(gone, all, visit, words)}${traceForm(edition, visit, words)}`;
  return await deskPage(c, visit, { title: after.title, main, newsletter, page: 'editions' });
}

const pathOf = ({ newsletterId, id }: Edition, more = '') =>
  deskPath(newsletterId, `/e/${id}${more}`);

const sumOf = ({ left, bounced, complained }: GoneCounts) => left + bounced + complained;

function gonePart(
  gone: readonly GoneReader[],
  all: number,
  visit: NewsletterVisit,
  words: GrowthWords,
): Html {
  const { after } = words;
  if (gone.length === 0) return html`<p>${after.none}</p>`;
  const readers = new Map(gone.flatMap(({ reader }) => (reader ? [[reader.id, reader]] : [])));
  const moves = gone.map(({ move }) => move);
  const shown = { shown: gone.length, all };
  const some = gone.length < all ? html`<p>${visit.language.say(after.some, shown)}</p>` : '';
  return html`<p>${after.lead}</p>${movesTable(moves, readers, visit, words)}${some}`;
}

function traceForm(edition: Edition, visit: NewsletterVisit, { after }: GrowthWords): Html {
  const address = textField({
    ...{ name: 'address', label: after.address, type: 'email', isRequired: true },
  });
  const form = actForm(visit, pathOf(edition, '/gone'), address, after.find, { kind: 'second' });
  return html`<section class="card"><h2>${after.trace}</h2><p>${after.traceLead}</p>${form}</section>`;
}

/** POST to the same: the address that was typed leads to its reader's mail. */
export async function postReader(
  c: Context,
  visit: NewsletterVisit,
  { deps }: Desk<GrowthUses>,
): Promise<Response> {
  const edition = await editionAt(c, visit, deps);
  if (edition === undefined) return await deskProblem(c, 'missing');
  const { id } = visit.newsletter;
  const address = parseAddress((await readForm(c)).text('address'));
  const found =
    address.kind === 'ok' ? await deps.readers.one.findByAddress(id, address.key) : undefined;
  if (found?.subscriber === undefined) return goTo(c, pathOf(edition, '/gone'), 'unknown');
  visit.tell({ object: found.subscriber.id });
  return goTo(c, deskPath(id, `/r/${found.subscriber.id}/e/${edition.id}`));
}

/** The readers of a newsletter at the desk: how many, finding one, and adding one. */
import type { Context } from 'hono';
import { html } from 'hono/html';
import { isClosed } from '../../edition/newsletter.ts';
import type { Segment } from '../../edition/segment.ts';
import { parseAddress } from '../../subscriber/address.ts';
import { ownersLine } from '../../subscriber/by-hand.ts';
import { notice } from '../page.ts';
import { pageLanguageOf, scheduleSentence } from '../page-language.ts';
import { type Form, readForm } from '../visitor.ts';
import { addReader } from './add-reader.ts';
import { type Desk, deskPath, type NewsletterVisit } from './desk.ts';
import { deskPage } from './frame.ts';
import { frameWords } from './frame-words.ts';
import { deskMoment } from './moment.ts';
import { actForm, goTo, rowTable, saidBanner, textField } from './parts.ts';
import { listsPart } from './readers-lists.ts';
import { latelyPart, searchForm } from './readers-search.ts';
import type { ReadersUses } from './readers-uses.ts';
import { type ReadersWords, readersWords } from './readers-words.ts';
import { searchWords } from './search-words.ts';

const segmentsShown = 50;

/** GET /desk/n/:id/readers */
export async function showReaders(
  c: Context,
  visit: NewsletterVisit,
  { deps }: Desk<ReadersUses>,
): Promise<Response> {
  const { newsletter, language } = visit;
  const words = readersWords[language.tongue];
  const [count, segments, lately] = await Promise.all([
    deps.readerCount(newsletter.id),
    deps.readers.segments(newsletter.id, segmentsShown),
    latelyPart(visit, deps),
  ]);
  const counted =
    count === undefined ? words.uncounted : language.say(words.count, { readers: count });
  const email = { label: words.address, type: 'email', isRequired: true } as const;
  const add = html`${textField({ name: 'new-address', ...email })}
${textField({ name: 'proof', label: words.proof, hint: words.proofHint })}
${textField({ name: 'reason', label: words.reason, hint: words.reasonHint })}`;
  const path = (act: string) => deskPath(newsletter.id, `/readers/${act}`);
  const adding = isClosed(newsletter)
    ? html`<p>${words.said.closed}</p>`
    : html`<p>${words.addLead}</p>${actForm(visit, path('add'), add, words.add, { kind: 'second' })}`;
  const main = html`${saidBanner(c, words.said)}${notice(words.title, [counted])}
<p><a href="${deskPath(newsletter.id, '/growth')}">${frameWords[language.tongue].growth}</a></p>
<section class="card"><h2>${searchWords[language.tongue].title}</h2>${searchForm(visit)}</section>
${lately}
<section class="card"><h2>${words.add}</h2>${adding}</section>
${listsPart(visit)}
<section><h2>${words.segments}</h2>${segmentsPart(segments, visit, words)}</section>`;
  return await deskPage(c, visit, { title: words.title, main, newsletter, page: 'readers' });
}

function segmentsPart(
  segments: readonly Segment[],
  { language, newsletter }: NewsletterVisit,
  words: ReadersWords,
) {
  if (segments.length === 0) return html`<p>${words.segmentsEmpty}</p>`;
  const pageLanguage = pageLanguageOf(language.written);
  const table = rowTable<Segment>(
    [
      { label: words.schedule, cell: ({ schedule }) => scheduleSentence(schedule, pageLanguage) },
      { label: words.sections, cell: (one) => sectionNames(one.sections, newsletter, words) },
      {
        label: words.due,
        cell: ({ dueAt }) =>
          dueAt === undefined ? words.whenNew : deskMoment(dueAt, newsletter.zone, language),
      },
    ],
    segments,
  );
  const more = language.say(words.segmentsMore, { count: segmentsShown });
  return html`${table}${segments.length < segmentsShown ? '' : html`<p>${more}</p>`}`;
}

/** The sections that were chosen, by their names. */
export function sectionNames(
  chosen: 'all' | readonly string[],
  { sections }: NewsletterVisit['newsletter'],
  { all }: ReadersWords,
): string {
  if (chosen === 'all') return all;
  const names = new Map(sections.map(({ id, name }) => [id, name]));
  return chosen.map((id) => names.get(id) ?? id).join(', ');
}

/** A line that may be left out; false for one that is too long. */
export function lineIn(form: Form, name: string): string | undefined | false {
  const text = form.text(name);
  return text.trim() === '' ? undefined : (ownersLine(text) ?? false);
}

/** Adds a reader by hand. */
export async function postAdd(
  c: Context,
  visit: NewsletterVisit,
  { deps }: Desk<ReadersUses>,
): Promise<Response> {
  const { newsletter } = visit;
  const path = deskPath(newsletter.id, '/readers');
  const form = await readForm(c);
  const refuse = (why: string) => {
    visit.tell({ outcome: 'refused', after: why });
    return goTo(c, path, why);
  };
  if (isClosed(newsletter)) return refuse('closed');
  const address = parseAddress(form.text('new-address'));
  if (address.kind === 'refused') return refuse('noAddress');
  const [proof, reason] = [lineIn(form, 'proof'), lineIn(form, 'reason')];
  if (proof === false || reason === false) return refuse('tooLong');
  const added = await addReader({ newsletter, address, proof, reason }, deps);
  if (added.kind === 'refused') return refuse(added.outcome);
  const isNew = added.kind !== 'reads';
  visit.tell({
    object: added.readerId,
    outcome: isNew ? 'done' : 'refused',
    ...(isNew ? { after: added.kind } : {}),
  });
  return goTo(c, deskPath(newsletter.id, `/r/${added.readerId}`), added.kind);
}

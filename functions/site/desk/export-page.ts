/** Exporting readers at the desk: a file in parts, each as long as an answer may be. */
import type { Context } from 'hono';
import { html } from 'hono/html';
import type { ExportDeps, ExportedPart } from '../../subscriber/list/export-part.ts';
import { type ExportPlace, isExportPlace } from '../../subscriber/list/export-place.ts';
import { partLimits } from '../../subscriber/list/part-limits.ts';
import { type Html, notice } from '../page.ts';
import { readForm } from '../visitor.ts';
import { type Desk, deskPath, type NewsletterVisit } from './desk.ts';
import { type ExportWords, exportWords } from './export-words.ts';
import { deskPage } from './frame.ts';
import { actForm, formToken, goTo, saidBanner, withCommands } from './parts.ts';

/** What the page needs of use cases. */
export interface ExportUses {
  readonly exporting: ExportDeps;
  readonly readerCount: (newsletterId: string) => Promise<number | undefined>;
}

/** A part by its number, and where it begins; the first one begins nowhere. */
interface Part {
  readonly number: number;
  readonly from?: Required<ExportPlace>;
}

const numberMax = 100_000;

/** The part that an address or a form names; undefined when it cannot be one. */
function partOf(value: (name: string) => string): Part | undefined {
  const [range, reader] = [value('range'), value('reader')];
  if (range === '' && reader === '') return { number: 1 };
  const number = Number(value('part'));
  const isPart = Number.isInteger(number) && number > 1 && number < numberMax;
  const from = { range: /^\d$/.test(range) ? Number(range) : Number.NaN, reader };
  return isPart && isExportPlace(from) ? { number, from } : undefined;
}

function valuesOf({ number, from }: Part): Readonly<Record<string, string>> {
  if (from === undefined) return {};
  return { part: `${number}`, range: `${from.range}`, reader: from.reader };
}

const pathOf = ({ newsletter }: NewsletterVisit) => deskPath(newsletter.id, '/readers/export');

/** GET /desk/n/:id/readers/export */
export async function showExport(
  c: Context,
  visit: NewsletterVisit,
  { deps }: Desk<ExportUses>,
): Promise<Response> {
  const part = partOf((name) => c.req.query(name) ?? '');
  const path = pathOf(visit);
  if (part === undefined) return goTo(c, path, 'bad');
  const { newsletter, language } = visit;
  const words = exportWords[language.tongue];
  const [count, isComplete] = await Promise.all([
    deps.readerCount(newsletter.id),
    deps.exporting.isComplete(),
  ]);
  const counted = count === undefined ? [] : [language.say(words.count, { readers: count })];
  const main = html`${saidBanner(c, words.said)}${notice(words.title, [words.lead, ...counted])}
${isComplete ? partSections(part, visit, words) : html`<section class="card"><p>${withCommands(words.incomplete)}</p></section>`}
<section><h2>${words.rest}</h2><p>${words.restLead}</p></section>
<p><a class="quiet" href="${deskPath(newsletter.id, '/readers')}">${words.back}</a></p>`;
  return await deskPage(c, visit, { title: words.title, main, newsletter, page: 'readers' });
}

/** All in one, which takes a script; and part by part, which takes none. */
function partSections(part: Part, visit: NewsletterVisit, words: ExportWords): Html {
  const { newsletter, language } = visit;
  const path = pathOf(visit);
  const fields = html`${Object.entries(valuesOf(part)).map(
    ([name, value]) => html`<input type="hidden" name="${name}" value="${value}">`,
  )}`;
  const number = { part: part.number };
  const isFirst = part.number === 1;
  const again = isFirst ? '' : html`<p><a class="quiet" href="${path}">${words.again}</a></p>`;
  const form = (action: string, label: string, kind: 'first' | 'second'): Html =>
    actForm(visit, action, fields, label, { kind });
  const name = `${newsletter.id}-readers${isFirst ? '' : `-from-${part.number}`}.csv`;
  return html`<section class="card" data-whole="${name}" data-came="${words.came}" data-rest="${words.stopped}" hidden><h2>${isFirst ? words.whole : words.others}</h2><p>${words.wholeLead}</p>
<form method="post" action="${path}">${formToken(visit)}${fields}<button class="first">${words.fetch}</button></form><p role="status"></p></section>
<section class="card"><h2>${language.say(words.part, number)}</h2><p>${language.say(words.limits, { size: partLimits.readersMax })} ${words.partLead}</p>
<div class="acts">${form(path, language.say(words.download, number), 'first')}${form(`${path}/next`, words.next, 'second')}</div></section>${again}`;
}

async function writtenPart(
  { newsletter }: NewsletterVisit,
  { from }: Part,
  { exporting }: ExportUses,
): Promise<ExportedPart | 'incomplete'> {
  const { exportPart } = await import('../../subscriber/list/export-part.ts');
  const newsletterId = newsletter.id;
  return exportPart({ newsletterId, ...(from === undefined ? {} : { from }) }, exporting);
}

/** The part that a form asks for, written; or where it leads when there is none to be had. */
async function askedPart(
  c: Context,
  visit: NewsletterVisit,
  deps: ExportUses,
): Promise<(Part & { readonly written: ExportedPart }) | Response> {
  const part = partOf((await readForm(c)).text);
  const refused = (why: 'bad' | 'incomplete') => {
    visit.tell({ outcome: 'refused' });
    return goTo(c, pathOf(visit), why);
  };
  if (part === undefined) return refused('bad');
  const written = await writtenPart(visit, part, deps);
  return written === 'incomplete' ? refused(written) : { ...part, written };
}

/** The address of the part behind one; undefined behind the last. */
function pathBehind(
  visit: NewsletterVisit,
  { number, written: { next } }: Part & { readonly written: ExportedPart },
): string | undefined {
  if (next?.reader === undefined) return undefined;
  const from = { range: next.range, reader: next.reader };
  const query = new URLSearchParams(valuesOf({ number: number + 1, from }));
  return `${pathOf(visit)}?${query}`;
}

/** POST /desk/n/:id/readers/export: the file of a part. */
export async function postExport(
  c: Context,
  visit: NewsletterVisit,
  { deps }: Desk<ExportUses>,
): Promise<Response> {
  const part = await askedPart(c, visit, deps);
  if (part instanceof Response) return part;
  const { csv, readers } = part.written;
  visit.tell({ object: `part ${part.number}`, after: `${readers} readers` });
  const name = `${visit.newsletter.id}-readers-${part.number}.csv`;
  const next = pathBehind(visit, part);
  return c.body(csv, 200, {
    'content-type': 'text/csv; charset=utf-8',
    'content-disposition': `attachment; filename="${name}"`,
    'x-readers': String(readers),
    ...(next === undefined ? {} : { link: `<${next}>; rel="next"` }),
  });
}

/** Where a part ends is known only when it was written: nothing is kept of it. */
export async function postNext(
  c: Context,
  visit: NewsletterVisit,
  { deps }: Desk<ExportUses>,
): Promise<Response> {
  const part = await askedPart(c, visit, deps);
  if (part instanceof Response) return part;
  const next = pathBehind(visit, part);
  visit.tell({
    object: `part ${part.number}`,
    after: next === undefined ? 'the last' : 'the next',
  });
  return next === undefined ? goTo(c, pathOf(visit), 'last') : c.redirect(next, 303);
}

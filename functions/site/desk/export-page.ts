/** Exporting readers at the desk: a file in parts, each as long as an answer may be. */
import type { Context } from 'hono';
import { html } from 'hono/html';
import type { ExportedPart } from '../../subscriber/list/export-part.ts';
import { partLimits } from '../../subscriber/list/part-limits.ts';
import type { ReaderPlace, WalkReadersDeps } from '../../subscriber/walk-readers.ts';
import { type Html, notice } from '../page.ts';
import { readForm } from '../visitor.ts';
import { type Desk, deskPath, type NewsletterVisit } from './desk.ts';
import { exportWords } from './export-words.ts';
import { deskPage } from './frame.ts';
import { actForm, goTo, saidBanner } from './parts.ts';

/** What the page needs of use cases. */
export interface ExportUses {
  readonly exporting: WalkReadersDeps;
  readonly readerCount: (newsletterId: string) => Promise<number | undefined>;
}

/** A part by its number, and where it begins; the first one begins nowhere. */
interface Part {
  readonly number: number;
  readonly from?: ReaderPlace;
}

const idPattern = /^[\w.~-]{1,128}$/;
const numberMax = 10_000;

/** The part that an address or a form names; undefined when it cannot be one. */
function partOf(value: (name: string) => string): Part | undefined {
  const [segmentId, shard, reader] = ['segment', 'shard', 'reader'].map((name) => value(name));
  if (segmentId === undefined || segmentId === '') return { number: 1 };
  const number = Number(value('part'));
  const isPart = Number.isInteger(number) && number > 1 && number < numberMax;
  if (!isPart || !idPattern.test(segmentId) || !/^\d$/.test(shard ?? '')) return undefined;
  const place = { segmentId, shard: Number(shard) };
  if (reader === undefined || reader === '') return { number, from: place };
  return idPattern.test(reader) ? { number, from: { ...place, reader } } : undefined;
}

function valuesOf({ number, from }: Part): Readonly<Record<string, string>> {
  if (from === undefined) return {};
  const { segmentId, shard, reader } = from;
  const place = { part: `${number}`, segment: segmentId, shard: `${shard}` };
  return reader === undefined ? place : { ...place, reader };
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
  const count = await deps.readerCount(newsletter.id);
  const counted = count === undefined ? [] : [language.say(words.count, { readers: count })];
  const limits = language.say(words.limits, { size: partLimits.readersMax });
  const fields = html`${Object.entries(valuesOf(part)).map(
    ([name, value]) => html`<input type="hidden" name="${name}" value="${value}">`,
  )}`;
  const number = { part: part.number };
  const again =
    part.number === 1 ? '' : html`<p><a class="quiet" href="${path}">${words.again}</a></p>`;
  const form = (action: string, label: string, kind: 'first' | 'second'): Html =>
    actForm(visit, action, fields, label, { kind });
  const main = html`${saidBanner(c, words.said)}${notice(words.title, [words.lead, limits, ...counted])}
<section class="card"><h2>${language.say(words.part, number)}</h2><p>${words.partLead}</p>
<div class="acts">${form(path, language.say(words.download, number), 'first')}${form(`${path}/next`, words.next, 'second')}</div></section>${again}
<section><h2>${words.rest}</h2><p>${words.restLead}</p></section>
<p><a class="quiet" href="${deskPath(newsletter.id, '/readers')}">${words.back}</a></p>`;
  return await deskPage(c, visit, { title: words.title, main, newsletter, page: 'readers' });
}

async function writtenPart(
  { newsletter }: NewsletterVisit,
  { from }: Part,
  { exporting }: ExportUses,
): Promise<ExportedPart> {
  const { exportPart } = await import('../../subscriber/list/export-part.ts');
  const newsletterId = newsletter.id;
  return exportPart({ newsletterId, ...(from === undefined ? {} : { from }) }, exporting);
}

/** POST /desk/n/:id/readers/export: the file of a part. */
export async function postExport(
  c: Context,
  visit: NewsletterVisit,
  { deps }: Desk<ExportUses>,
): Promise<Response> {
  const part = partOf((await readForm(c)).text);
  if (part === undefined) return refuse(c, visit);
  const { csv, readers } = await writtenPart(visit, part, deps);
  visit.tell({ object: `part ${part.number}`, after: `${readers} readers` });
  const name = `${visit.newsletter.id}-readers-${part.number}.csv`;
  return c.body(csv, 200, {
    'content-type': 'text/csv; charset=utf-8',
    'content-disposition': `attachment; filename="${name}"`,
  });
}

function refuse(c: Context, visit: NewsletterVisit): Response {
  visit.tell({ outcome: 'refused' });
  return goTo(c, pathOf(visit), 'bad');
}

/** Where a part ends is known only when it was written: nothing is kept of it. */
export async function postNext(
  c: Context,
  visit: NewsletterVisit,
  { deps }: Desk<ExportUses>,
): Promise<Response> {
  const part = partOf((await readForm(c)).text);
  if (part === undefined) return refuse(c, visit);
  const { next } = await writtenPart(visit, part, deps);
  visit.tell({
    object: `part ${part.number}`,
    after: next === undefined ? 'the last' : 'the next',
  });
  if (next === undefined) return goTo(c, pathOf(visit), 'last');
  const query = new URLSearchParams(valuesOf({ number: part.number + 1, from: next }));
  return c.redirect(`${pathOf(visit)}?${query}`, 303);
}

/** One reader at the desk: what is known, and what an owner can do, the gravest last. */
import type { Context } from 'hono';
import { html } from 'hono/html';
import { parseAddress } from '../../subscriber/address.ts';
import { suppressByHand, takeOff } from '../../subscriber/by-hand.ts';
import { readerState } from '../../subscriber/reader-state.ts';
import type { Consent, Subscriber } from '../../subscriber/subscriber.ts';
import { type Html, notice } from '../page.ts';
import { pageLanguageOf, scheduleSentence } from '../page-language.ts';
import { readForm } from '../visitor.ts';
import { type Desk, deskPath, type NewsletterVisit } from './desk.ts';
import { deskPage } from './frame.ts';
import { deskMoment } from './moment.ts';
import { actForm, factList, goTo, rowTable, saidBanner, textField, withCommands } from './parts.ts';
import { deskProblem } from './problem.ts';
import { lineIn, sectionNames } from './readers-page.ts';
import type { ReadersUses, ReaderTrace } from './readers-uses.ts';
import { type ReadersWords, readersWords } from './readers-words.ts';

/** The latest are shown. */
const tracesShown = 100;

/** A reader of this newsletter only: the id of another one's leads nowhere. */
async function readerOf(
  c: Context,
  { newsletter }: NewsletterVisit,
  { deps }: Desk<ReadersUses>,
): Promise<Subscriber | undefined> {
  const reader = await deps.readers.one.load(c.req.param('reader') ?? '');
  return reader?.newsletterId === newsletter.id ? reader : undefined;
}

/** GET /desk/n/:id/r/:reader */
export async function showReader(
  c: Context,
  visit: NewsletterVisit,
  desk: Desk<ReadersUses>,
): Promise<Response> {
  const reader = await readerOf(c, visit, desk);
  if (reader === undefined) return deskProblem(c, 'missing');
  const { newsletter, language } = visit;
  const words = readersWords[language.tongue];
  const traces = await desk.deps.readers.one.traces(reader.id);
  const main = html`${saidBanner(c, words.said)}${notice(reader.address, [])}
${factList(factsOf(reader, visit, words))}
<section><h2>${words.trace}</h2>${tracePart(traces, visit, words)}<p>${withCommands(words.traceMore)}</p></section>
${actsPart(reader, visit, words)}
<p><a class="quiet" href="${deskPath(newsletter.id, '/readers')}">${words.title}</a></p>`;
  return await deskPage(c, visit, { title: reader.address, main, newsletter, page: 'readers' });
}

type Facts = readonly (readonly [name: string, value: Html | string])[];

function factsOf(reader: Subscriber, visit: NewsletterVisit, words: ReadersWords): Facts {
  const { language, newsletter, now } = visit;
  const { schedule, sections, pausedUntil, pastConsents = [] } = reader;
  const at = (instant: number) => deskMoment(instant, newsletter.zone, language);
  const fact = (name: string, instant: number | undefined): Facts =>
    instant === undefined ? [] : [[name, at(instant)]];
  return [
    [words.state, words.states[readerState(reader, now)]],
    ...fact(words.pausedUntil, pausedUntil),
    [words.schedule, scheduleSentence(schedule, pageLanguageOf(language.written))],
    [words.sections, sectionNames(sections, newsletter, words)],
    ...mailFacts(reader, at, visit, words),
    ...consentFacts(reader.consent, at, visit, words),
    ...pastConsents.map(({ requestedAt }): Facts[number] => [words.before, at(requestedAt)]),
  ];
}

/** The edition that is being mailed to them, and the last that was. */
function mailFacts(
  { id, claim, lastSubmitted }: Subscriber,
  at: (instant: number) => string,
  { newsletter }: NewsletterVisit,
  words: ReadersWords,
): Facts {
  const edition = (id: string, instant: number) =>
    html`<a href="${deskPath(newsletter.id, `/e/${id}`)}">${at(instant)}</a>`;
  return [
    ...(claim === undefined
      ? []
      : [[words.mailingSince, edition(claim.editionId, claim.at)] as const]),
    ...(lastSubmitted === undefined
      ? []
      : [
          [words.lastEdition, edition(lastSubmitted.editionId, lastSubmitted.at)] as const,
          [
            words.lastMessage,
            html`<a href="${deskPath(newsletter.id, `/r/${id}/e/${lastSubmitted.editionId}`)}">${lastSubmitted.messageId}</a>`,
          ] as const,
        ]),
  ];
}

function consentFacts(
  consent: Consent,
  at: (instant: number) => string,
  { language }: NewsletterVisit,
  words: ReadersWords,
): Facts {
  const { requestedAt, requestedFrom, confirmedAt, confirmedFrom, withdrawnAt } = consent;
  const from = (instant: number, place = words.somewhere) =>
    language.say(words.from, { at: at(instant), place });
  const { withdrawnBy } = consent;
  const fact = (name: string, value: string | undefined): Facts =>
    value === undefined ? [] : [[name, value]];
  const came = (instant: number | undefined, place: string | undefined) =>
    instant === undefined ? undefined : from(instant, place);
  return [
    ...fact(words.asked, from(requestedAt, requestedFrom)),
    ...fact(words.wording, consent.wordsVersion),
    ...fact(words.confirmed, came(confirmedAt, confirmedFrom)),
    ...fact(words.imported, came(consent.importedAt, consent.importedFrom)),
    ...fact(words.proof, consent.importedProof),
    ...fact(words.left, withdrawnAt === undefined ? undefined : at(withdrawnAt)),
    ...fact(words.leftBy, withdrawnBy && words.withdrawals[withdrawnBy]),
  ];
}

/** What was reported or done, the oldest first. */
export function tracePart(
  traces: readonly ReaderTrace[],
  { language, newsletter }: NewsletterVisit,
  words: ReadersWords,
): Html {
  if (traces.length === 0) return html`<p>${words.traceEmpty}</p>`;
  const kinds: Readonly<Record<string, string>> = words.kinds;
  return rowTable<ReaderTrace>(
    [
      { label: words.when, cell: ({ at }) => deskMoment(at, newsletter.zone, language) },
      { label: words.what, cell: ({ report: { kind } }) => kinds[kind] ?? kind },
      { label: words.reason, cell: ({ report: { reason = '' } }) => reason },
    ],
    traces.slice(-tracesShown),
  );
}

function actsPart(reader: Subscriber, visit: NewsletterVisit, words: ReadersWords): Html {
  const path = (act: string) => deskPath(visit.newsletter.id, `/r/${reader.id}/${act}`);
  const reason = (name: string) => textField({ name, label: words.reason, hint: words.reasonHint });
  const off =
    reader.state === 'unsubscribed'
      ? ''
      : html`<section class="card"><h2>${words.off}</h2><p>${words.offLead}</p>${actForm(visit, path('off'), reason('off-reason'), words.off, { kind: 'second' })}</section>`;
  const suppress = visit.mayEverywhere('readers')
    ? actForm(visit, path('suppress'), reason('suppress-reason'), words.suppress, {
        kind: 'second',
      })
    : html`<p>${words.said.notEverywhere}</p>`;
  const typed = textField({
    name: 'typed',
    label: words.eraseTyped,
    type: 'email',
    isRequired: true,
  });
  return html`${off}${reader.suppressed ? '' : html`<section class="card"><h2>${words.suppress}</h2><p>${withCommands(words.suppressLead)}</p>${suppress}</section>`}
<section class="card"><h2>${words.erase}</h2><p>${words.eraseLead}</p>${actForm(visit, path('erase'), typed, words.erase, { kind: 'danger' })}</section>`;
}

/** Ends the subscription. */
export async function postOff(
  c: Context,
  visit: NewsletterVisit,
  desk: Desk<ReadersUses>,
): Promise<Response> {
  const reader = await readerOf(c, visit, desk);
  if (reader === undefined) return deskProblem(c, 'missing');
  const reason = lineIn(await readForm(c), 'off-reason');
  const { now, readers } = desk.deps;
  const done =
    reason === false
      ? 'tooLong'
      : await takeOff({ readerId: reader.id, reason }, { ...readers.one, now });
  const isDone = done === 'taken-off';
  visit.tell({ object: reader.id, before: reader.state, outcome: isDone ? 'done' : 'refused' });
  return goTo(c, deskPath(visit.newsletter.id, `/r/${reader.id}`), done);
}

/** For all newsletters: whoever has the right for this one only may not. */
export async function postSuppress(
  c: Context,
  visit: NewsletterVisit,
  desk: Desk<ReadersUses>,
): Promise<Response> {
  const reader = await readerOf(c, visit, desk);
  if (reader === undefined) return deskProblem(c, 'missing');
  const path = deskPath(visit.newsletter.id, `/r/${reader.id}`);
  const reason = lineIn(await readForm(c), 'suppress-reason');
  visit.tell({ object: reader.id, outcome: 'refused' });
  if (!visit.mayEverywhere('readers')) return goTo(c, path, 'notEverywhere');
  if (reason === false) return goTo(c, path, 'tooLong');
  const { now, readers } = desk.deps;
  const done = await suppressByHand(
    { addressKey: reader.addressKey, reason },
    { ...readers.addresses, note: readers.one.note, now },
  );
  visit.tell({ after: 'suppressed', outcome: 'done' });
  return goTo(c, path, done === 'known' ? 'suppressed' : 'nowSuppressed');
}

/** Erases the reader whose address was typed once more. */
export async function postErase(
  c: Context,
  visit: NewsletterVisit,
  desk: Desk<ReadersUses>,
): Promise<Response> {
  const reader = await readerOf(c, visit, desk);
  if (reader === undefined) return deskProblem(c, 'missing');
  const typed = parseAddress((await readForm(c)).text('typed'));
  const isMeant = typed.kind === 'ok' && typed.key === reader.addressKey;
  visit.tell({ object: reader.id, outcome: isMeant ? 'done' : 'refused' });
  if (!isMeant) return goTo(c, deskPath(visit.newsletter.id, `/r/${reader.id}`), 'notTyped');
  await desk.deps.readers.one.erase(reader, visit.now);
  return goTo(c, deskPath(visit.newsletter.id, '/readers'), 'isErased');
}

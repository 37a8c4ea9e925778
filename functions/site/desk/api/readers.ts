/** The readers of a newsletter, for programs: found, and one with what is known. */
import * as v from 'valibot';
import { readerState, readerStates } from '../../../subscriber/reader-state.ts';
import { searchReaders } from '../../../subscriber/search-readers.ts';
import type { Consent, Subscriber } from '../../../subscriber/subscriber.ts';
import {
  type Answer,
  type ApiDesk,
  type ApiRoute,
  type Asked,
  type NewsletterCall,
  ofNewsletter,
  ok,
} from './api.ts';
import { apiWords } from './api-words.ts';
import { refuse } from './problems.ts';
import {
  cursorOf,
  Instant,
  instantOf,
  maybeAt,
  Next,
  pageFields,
  placeOf,
  ScheduleAnswer,
  SectionsAnswer,
  scheduleOf,
  text,
} from './schemas.ts';

const tag = 'Readers';

const fields = {
  id: v.string(),
  address: v.string(),
  state: v.picklist(readerStates),
  schedule: ScheduleAnswer,
  sections: SectionsAnswer,
  language: v.optional(v.string()),
  pausedUntil: v.optional(Instant),
  lastEdition: v.optional(v.strictObject({ edition: v.string(), at: Instant })),
};

/** A reader. */
export const ReaderAnswer = v.pipe(v.strictObject(fields), v.metadata({ ref: 'Reader' }));

const ConsentAnswer = v.pipe(
  v.strictObject({
    requestedAt: Instant,
    requestedFrom: v.string(),
    words: v.pipe(v.string(), v.description('The version of the words that they agreed to')),
    confirmedAt: v.optional(Instant),
    confirmedFrom: v.optional(v.string()),
    importedAt: v.optional(Instant),
    importedFrom: v.optional(v.string()),
    proof: v.optional(v.string()),
    withdrawnAt: v.optional(Instant),
    withdrawnBy: v.optional(v.string()),
  }),
  v.metadata({ ref: 'Consent' }),
);

const WholeReader = v.pipe(
  v.strictObject({
    ...fields,
    consent: ConsentAnswer,
    pastConsents: v.array(ConsentAnswer),
    trace: v.pipe(
      v.array(v.strictObject({ at: Instant, kind: v.string(), reason: v.optional(v.string()) })),
      v.description('What was reported of their mail, and done by hand'),
    ),
  }),
  v.metadata({ ref: 'WholeReader' }),
);

/** A reader as a list has them. */
export function readerAnswer(reader: Subscriber, now: number): v.InferOutput<typeof ReaderAnswer> {
  const { id, address, schedule, sections, language, pausedUntil, lastSubmitted } = reader;
  const state = readerState(reader, now);
  return {
    ...{ id, address, state, schedule: scheduleOf(schedule) },
    sections: sections === 'all' ? sections : [...sections],
    ...(language === undefined ? {} : { language }),
    ...maybeAt('pausedUntil', state === 'paused' ? pausedUntil : undefined),
    ...(lastSubmitted === undefined
      ? {}
      : { lastEdition: { edition: lastSubmitted.editionId, at: instantOf(lastSubmitted.at) } }),
  };
}

function consentAnswer(consent: Consent): v.InferOutput<typeof ConsentAnswer> {
  const { requestedAt, requestedFrom, wordsVersion, confirmedFrom, importedFrom } = consent;
  const { importedProof, withdrawnBy } = consent;
  return {
    ...{ requestedAt: instantOf(requestedAt), requestedFrom, words: wordsVersion },
    ...maybeAt('confirmedAt', consent.confirmedAt),
    ...(confirmedFrom === undefined ? {} : { confirmedFrom }),
    ...maybeAt('importedAt', consent.importedAt),
    ...(importedFrom === undefined ? {} : { importedFrom }),
    ...(importedProof === undefined ? {} : { proof: importedProof }),
    ...maybeAt('withdrawnAt', consent.withdrawnAt),
    ...(withdrawnBy === undefined ? {} : { withdrawnBy }),
  };
}

const Wanted = v.strictObject({
  address: v.optional(
    v.pipe(text(320), v.description('An address, or at least two characters of its beginning')),
    '',
  ),
  state: v.optional(v.picklist(readerStates)),
  from: v.optional(v.pipe(Instant, v.description('Who came or went then or later'))),
  to: v.optional(v.pipe(Instant, v.description('Who came or went before'))),
  ...pageFields,
});

const FoundReaders = v.strictObject({
  readers: v.array(ReaderAnswer),
  next: Next,
  isComplete: v.pipe(
    v.boolean(),
    v.description('False: who came before 0.2 is missing until `paperboy upgrade`'),
  ),
});

/** The routes. */
export const readerRoutes: readonly ApiRoute[] = [
  ofNewsletter({
    ...{ method: 'post', path: '/readers/find', name: 'findReaders', tag, right: 'readers' },
    summary: 'Find readers by address, state and date',
    details:
      'A POST, as an address belongs into no address line; it changes nothing. A page may be empty and have a next one all the same.',
    body: Wanted,
    answers: { 200: { means: 'A page of them', schema: FoundReaders } },
    problems: ['notNow'],
    answer: find,
  }),
  ofNewsletter({
    ...{ method: 'get', path: '/readers/:reader', name: 'getReader', tag, right: 'readers' },
    summary: 'One reader with what is known of them',
    answers: { 200: { means: 'The reader', schema: WholeReader } },
    answer: (call, asked, desk) =>
      withReader(call, asked, desk, async (reader) => {
        const traces = await desk.deps.readers.one.traces(reader.id);
        return ok({
          ...readerAnswer(reader, call.now),
          consent: consentAnswer(reader.consent),
          pastConsents: (reader.pastConsents ?? []).map(consentAnswer),
          trace: traces.map(({ at, report: { kind, reason } }) => ({
            ...{ at: instantOf(at), kind },
            ...(reason === undefined ? {} : { reason }),
          })),
        });
      }),
  }),
];

async function find(
  call: NewsletterCall,
  { body }: Asked<undefined, typeof Wanted>,
  { deps }: ApiDesk,
): Promise<Answer> {
  const { state, from, to } = body;
  const input = {
    ...{ newsletterId: call.newsletter.id, beginning: body.address, state, now: call.now },
    from: from === undefined ? undefined : Date.parse(from),
    to: to === undefined ? undefined : Date.parse(to),
    after: body.after === undefined ? undefined : placeOf(body.after),
  };
  const found = await searchReaders(input, deps.programs.search);
  const words = apiWords[call.language.tongue];
  switch (found.kind) {
    case 'too-short':
      return refuse('invalid', undefined, { errors: [{ at: '/address', says: words.tooShort }] });
    case 'no-index':
      return refuse('notNow', words.noIndex);
    case 'found': {
      const { readers, next, isComplete } = found;
      const [only] = readers;
      if (readers.length === 1 && only !== undefined) call.tell({ object: only.reader.id });
      return ok({
        readers: readers.map(({ reader }) => readerAnswer(reader, call.now)),
        ...(next === undefined ? {} : { next: cursorOf(next) }),
        isComplete,
      });
    }
  }
}

/** A reader of this newsletter only: the id of another one's leads nowhere. */
export async function withReader(
  { newsletter }: NewsletterCall,
  { params }: Pick<Asked<undefined, undefined>, 'params'>,
  { deps }: ApiDesk,
  use: (reader: Subscriber) => Promise<Answer>,
): Promise<Answer> {
  const reader = await deps.readers.one.load(params.reader ?? '');
  return reader?.newsletterId === newsletter.id ? use(reader) : refuse('missing');
}

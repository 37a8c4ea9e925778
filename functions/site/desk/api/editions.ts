/** The editions of a newsletter, for programs: what became of each, and what is decided about it. */
import * as v from 'valibot';
import type { Edition } from '../../../edition/edition.ts';
import { decideEdition, type EditionWord } from '../../../edition/plan/decide-edition.ts';
import { reasonsText } from '../../../edition/plan/hold.ts';
import { tallyOf } from '../../../edition/plan/tally.ts';
import { toldOfEdition } from '../edition-acts.ts';
import { openOf } from '../edition-parts.ts';
import { editionPlaceIn } from '../editions-page.ts';
import { editionsWords } from '../editions-words.ts';
import {
  type Answer,
  type ApiDesk,
  type ApiRoute,
  type Asked,
  type NewsletterCall,
  ofNewsletter,
  ok,
} from './api.ts';
import { refuse } from './problems.ts';
import {
  Count,
  cursorOf,
  Instant,
  instantOf,
  maybeAt,
  Next,
  PageQuery,
  placeOf,
  ScheduleAnswer,
  SectionsAnswer,
  scheduleOf,
} from './schemas.ts';

const tag = 'Editions';

const fields = {
  id: v.string(),
  due: Instant,
  schedule: ScheduleAnswer,
  sections: SectionsAnswer,
  state: v.picklist(['planning', 'sending', 'done', 'held', 'dropped']),
  held: v.optional(
    v.strictObject({
      at: Instant,
      checks: v.array(v.string()),
      says: v.pipe(v.string(), v.description('Why it waits')),
    }),
  ),
  releasedAt: v.optional(Instant),
  readers: v.pipe(Count, v.description('Frozen so far')),
  submitted: v.pipe(Count, v.description('Mails that the mail service took')),
  refused: Count,
  skipped: Count,
  open: v.pipe(Count, v.description('Frozen readers without an outcome')),
  passedOver: v.strictObject({ nothingNew: Count, paused: Count, ahead: Count }),
};

const EditionAnswer = v.pipe(v.strictObject(fields), v.metadata({ ref: 'Edition' }));

const WholeEdition = v.pipe(
  v.strictObject({
    ...fields,
    subject: v.optional(v.pipe(v.string(), v.description('As its first readers get it'))),
  }),
  v.metadata({ ref: 'WholeEdition' }),
);

const Reasons = v.strictObject({
  batches: v.pipe(Count, v.description('So many were counted')),
  of: v.pipe(Count, v.description('So many there are')),
  reasons: v.array(
    v.strictObject({
      outcome: v.picklist(['skipped', 'refused']),
      reason: v.string(),
      says: v.string(),
      readers: Count,
      kept: v.pipe(v.boolean(), v.description('The next edition brings the same items')),
    }),
  ),
});

function answerOf(edition: Edition, { language }: NewsletterCall) {
  const { id, scheduledAt, schedule, sections, state, held, passedOver } = edition;
  const { readers, submitted, refused, skipped } = edition;
  const { nothingNew, paused, ahead } = passedOver;
  const answer: v.InferOutput<typeof EditionAnswer> = {
    ...{ id, due: instantOf(scheduledAt), schedule: scheduleOf(schedule) },
    ...{ sections: sections === 'all' ? sections : [...sections], state },
    ...(held === undefined || state !== 'held' ? {} : { held: heldOf(held, language.written) }),
    ...maybeAt('releasedAt', edition.releasedAt),
    ...{ readers, submitted, refused, skipped, open: openOf(edition) },
    passedOver: { nothingNew, paused, ahead },
  };
  return answer;
}

function heldOf({ at, reasons }: NonNullable<Edition['held']>, written: string) {
  const checks = reasons.map(({ check }) => check);
  return { at: instantOf(at), checks, says: reasonsText(reasons, written) };
}

const deciding = (name: 'hold' | 'release' | 'drop', word: EditionWord, summary: string) =>
  ofNewsletter({
    ...{ method: 'post', path: `/editions/:edition/${name}`, name: `${name}Edition`, tag },
    ...{ right: 'send', summary },
    answers: { 200: { means: 'The edition as it is now', schema: EditionAnswer } },
    problems: ['decided', 'tooLate'],
    answer: (call, asked, desk) =>
      withEdition(call, asked, desk, (edition) => decide(word, edition, call, desk)),
  });

/** The routes. */
export const editionRoutes: readonly ApiRoute[] = [
  ofNewsletter({
    ...{ method: 'get', path: '/editions', name: 'listEditions', tag, right: 'look' },
    summary: 'Editions, the latest first',
    query: PageQuery,
    answers: {
      200: {
        means: 'A page of them',
        schema: v.strictObject({ editions: v.array(EditionAnswer), next: Next }),
      },
    },
    answer: listEditions,
  }),
  ofNewsletter({
    ...{ method: 'get', path: '/editions/:edition', name: 'getEdition', tag, right: 'look' },
    summary: 'One edition with its outcomes',
    answers: { 200: { means: 'The edition', schema: WholeEdition } },
    answer: (call, asked, desk) =>
      withEdition(call, asked, desk, async (edition) => {
        const { contentKey } = edition;
        const content = contentKey === undefined ? undefined : await desk.deps.content(contentKey);
        const subject = content === undefined ? {} : { subject: content.subject };
        return ok({ ...answerOf(edition, call), ...subject });
      }),
  }),
  ofNewsletter({
    ...{ method: 'get', path: '/editions/:edition/reasons', name: 'getReasons', tag },
    right: 'look',
    summary: 'Why readers of an edition were not mailed',
    details: 'Counted from some of its batches where it has very many.',
    answers: { 200: { means: 'The reasons, the most frequent first', schema: Reasons } },
    answer: (call, asked, desk) =>
      withEdition(call, asked, desk, (edition) => reasonsOf(edition, call, desk)),
  }),
  deciding('hold', 'stop', 'Stop an edition that goes out, until it is released or dropped'),
  deciding('release', 'release', 'Let a held edition go on'),
  deciding('drop', 'drop', 'Give a held edition up; its items come with the next one'),
];

async function listEditions(
  call: NewsletterCall,
  { query }: Asked<typeof PageQuery, undefined>,
  { deps }: ApiDesk,
): Promise<Answer> {
  const after = editionPlaceIn(placeOf(query.after));
  const { editions, next } = await deps.ofEditions.page(call.newsletter.id, after);
  return ok({
    editions: editions.map((one) => answerOf(one, call)),
    ...(next === undefined ? {} : { next: cursorOf(`${next.scheduledAt}.${next.id}`) }),
  });
}

/** An edition of this newsletter only. */
export async function withEdition(
  { newsletter }: NewsletterCall,
  { params }: Pick<Asked<undefined, undefined>, 'params'>,
  { deps }: ApiDesk,
  use: (edition: Edition) => Promise<Answer>,
): Promise<Answer> {
  const id = params.edition ?? '';
  const edition = /^[\w-]{1,64}$/.test(id) ? await deps.held.load(id) : undefined;
  return edition?.newsletterId === newsletter.id ? use(edition) : refuse('missing');
}

async function decide(
  word: EditionWord,
  edition: Edition,
  call: NewsletterCall,
  { deps }: ApiDesk,
): Promise<Answer> {
  const ways = { ...deps.deciding, ...deps.held };
  const decided = await decideEdition(edition, word, call.newsletter, ways);
  call.tell(toldOfEdition(edition, decided));
  const { kind } = decided;
  if (kind === 'decided' || kind === 'tooLate') {
    return refuse(kind, editionsWords[call.language.tongue].said[kind]);
  }
  const now = await deps.held.load(edition.id);
  return ok(answerOf(now ?? edition, call));
}

async function reasonsOf(
  edition: Edition,
  { language }: NewsletterCall,
  { deps }: ApiDesk,
): Promise<Answer> {
  const { batches, reasons } = tallyOf(await deps.ofEditions.someBatches(edition));
  const words = editionsWords[language.tongue].reasons;
  const body: v.InferOutput<typeof Reasons> = {
    batches,
    of: edition.batches,
    reasons: reasons.map((one) => {
      const { kind: outcome, reason, readers } = one;
      return one.kind === 'skipped'
        ? { outcome, reason, says: words.skipped[one.reason], readers, kept: false }
        : { outcome, reason, says: words.refused, readers, kept: one.isKept };
    }),
  };
  return ok(body);
}

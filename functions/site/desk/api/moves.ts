/** Who came and left, one by one, and what became of the mail of one reader, for programs. */
import * as v from 'valibot';
import { readDay } from '../../../config/calendar.ts';
import { dayMs } from '../../../config/time.ts';
import type { Outcome } from '../../../edition/batch.ts';
import { goneAfter } from '../../../subscriber/gone-after-edition.ts';
import { movesOfDay } from '../../../subscriber/moves-of-day.ts';
import type { ReaderMove } from '../../../subscriber/reader-moves.ts';
import { mailAt, type ReaderMail } from '../editions-uses.ts';
import { reportsOf } from '../growth-uses.ts';
import type { ReaderTrace } from '../readers-uses.ts';
import { type ApiRoute, ofNewsletter, ok } from './api.ts';
import { withEdition } from './editions.ts';
import { refuse } from './problems.ts';
import {
  Count,
  cursorOf,
  Instant,
  instantOf,
  maybeAt,
  Next,
  pageFields,
  placeOf,
} from './schemas.ts';

const tag = 'Growth';

const MoveAnswer = v.pipe(
  v.strictObject({
    kind: v.string(),
    at: Instant,
    readers: v.pipe(
      v.array(v.string()),
      v.description('Their ids; of who was erased nothing is behind it'),
    ),
    mailed: v.pipe(v.number(), v.description('How many more are mailed since; below zero: fewer')),
    by: v.optional(v.string()),
    reason: v.optional(v.string()),
    edition: v.optional(v.pipe(v.string(), v.description('The last that the reader had got'))),
  }),
  v.metadata({ ref: 'ReaderMove' }),
);

function moveAnswer(move: ReaderMove): v.InferOutput<typeof MoveAnswer> {
  const { kind, at, readers, mailed, by, reason, editionId } = move;
  return {
    ...{ kind, at: instantOf(at), readers: [...readers], mailed },
    ...(by === undefined ? {} : { by }),
    ...(reason === undefined ? {} : { reason }),
    ...(editionId === undefined ? {} : { edition: editionId }),
  };
}

const MovesQuery = v.strictObject({
  day: v.optional(v.pipe(v.string(), v.isoDate(), v.description('A day of UTC; today without it'))),
  ...pageFields,
});

const MailAnswer = v.pipe(
  v.strictObject({
    outcome: v.pipe(
      v.picklist(['submitted', 'skipped', 'refused', 'open', 'notAmong', 'unknown']),
      v.description('unknown: of so large an edition only a part was looked through'),
    ),
    at: v.optional(Instant),
    message: v.optional(v.pipe(v.string(), v.description('Its number at the mail service'))),
    reason: v.optional(v.string()),
    reports: v.array(
      v.strictObject({ at: Instant, kind: v.string(), reason: v.optional(v.string()) }),
    ),
  }),
  v.metadata({ ref: 'ReaderMail' }),
);

/** The routes. */
export const moveRoutes: readonly ApiRoute[] = [
  ofNewsletter({
    ...{ method: 'get', path: '/moves', name: 'listMoves', tag, right: 'readers' },
    summary: 'Who came and left on a day, the latest first',
    query: MovesQuery,
    answers: {
      200: {
        means: 'A page of them',
        schema: v.strictObject({ moves: v.array(MoveAnswer), next: Next }),
      },
    },
    answer: async ({ newsletter, now }, { query }, { deps }) => {
      const at = (readDay(query.day ?? '') ?? Math.floor(now / dayMs)) * dayMs;
      const before = /^[\w#-]{1,200}$/.exec(placeOf(query.after))?.[0];
      const input = { newsletterId: newsletter.id, at, before };
      const { moves, next } = await movesOfDay(input, deps.readers.search);
      return ok({
        moves: moves.map(moveAnswer),
        ...(next === undefined ? {} : { next: cursorOf(next) }),
      });
    },
  }),
  ofNewsletter({
    ...{ method: 'get', path: '/editions/:edition/gone', name: 'listGone', tag, right: 'readers' },
    summary: 'Who went after an edition, which was the last that they had got',
    answers: {
      200: {
        means: 'The first hundred of them',
        schema: v.strictObject({
          gone: v.array(MoveAnswer),
          all: v.optional(v.pipe(Count, v.description('Absent where that was not counted yet'))),
        }),
      },
    },
    answer: (call, asked, desk) =>
      withEdition(call, asked, desk, async (edition) => {
        const { ofEditions, readers } = desk.deps;
        const counts = await ofEditions.gone(edition);
        const all = counts && counts.left + counts.bounced + counts.complained;
        const reading = { ...readers.search, named: ofEditions.leavings };
        const gone = await goneAfter({ edition, counted: all ?? 0, now: call.now }, reading);
        const moves = gone.map(({ move }) => moveAnswer(move));
        return ok({ gone: moves, ...(all === undefined ? {} : { all }) });
      }),
  }),
  ofNewsletter({
    ...{ method: 'get', path: '/readers/:reader/editions/:edition', name: 'traceMail' },
    ...{ tag: 'Readers', right: 'readers' },
    summary: 'What became of an edition for one reader',
    answers: { 200: { means: 'The trace of the mail', schema: MailAnswer } },
    answer: async ({ newsletter }, { params }, { deps }) => {
      const mail = await mailAt(params, newsletter, deps);
      if (mail === undefined) return refuse('missing');
      const became = mail.batch?.outcomes[mail.reader.id];
      const message = became?.kind === 'submitted' ? became.messageId : undefined;
      const reports = await reportsOf(mail.reader, message, deps);
      return ok(mailAnswer(mail, reports));
    },
  }),
];

function mailAnswer(
  { reader, batch, isComplete }: ReaderMail,
  reports: readonly ReaderTrace[],
): v.InferOutput<typeof MailAnswer> {
  const became = batch?.outcomes[reader.id];
  const message = became?.kind === 'submitted' ? became.messageId : undefined;
  return {
    ...{ outcome: outcomeOf(batch, became, isComplete), ...maybeAt('at', became?.at) },
    ...(message === undefined ? {} : { message }),
    ...(became !== undefined && 'reason' in became ? { reason: became.reason } : {}),
    reports: reports.map(reportOf),
  };
}

function outcomeOf(
  batch: ReaderMail['batch'],
  became: Outcome | undefined,
  isComplete: boolean,
): v.InferOutput<typeof MailAnswer>['outcome'] {
  if (batch !== undefined) return became?.kind ?? 'open';
  return isComplete ? 'notAmong' : 'unknown';
}

function reportOf({ at, report: { kind, reason } }: ReaderTrace) {
  return { at: instantOf(at), kind, ...(reason === undefined ? {} : { reason }) };
}

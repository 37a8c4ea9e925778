/** The next edition, for programs: what would be in it now, and the owner's word on a last call. */
import * as v from 'valibot';
import { isTimed } from '../../../config/schedule.ts';
import type { Content } from '../../../edition/content.ts';
import { letGo, stopCall } from '../../../edition/plan/decide-call.ts';
import { contentOfPreview, type Preview } from '../../../edition/plan/preview.ts';
import { skipDue, unskipDue } from '../../../edition/plan/skip.ts';
import { meantPreview } from '../next-meant.ts';
import { todayWords } from '../today-words.ts';
import {
  type Answer,
  type ApiDesk,
  type ApiRoute,
  type Asked,
  type NewsletterCall,
  nothing,
  ofNewsletter,
  ok,
} from './api.ts';
import { refuse } from './problems.ts';
import {
  Count,
  Instant,
  instantOf,
  maybeAt,
  ScheduleAnswer,
  SectionsAnswer,
  scheduleOf,
} from './schemas.ts';

const tag = 'Next edition';

const callState = v.picklist(['waiting', 'stopped', 'going', 'skipped']);

const NextAnswer = v.pipe(
  v.strictObject({
    segment: v.pipe(v.string(), v.description('Of readers who chose the same')),
    schedule: ScheduleAnswer,
    sections: SectionsAnswer,
    due: v.optional(v.pipe(Instant, v.description('Absent where it goes as soon as it is new'))),
    segments: v.array(
      v.strictObject({ id: v.string(), schedule: ScheduleAnswer, sections: SectionsAnswer }),
    ),
    call: v.optional(
      v.strictObject({ due: Instant, state: callState, goesAt: v.optional(Instant) }),
    ),
    edition: v.optional(
      v.pipe(
        v.strictObject({
          subject: v.string(),
          stories: v.array(
            v.strictObject({ feed: v.string(), key: v.string(), title: v.string() }),
          ),
          leftOut: v.array(
            v.strictObject({ feed: v.string(), key: v.string(), reason: v.string() }),
          ),
          findings: v.array(
            v.strictObject({
              level: v.picklist(['error', 'warning']),
              check: v.string(),
              count: v.optional(Count),
              example: v.optional(v.string()),
            }),
          ),
        }),
        v.description('Absent as long as nothing is new'),
      ),
    ),
  }),
  v.metadata({ ref: 'NextEdition' }),
);

type NextBody = v.InferOutput<typeof NextAnswer>;

/** Which edition is meant. */
export const NextQuery = v.strictObject({
  segment: v.optional(
    v.pipe(v.string(), v.description('Of which readers; most of them without it')),
    '',
  ),
  due: v.optional(
    v.pipe(Instant, v.description('An instant that a last call is about; the next one without it')),
  ),
});

const DueInstant = v.strictObject({
  due: v.pipe(Instant, v.description('When it is due')),
});

const CalledDue = v.strictObject({
  due: v.pipe(Instant, v.description('When it is due, as the call has it')),
});

const CallAnswer = v.strictObject({
  due: Instant,
  state: callState,
  submitted: v.optional(v.pipe(Count, v.description('Mails that were gone before'))),
});

const called = { 200: { means: 'How the call stands now', schema: CallAnswer } };

/** The routes. */
export const nextRoutes: readonly ApiRoute[] = [
  ofNewsletter({
    ...{ method: 'get', path: '/next', name: 'getNextEdition', tag, right: 'look' },
    summary: 'The next edition as it would be now',
    query: NextQuery,
    answers: { 200: { means: 'What would be in it', schema: NextAnswer } },
    answer: showNext,
  }),
  ofNewsletter({
    ...{ method: 'post', path: '/next/stop', name: 'stopNextEdition', tag, right: 'send' },
    summary: 'Stop what is due at the instant of a last call, for everybody',
    body: CalledDue,
    answers: called,
    problems: ['tooLate'],
    answer: (call, asked, desk) => withCall(call, asked, desk, 'stop'),
  }),
  ofNewsletter({
    ...{ method: 'post', path: '/next/go', name: 'releaseNextEdition', tag, right: 'send' },
    summary: 'Let what is due at the instant of a last call go',
    body: CalledDue,
    answers: called,
    problems: ['decided'],
    answer: (call, asked, desk) => withCall(call, asked, desk, 'go'),
  }),
  ofNewsletter({
    ...{ method: 'post', path: '/next/skip', name: 'skipNextEdition', tag, right: 'send' },
    summary: 'Skip what is due at an instant, for everybody',
    details: 'Its stories come with the next edition. A second time changes nothing.',
    body: DueInstant,
    answers: { 204: { means: 'It is skipped' } },
    problems: ['missing', 'tooLate'],
    answer: async (call, { body }, { deps }) => {
      const due = Date.parse(body.due);
      const done = await skipDue(call.newsletter, due, deps.deciding);
      call.tell({ object: `call ${due}`, after: done });
      if (done === 'not due') return refuse('missing');
      const { goesAlready } = todayWords[call.language.tongue].said;
      return done === 'skipped' ? nothing : refuse('tooLate', goesAlready);
    },
  }),
  ofNewsletter({
    ...{ method: 'post', path: '/next/unskip', name: 'unskipNextEdition', tag, right: 'send' },
    summary: 'Have what was skipped go at its hour after all',
    body: DueInstant,
    answers: { 204: { means: 'It goes at its hour' } },
    problems: ['missing'],
    answer: async (call, { body }, { deps }) => {
      const due = Date.parse(body.due);
      if (!(await unskipDue(call.newsletter, due, deps.deciding))) return refuse('missing');
      call.tell({ object: `call ${due}`, before: 'skipped' });
      return nothing;
    },
  }),
];

async function showNext(
  call: NewsletterCall,
  { query }: Asked<typeof NextQuery, undefined>,
  { deps, settings }: ApiDesk,
): Promise<Answer> {
  const due = query.due === undefined ? '' : String(Date.parse(query.due));
  const meant = { segment: query.segment, due, isWhole: true } as const;
  const preview = await meantPreview(call, meant, deps);
  const content = await contentOfPreview(preview, settings.siteUrl, deps.preview);
  return ok(answerOf(preview, content));
}

function answerOf(preview: Preview, content: Content | undefined): NextBody {
  const { audience, audiences, scheduledAt, call } = preview;
  return {
    ...segmentOf(audience),
    segment: audience.id,
    ...(isTimed(audience.schedule) ? { due: instantOf(scheduledAt) } : {}),
    segments: audiences.map((one) => ({ id: one.id, ...segmentOf(one) })),
    ...(call === undefined
      ? {}
      : {
          call: {
            ...{ due: instantOf(call.scheduledAt), state: call.state },
            ...maybeAt('goesAt', call.goesAt),
          },
        }),
    ...(content === undefined ? {} : { edition: editionOf(content) }),
  };
}

function segmentOf({ schedule, sections }: Preview['audience']) {
  return {
    schedule: scheduleOf(schedule),
    sections: sections === 'all' ? sections : [...sections],
  };
}

function editionOf(content: Content): NonNullable<NextBody['edition']> {
  const { subject, stories = [], excluded, findings } = content;
  return {
    subject,
    stories: stories.map(({ feedId, key, title }) => ({ feed: feedId, key, title })),
    leftOut: excluded.map(({ item, reason }) => ({ feed: item.feedId, key: item.key, reason })),
    findings: findings.map(({ level, check, count, ...more }) => ({
      ...{ level, check },
      ...(count === undefined ? {} : { count }),
      ...('example' in more && more.example !== undefined ? { example: more.example } : {}),
    })),
  };
}

async function withCall(
  call: NewsletterCall,
  { body }: Asked<undefined, typeof CalledDue>,
  { deps }: ApiDesk,
  word: 'stop' | 'go',
): Promise<Answer> {
  const { newsletter } = call;
  const open = await deps.deciding.calls.load(newsletter.id, Date.parse(body.due));
  if (open === undefined) return refuse('missing');
  const { scheduledAt, state: before } = open;
  const object = `call ${scheduledAt}`;
  if (before === 'skipped' && scheduledAt > call.now) return refuse('decided');
  const due = instantOf(scheduledAt);
  if (word === 'go') {
    await letGo(open, deps.deciding);
    call.tell({ object, before, after: 'going' });
    return ok({ due, state: 'going' });
  }
  const { isTooLate, submitted } = await stopCall(open, newsletter, deps.deciding);
  const after = isTooLate ? 'going' : `stopped after ${submitted} mails`;
  call.tell({ object, before, after });
  if (isTooLate) return refuse('tooLate', todayWords[call.language.tongue].said.tooLate);
  return ok({ due, state: 'stopped', submitted });
}

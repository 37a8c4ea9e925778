/** Moving readers to the default schedule who never chose one, for programs: looked at, started, followed, stopped. */
import * as v from 'valibot';
import {
  type DefaultMove,
  lookAtDefaultMove,
  movableIn,
  startDefaultMove,
  stopDefaultMove,
} from '../../../subscriber/default-move.ts';
import { acting, toldOfStart, workOn } from '../default-move-acts.ts';
import { defaultMoveWords } from '../default-move-words.ts';
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
import { Count, Instant, instantOf, maybeAt, ScheduleAnswer, scheduleOf } from './schemas.ts';

const MoveAnswer = v.pipe(
  v.strictObject({
    state: v.picklist(['looking', 'looked', 'running', 'done', 'stopped']),
    to: v.pipe(ScheduleAnswer, v.description('The default; each reader keeps their own time zone')),
    lookedAt: v.pipe(Instant, v.description('When it was looked at; names the look')),
    startedAt: v.optional(Instant),
    endedAt: v.optional(Instant),
    from: v.pipe(
      v.array(v.strictObject({ schedule: ScheduleAnswer, readers: Count })),
      v.description('Readers who never chose and have another schedule'),
    ),
    movable: v.pipe(Count, v.description('All of them')),
    staying: v.pipe(Count, v.description('Readers with another schedule who stay')),
    moved: v.pipe(Count, v.description('Moved so far')),
    changed: v.pipe(
      Count,
      v.description('Who chose, left or was taken off before their turn came'),
    ),
  }),
  v.metadata({ ref: 'DefaultMove' }),
);

const Look = v.strictObject({
  look: v.pipe(Instant, v.description('The `lookedAt` of what was looked at')),
});

const answers = { 200: { means: 'How it stands now', schema: MoveAnswer } };
const move = { tag: 'Readers', right: 'readers', answers } as const;

/** The routes. */
export const defaultMoveRoutes: readonly ApiRoute[] = [
  ofNewsletter({
    ...{ ...move, method: 'get', path: '/default-move', name: 'getDefaultMove' },
    summary: 'How far the latest move of readers to the default schedule is',
    details: 'There is none before somebody has looked.',
    answer: (call, _, desk) => standing(call, desk),
  }),
  ofNewsletter({
    ...{ ...move, method: 'post', path: '/default-move/look', name: 'lookAtDefaultMove' },
    summary: 'Look which readers would be moved to the default schedule',
    details:
      'Nobody is moved by it. Who left the schedule of the form as it was has never chosen one, and would be moved; whoever chose stays. While it is “looking”, it goes on by itself.',
    problems: ['notNow'],
    answer: async (call, _, desk) => {
      const by = call.caller.person.id;
      const looking = await lookAtDefaultMove({ newsletter: call.newsletter, by }, acting(desk));
      if (looking === 'busy') return refuse('notNow', saidIn(call).busy);
      await workOn(call, desk);
      return standing(call, desk);
    },
  }),
  ofNewsletter({
    ...{ ...move, method: 'post', path: '/default-move/start', name: 'startDefaultMove' },
    summary: 'Move the readers whom a look has found',
    details:
      'A look can be started for a day, as long as the default is the same. It goes on by itself until it is “done”. A second time changes nothing.',
    body: Look,
    problems: ['notNow'],
    answer: start,
  }),
  ofNewsletter({
    ...{ ...move, method: 'post', path: '/default-move/go-on', name: 'goOnWithDefaultMove' },
    summary: 'Go on now with what is “looking” or “running”, instead of when it does by itself',
    answer: async (call, _, desk) => {
      await workOn(call, desk);
      return standing(call, desk);
    },
  }),
  ofNewsletter({
    ...{ ...move, method: 'post', path: '/default-move/stop', name: 'stopDefaultMove' },
    summary: 'Stop a move of readers where it is',
    details: 'Who has been moved by then stays moved. A second time changes nothing.',
    problems: ['notNow'],
    answer: (call, _, desk) => stop(call, desk),
  }),
];

function saidIn({ language }: NewsletterCall) {
  return defaultMoveWords[language.tongue].said;
}

/** The latest one, as it is answered; or that there is none. */
async function standing({ newsletter }: NewsletterCall, { deps }: ApiDesk): Promise<Answer> {
  const there = await deps.defaultMoves.records.load(newsletter.id);
  return there === undefined ? refuse('missing') : ok(answerOf(there));
}

function answerOf(there: DefaultMove): v.InferOutput<typeof MoveAnswer> {
  const { state, to, createdAt, startedAt, endedAt, from, staying, moved, changed } = there;
  return {
    ...{ state, to: scheduleOf(to), lookedAt: instantOf(createdAt) },
    ...maybeAt('startedAt', startedAt),
    ...maybeAt('endedAt', endedAt),
    from: from.map(({ schedule, readers }) => ({ schedule: scheduleOf(schedule), readers })),
    ...{ movable: movableIn(there), staying, moved, changed },
  };
}

async function start(
  call: NewsletterCall,
  { body }: Asked<undefined, typeof Look>,
  desk: ApiDesk,
): Promise<Answer> {
  const { newsletter } = call;
  const look = Date.parse(body.look);
  const started = await startDefaultMove({ newsletter, look }, acting(desk));
  const there = await desk.deps.defaultMoves.records.load(newsletter.id);
  if (started === 'stale' || there === undefined) return refuse('notNow', saidIn(call).stale);
  call.tell(toldOfStart(there, movableIn(there)));
  await workOn(call, desk);
  return standing(call, desk);
}

async function stop(call: NewsletterCall, desk: ApiDesk): Promise<Answer> {
  const stopped = await stopDefaultMove(call.newsletter.id, acting(desk));
  if (stopped === 'busy') return refuse('notNow');
  const there = await desk.deps.defaultMoves.records.load(call.newsletter.id);
  // It stands as whoever asks wants it: the same call once more.
  if (stopped === 'over' && there?.state !== 'stopped') {
    return refuse('notNow', saidIn(call).over);
  }
  call.tell({ outcome: stopped === 'stopped' ? 'done' : 'refused' });
  return standing(call, desk);
}

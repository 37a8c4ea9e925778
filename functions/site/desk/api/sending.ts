/** Whether mail goes out at all, and how everything stands, for programs. */
import * as v from 'valibot';
import { lineText } from '../health-page.ts';
import { healthWords } from '../health-words.ts';
import { resumeTold } from '../resumed.ts';
import { warmUpWords } from '../warm-up-words.ts';
import { type ApiDesk, type ApiRoute, type Call, ofAll, ok } from './api.ts';
import { refuse } from './problems.ts';
import { Count, Instant, instantOf, text } from './schemas.ts';

const SendingAnswer = v.pipe(
  v.strictObject({
    paused: v.optional(
      v.strictObject({
        at: Instant,
        by: v.picklist(['owner', 'bounces', 'complaints']),
        reason: v.string(),
      }),
    ),
    halted: v.optional(
      v.pipe(
        v.strictObject({ since: Instant, reason: v.string() }),
        v.description('The mail service takes no mail; it is tried again by itself'),
      ),
    ),
    warmUp: v.optional(
      v.pipe(
        v.strictObject({ mails: Count, until: Instant }),
        v.description('At most so many mails go in 24 hours now'),
      ),
    ),
  }),
  v.description('Mail goes out where neither “paused” nor “halted” is there'),
  v.metadata({ ref: 'Sending' }),
);

async function stateOf(
  now: number,
  { deps }: ApiDesk,
): Promise<v.InferOutput<typeof SendingAnswer>> {
  const [{ paused, halted }, warmUp] = await Promise.all([
    deps.sending.state(),
    deps.sending.warmUp.now(now),
  ]);
  return {
    ...(paused === undefined
      ? {}
      : { paused: { at: instantOf(paused.at), by: paused.by, reason: paused.reason } }),
    ...(halted === undefined
      ? {}
      : { halted: { since: instantOf(halted.since), reason: halted.reason } }),
    ...(warmUp === undefined
      ? {}
      : { warmUp: { mails: warmUp.mails, until: instantOf(warmUp.until) } }),
  };
}

const answers = { 200: { means: 'How it stands now', schema: SendingAnswer } };
const sending = { tag: 'Sending', answers } as const;

const Pause = v.strictObject({
  reason: v.optional(
    v.pipe(text(300), v.description('What is noted; the pause that stands keeps its own')),
    '',
  ),
});

const WarmUp = v.strictObject({
  firstDay: v.pipe(Count, v.description('Mails on the first day: from 1 to 1,000,000')),
});

const HealthLine = v.pipe(
  v.strictObject({
    about: v.string(),
    isFine: v.boolean(),
    kind: v.string(),
    says: v.string(),
  }),
  v.metadata({ ref: 'HealthLine' }),
);

/** The routes. */
export const sendingRoutes: readonly ApiRoute[] = [
  ofAll({
    ...{ ...sending, method: 'get', path: '/sending', name: 'getSending', right: 'look' },
    summary: 'Whether mail goes out at all',
    answer: async ({ now }, _, desk) => ok(await stateOf(now, desk)),
  }),
  ofAll({
    ...{ ...sending, method: 'post', path: '/sending/pause', name: 'pauseSending', right: 'send' },
    summary: 'Stop the mail of all newsletters until somebody resumes it',
    body: Pause,
    answer: async (call, { body }, desk) => {
      await desk.deps.sending.pause(call.now, body.reason.trim() || reasonOf(call));
      call.tell({ object: 'sending', after: 'paused' });
      return ok(await stateOf(call.now, desk));
    },
  }),
  ofAll({
    ...{ ...sending, method: 'post', path: '/sending/resume', name: 'resumeSending' },
    right: 'send',
    summary: 'Let mail go out again',
    problems: ['notNow'],
    answer: async (call, _, desk) => {
      const { kind } = await desk.deps.sending.resume();
      call.tell(resumeTold(kind));
      const { moved } = healthWords[call.language.tongue].said;
      if (kind === 'moved') return refuse('notNow', moved);
      return ok(await stateOf(call.now, desk));
    },
  }),
  ofAll({
    ...{ ...sending, method: 'post', path: '/sending/warm-up', name: 'beginWarmUp', right: 'send' },
    summary: 'Let a new sender begin small: twice as many mails each day, for 14 days',
    body: WarmUp,
    answer: async (call, { body }, desk) => {
      const { firstDay } = body;
      if ((await desk.deps.sending.warmUp.begin(call.now, firstDay)) === 'refused') {
        call.tell({ object: 'warm-up' });
        const says = warmUpWords[call.language.tongue].said.number;
        return refuse('invalid', undefined, { errors: [{ at: '/firstDay', says }] });
      }
      call.tell({ object: 'warm-up', after: String(firstDay) });
      return ok(await stateOf(call.now, desk));
    },
  }),
  ofAll({
    ...{ ...sending, method: 'delete', path: '/sending/warm-up', name: 'endWarmUp', right: 'send' },
    summary: 'End the warm-up now',
    answer: async (call, _, desk) => {
      await desk.deps.sending.warmUp.end();
      call.tell({ object: 'warm-up', after: 'ended' });
      return ok(await stateOf(call.now, desk));
    },
  }),
  ofAll({
    ...{ method: 'get', path: '/health', name: 'getHealth', tag: 'Health', right: 'look' },
    summary: 'How everything stands, as far as Paperboy itself knows',
    answers: {
      200: { means: 'A line each', schema: v.strictObject({ lines: v.array(HealthLine) }) },
    },
    answer: async ({ now, language }, _, { deps }) => {
      const { diagnoses } = await deps.health.look(now);
      const lines = diagnoses.map((line) => ({
        ...{ about: line.about, isFine: line.state === 'fine', kind: line.kind },
        says: lineText(line, language, deps.health.relay),
      }));
      return ok({ lines });
    },
  }),
];

function reasonOf({ caller }: Call): string {
  return `by a program: ${caller.token.name}.`;
}

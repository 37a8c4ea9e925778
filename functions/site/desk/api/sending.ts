/** Whether mail goes out at all, and how everything stands, for programs. */
import * as v from 'valibot';
import { lineText, resumeTold } from '../health-page.ts';
import { healthWords } from '../health-words.ts';
import { type ApiDesk, type ApiRoute, type Call, ofAll, ok } from './api.ts';
import { refuse } from './problems.ts';
import { Instant, instantOf, text } from './schemas.ts';

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
  }),
  v.description('Mail goes out where both are absent'),
  v.metadata({ ref: 'Sending' }),
);

async function stateOf({ deps }: ApiDesk): Promise<v.InferOutput<typeof SendingAnswer>> {
  const { paused, halted } = await deps.sending.state();
  return {
    ...(paused === undefined
      ? {}
      : { paused: { at: instantOf(paused.at), by: paused.by, reason: paused.reason } }),
    ...(halted === undefined
      ? {}
      : { halted: { since: instantOf(halted.since), reason: halted.reason } }),
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
    answer: async (_, __, desk) => ok(await stateOf(desk)),
  }),
  ofAll({
    ...{ ...sending, method: 'post', path: '/sending/pause', name: 'pauseSending', right: 'send' },
    summary: 'Stop the mail of all newsletters until somebody resumes it',
    body: Pause,
    answer: async (call, { body }, desk) => {
      await desk.deps.sending.pause(call.now, body.reason.trim() || reasonOf(call));
      call.tell({ object: 'sending', after: 'paused' });
      return ok(await stateOf(desk));
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
      return ok(await stateOf(desk));
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

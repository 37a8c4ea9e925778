/** Work that was put aside: what it is, having it worked off after all, giving it up. */
import * as v from 'valibot';
import { letterText } from '../dead-letters-page.ts';
import {
  countsOf,
  type SeenLetter,
  settledTold,
  settleSome,
  shownMax,
} from '../dead-letters-uses.ts';
import { deadLettersWords } from '../dead-letters-words.ts';
import { type Answer, type ApiDesk, type ApiRoute, type Call, ofAll, ok } from './api.ts';
import { Count, Instant, instantOf, text } from './schemas.ts';

const tag = 'Health';
const losses = ['again', 'later', 'report', 'leaving', 'unknown'] as const;

const LetterAnswer = v.pipe(
  v.strictObject({
    id: v.string(),
    since: v.pipe(
      Instant,
      v.description('When it was asked for, or put aside where the queue has lanes'),
    ),
    kind: v.string(),
    says: v.string(),
    loss: v.pipe(
      v.picklist(losses),
      v.description(
        'What giving it up takes: nothing (`again`: it comes again by itself; `later`: a later one has done the same), a `report` of a mail, a reader’s `leaving`, or nobody knows',
      ),
    ),
    content: v.optional(
      v.pipe(
        v.string(),
        v.description('Absent where it may hold an address or a link; a long one is cut'),
      ),
    ),
  }),
  v.metadata({ ref: 'DeadLetter' }),
);

const QueueAnswer = v.pipe(
  v.strictObject({
    queue: v.string(),
    letters: v.array(LetterAnswer),
    behind: v.pipe(Count, v.description('How many stand behind them, about')),
  }),
  v.metadata({ ref: 'DeadLetters' }),
);

const lettersMax = 100;

const Meant = v.pipe(
  v.strictObject({
    letters: v.optional(
      v.pipe(v.array(text(100)), v.minLength(1), v.maxLength(lettersMax), v.description('By id')),
    ),
    all: v.optional(v.literal(true)),
  }),
  v.check(
    ({ letters, all }) => (letters === undefined) === (all === true),
    'Name letters, or all of them.',
  ),
);

const SettledAnswer = v.pipe(
  v.strictObject({
    putBack: v.pipe(Count, v.description('Went back, and is worked off now')),
    dropped: v.pipe(
      Count,
      v.description('Given up, or not put back as a later one has done the same'),
    ),
    kept: v.pipe(Count, v.description('Cannot be read, and stays until it is given up')),
    unseen: v.pipe(
      v.array(v.string()),
      v.description('Settled already, or in somebody else’s hands for half a minute'),
    ),
    isMore: v.pipe(v.boolean(), v.description('A call has its time: call again')),
  }),
  v.metadata({ ref: 'SettledDeadLetters' }),
);

const settling = {
  tag,
  right: 'send',
  method: 'post',
  body: Meant,
  answers: { 200: { means: 'What became of them', schema: SettledAnswer } },
} as const;

/** The routes. */
export const deadLetterRoutes: readonly ApiRoute[] = [
  ofAll({
    ...{ method: 'get', path: '/dead-letters', name: 'listDeadLetters', tag, right: 'send' },
    summary: 'Work that could not be done and was put aside',
    details: `The first of each queue, ${shownMax} at the most; the others are seen when these are settled.`,
    answers: {
      200: { means: 'By queue', schema: v.strictObject({ queues: v.array(QueueAnswer) }) },
    },
    answer: async (call, _, { deps }) => {
      const seen = await deps.deadLetters.look(shownMax);
      const queues = seen.map(({ queue, letters, behind }) => ({
        ...{ queue, behind },
        letters: letters.map((letter) => answerOf(letter, call)),
      }));
      return ok({ queues });
    },
  }),
  ofAll({
    ...{ ...settling, path: '/dead-letters/redrive', name: 'redriveDeadLetters' },
    summary: 'Have work that was put aside worked off after all',
    details: deadLettersWords.en.redriveLead,
    answer: (call, { body }, desk) => settle('redrive', body, call, desk),
  }),
  ofAll({
    ...{ ...settling, path: '/dead-letters/drop', name: 'dropDeadLetters', isGrave: true },
    summary: 'Give work up that was put aside',
    details: deadLettersWords.en.dropLead,
    answer: (call, { body }, desk) => settle('drop', body, call, desk),
  }),
];

function answerOf(letter: SeenLetter, call: Call): v.InferOutput<typeof LetterAnswer> {
  const { id, sentAt, kind, loss, content } = letter;
  return {
    ...{ id, since: instantOf(sentAt), kind, says: letterText(letter, call), loss },
    ...(content === undefined ? {} : { content }),
  };
}

async function settle(
  how: 'redrive' | 'drop',
  { letters }: v.InferOutput<typeof Meant>,
  call: Call,
  { deps }: ApiDesk,
): Promise<Answer> {
  const ids = letters ?? 'all';
  const settled = await settleSome(how, ids, call.now, deps);
  call.tell(settledTold(ids, settled));
  const { unseen, isMore } = settled;
  return ok({ ...countsOf(settled), unseen: [...unseen], isMore });
}

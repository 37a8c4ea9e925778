/** `dead-letters list|show|redrive|drop`: what the owner does about work that was put aside. */
import type { DeadLetter, DeadLetters } from '../../functions/store/dead-letters.ts';
import { type Answer, command, type Options } from './command.ts';
import type { Connection } from './connection.ts';
import { putAsideOf } from './dead-letter.ts';
import { RefusedError, UsageError } from './errors.ts';
import { factsText } from './table-text.ts';
import { countText, timeText } from './time-text.ts';

const allOption = {
  all: { type: 'boolean', help: 'all of them' },
} as const satisfies Options;

const list = command({
  name: 'dead-letters list',
  summary: 'Show the work that was put aside because nobody could do it',
  details: [
    'Of each lane of a queue the first ten are shown; the others stand behind them. Times are when',
    'the work was asked for, in UTC.',
  ],
  takes: [],
  options: {},
  isReading: true,
  run: async ({ screen }, { deadLetters }) => {
    const found: DeadLetter[] = [];
    let hidden = 0;
    for (const box of deadLetters()) {
      const taken = await takeAll(box);
      hidden += Math.max(0, (await box.depth()) - taken.length);
      await box.giveBack(taken);
      found.push(...taken);
    }
    const facts = found.map((letter) => [letter.id, told(letter)] as const);
    const more = hidden === 0 ? [] : [`${countText(hidden, 'more stands', 'more stand')} behind.`];
    const none = ['Nothing was put aside.'];
    return {
      lines: found.length === 0 ? none : [...factsText(facts, screen.columns), ...more],
      json: { letters: found.map(asJson), behind: hidden },
    };
  },
});

const show = command({
  name: 'dead-letters show',
  summary: 'Show one dead letter with all that is in it',
  takes: ['ID'],
  options: {},
  isReading: true,
  run: async ({ args, screen }, { deadLetters }) => {
    const letters = await lookFor(args, deadLetters());
    return {
      lines: letters.flatMap((letter) => [
        ...factsText([[letter.id, told(letter)]], screen.columns),
        letter.body,
      ]),
      json: letters.map(asJson)[0],
    };
  },
});

const redrive = command({
  name: 'dead-letters redrive',
  summary: 'Have dead letters worked off after all',
  details: [
    'Mend what stood in their way first: the alarm says where to look. Whatever was done since is',
    'not done twice. Ticks of a clock are not put back: later ones have done their work.',
  ],
  takes: ['[ID...]'],
  options: allOption,
  isReading: false,
  run: ({ args, values }, connection) => settle(args, values.all === true, connection, 'redrive'),
});

const drop = command({
  name: 'dead-letters drop',
  summary: 'Give dead letters up',
  details: [
    'What poll, sweep and the clocks look after comes again by itself. A report of a mail does not: its',
    'bounce or complaint is never heard of. Nor does mail by which a reader leaves: they would go on',
    'getting editions. Redrive those.',
  ],
  takes: ['[ID...]'],
  options: allOption,
  isReading: false,
  run: ({ args, values }, connection) => settle(args, values.all === true, connection, 'drop'),
});

type Settle = 'redrive' | 'drop';

/** Takes letters until there are no more of those that are meant, and deals with each. */
async function settle(
  ids: readonly string[],
  isAll: boolean,
  connection: Connection,
  how: Settle,
): Promise<Answer> {
  if (isAll === ids.length > 0) throw new UsageError('Name dead letters by their ids, or --all.');
  const open = new Set(ids);
  const lines: string[] = [];
  for (const box of connection.deadLetters()) {
    for await (const letters of eachTaken(box, (letter) => isAll || open.has(letter.id))) {
      for (const letter of letters) {
        lines.push(await settleOne(letter, box, connection, how));
        open.delete(letter.id);
      }
    }
  }
  const strangers = [...open].map((id) => `There is no dead letter ${id} that can be seen now.`);
  const none = isAll && lines.length === 0 ? ['Nothing was put aside.'] : [];
  return { lines: [...lines, ...strangers, ...none], isRefused: strangers.length > 0 };
}

/** Put back first and removed then: who dies in between leaves it twice, which does no harm. */
async function settleOne(
  letter: DeadLetter,
  box: DeadLetters,
  { queues, events }: Connection,
  how: Settle,
): Promise<string> {
  const { what, home } = putAsideOf(letter.body);
  if (how === 'drop' || home === undefined) {
    await box.remove([letter]);
    return `Dropped. ${what}`;
  }
  const queue = home === 'events' ? events() : queues[home];
  await queue.send([JSON.parse(letter.body)]);
  await box.remove([letter]);
  return `Put back. ${what}`;
}

/** Those that are meant, until none comes that was not seen; the others are given back at the end. */
async function* eachTaken(box: DeadLetters, isMeant: (letter: DeadLetter) => boolean) {
  const others: DeadLetter[] = [];
  try {
    for (;;) {
      const taken = await box.take();
      if (taken.length === 0) return;
      others.push(...taken.filter((letter) => !isMeant(letter)));
      yield taken.filter(isMeant);
    }
  } finally {
    await box.giveBack(others);
  }
}

async function takeAll(box: DeadLetters): Promise<DeadLetter[]> {
  const all: DeadLetter[] = [];
  for (;;) {
    const taken = await box.take();
    if (taken.length === 0) return all;
    all.push(...taken);
  }
}

async function lookFor(
  ids: readonly string[],
  boxes: readonly DeadLetters[],
): Promise<readonly DeadLetter[]> {
  const found: DeadLetter[] = [];
  for (const box of boxes) {
    const taken = await takeAll(box);
    await box.giveBack(taken);
    found.push(...taken.filter(({ id }) => ids.includes(id)));
  }
  if (found.length > 0) return found;
  throw new RefusedError(`There is no dead letter ${ids.join(', ')} that can be seen now.`);
}

function told({ body, sentAt }: DeadLetter): string {
  return `${timeText(sentAt, 'UTC')}: ${putAsideOf(body).what}`;
}

function asJson(letter: DeadLetter) {
  const { id, body, sentAt } = letter;
  return { id, sentAt, body, ...putAsideOf(body) };
}

/** The commands on dead letters. */
export const deadLetterCommands = [list, show, redrive, drop];

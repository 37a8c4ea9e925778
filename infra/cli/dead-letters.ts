/** `dead-letters list|show|redrive|drop`: what the owner does about work that was put aside. */
import { hourMs } from '../../functions/config/time.ts';
import type { Fate, ReadLetter } from '../../functions/mail/dead-letters.ts';
import { type Answer, command, type Options } from './command.ts';
import type { Connection } from './connection.ts';
import { putAsideText } from './dead-letter.ts';
import { RefusedError, UsageError } from './errors.ts';
import { factsText } from './table-text.ts';
import { countText, timeText } from './time-text.ts';

const allOption = {
  all: { type: 'boolean', help: 'all of them' },
} as const satisfies Options;

const listedMax = 100;

const list = command({
  name: 'dead-letters list',
  summary: 'Show the work that was put aside because nobody could do it',
  details: [
    'Of each lane of a queue the first ten are shown, and of a queue about a hundred; the others stand',
    'behind them. Times are when the work was asked for, or where there are lanes put aside, in UTC.',
  ],
  takes: [],
  options: {},
  isReading: true,
  run: async ({ screen }, { deadLetters }) => {
    const seen = await deadLetters.look(listedMax);
    const found = seen.flatMap(({ letters }) => letters);
    const hidden = seen.reduce((sum, { behind }) => sum + behind, 0);
    const facts = found.map((letter) => [letter.id, told(letter)] as const);
    const more = hidden === 0 ? [] : [`${countText(hidden, 'more stands', 'more stand')} behind.`];
    const none = ['Nothing was put aside.'];
    return {
      lines: found.length + hidden === 0 ? none : [...factsText(facts, screen.columns), ...more],
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
    const [id = ''] = args;
    const letter = await deadLetters.find(id);
    if (letter === undefined) throw new RefusedError(unseenText(id));
    return {
      lines: [...factsText([[letter.id, told(letter)]], screen.columns), letter.body],
      json: asJson(letter),
    };
  },
});

const redrive = command({
  name: 'dead-letters redrive',
  summary: 'Have dead letters worked off after all',
  details: [
    'Mend what stood in their way first: the alarm says where to look. Whatever was done since is',
    'not done twice. Ticks of a clock are not put back: later ones have done their work. What is no',
    'message of Paperboy’s stays.',
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

/** More than a queue of SQS hands out before some are given back. */
const most = 120_000;

const fates: Readonly<Record<Fate, string>> = {
  putBack: 'Put back.',
  dropped: 'Dropped.',
  kept: 'Not put back.',
};

async function settle(
  ids: readonly string[],
  isAll: boolean,
  { deadLetters }: Connection,
  how: 'redrive' | 'drop',
): Promise<Answer> {
  if (isAll === ids.length > 0) throw new UsageError('Name dead letters by their ids, or --all.');
  const until = Date.now() + hourMs;
  const { done, unseen } = await deadLetters.settle({ how, ids: isAll ? 'all' : ids, most, until });
  const lines = done.map(({ letter, fate }) => `${fates[fate]} ${putAsideText(letter)}`);
  const none = isAll && lines.length === 0 ? ['Nothing was put aside.'] : [];
  return { lines: [...lines, ...unseen.map(unseenText), ...none], isRefused: unseen.length > 0 };
}

function unseenText(id: string): string {
  return `There is no dead letter ${id} that can be seen now.`;
}

function told(letter: ReadLetter): string {
  return `${timeText(letter.sentAt, 'UTC')}: ${putAsideText(letter)}`;
}

function asJson(letter: ReadLetter) {
  const { id, sentAt, body, home } = letter;
  return { id, sentAt, body, what: putAsideText(letter), ...(home === undefined ? {} : { home }) };
}

/** The commands on dead letters. */
export const deadLetterCommands = [list, show, redrive, drop];

/** `editions calls|stop|go`: what an owner says about all that is due at an instant. */
import { dayMs } from '../../functions/config/time.ts';
import { type Call, objectionTo } from '../../functions/edition/call.ts';
import type { ErrorFinding } from '../../functions/edition/finding.ts';
import type { Newsletter } from '../../functions/edition/newsletter.ts';
import { letGo, stopCall } from '../../functions/edition/plan/decide-call.ts';
import { callStore } from '../../functions/store/calls.ts';
import { decidingBook } from '../../functions/store/deciding-book.ts';
import { chosenNewsletter, newsletterOption } from './chosen.ts';
import { command } from './command.ts';
import type { Connection } from './connection.ts';
import { RefusedError } from './errors.ts';
import { tableText } from './table-text.ts';
import { countText, numberText, timeText } from './time-text.ts';

const shownMs = 7 * dayMs;

const calls = command({
  name: 'editions calls',
  summary: 'Show what you were asked about before it goes, and what you said',
  details: ['With sending by veto or approval (newsletter set --sending). What is due comes last.'],
  takes: [],
  options: newsletterOption,
  isReading: true,
  run: async ({ values, screen }, connection) => {
    const newsletter = await chosenNewsletter(values.newsletter, connection);
    const all = await callsOf(newsletter, connection);
    const now = connection.now();
    const rows = all.map((call) => [
      timeText(call.scheduledAt, newsletter.zone),
      stateText(call, now),
      call.goesAt === undefined ? 'with your word' : timeText(call.goesAt, newsletter.zone),
      call.shown === undefined ? '' : numberText(call.shown.items.length),
    ]);
    const columns = [
      { title: 'Due' },
      { title: 'State', shrinksTo: 12 },
      { title: 'Goes' },
      { title: 'Stories', align: 'right' },
    ] as const;
    const none = [`${newsletter.name} has asked you nothing in the last week.`];
    return {
      lines: rows.length === 0 ? none : tableText(columns, rows, screen.columns),
      json: all,
    };
  },
});

function callsOf({ id }: Newsletter, { table, now }: Connection): Promise<readonly Call[]> {
  return callStore(table, now).list(id, now() - shownMs);
}

function stateText(call: Call, now: number): string {
  const objection = objectionTo(call, now);
  if (objection === undefined) return 'goes, or is gone';
  return objection.check === 'stoppedByOwner' ? 'stopped' : 'waits for you';
}

const timeOption = {
  due: { type: 'string', value: 'TIME', help: 'which, as editions calls shows it (the next)' },
} as const;

const stop = command({
  name: 'editions stop',
  summary: 'Stop what is due at an instant, for all its readers, until you let it go',
  details: [
    'It is kept out of the public archive too. Without --due it is the first that is not over.',
  ],
  takes: [],
  options: { ...newsletterOption, ...timeOption },
  isReading: true,
  run: async ({ values }, connection) => {
    const newsletter = await chosenNewsletter(values.newsletter, connection);
    const call = await chosenCall(values.due, ['awaitsOwner'], newsletter, connection);
    const book = decidingBook(connection.table, connection.now);
    const stopped = await stopCall(call, newsletter, book);
    if (stopped.isTooLate) {
      throw new RefusedError('It was too late: everybody who was due it has been mailed.');
    }
    const had =
      stopped.submitted === 0
        ? 'Nobody has been mailed it.'
        : `It went to ${countText(stopped.submitted, 'reader')} before.`;
    return {
      lines: [`What is due ${timeText(call.scheduledAt, newsletter.zone)} is stopped. ${had}`],
      json: { ...call, state: 'stopped', ...stopped },
    };
  },
});

const go = command({
  name: 'editions go',
  summary: 'Let go what is due at an instant: what waits for you, or what you stopped',
  details: ['It goes at once, also before its hour. Each reader gets it once.'],
  takes: [],
  options: { ...newsletterOption, ...timeOption },
  isReading: true,
  run: async ({ values }, connection) => {
    const newsletter = await chosenNewsletter(values.newsletter, connection);
    const asked = ['awaitsOwner', 'stoppedByOwner'] as const;
    const call = await chosenCall(values.due, asked, newsletter, connection);
    const going = await letGo(call, decidingBook(connection.table, connection.now));
    await connection.fireDigest(connection.now());
    return {
      lines: [`What is due ${timeText(call.scheduledAt, newsletter.zone)} goes out.`],
      json: going,
    };
  },
});

/** The call that is meant. Throws a RefusedError when there is none. */
async function chosenCall(
  due: string | undefined,
  asked: readonly ErrorFinding['check'][],
  newsletter: Newsletter,
  connection: Connection,
): Promise<Call> {
  const all = await callsOf(newsletter, connection);
  const wanted = due?.trim().replace('T', ' ');
  const now = connection.now();
  const isOpen = (call: Call) => {
    const objection = objectionTo(call, now);
    return objection !== undefined && asked.includes(objection.check);
  };
  const found =
    wanted === undefined
      ? (all.find(isOpen) ?? all.at(-1))
      : all.find((call) => timeText(call.scheduledAt, newsletter.zone) === wanted);
  if (found !== undefined) return found;
  throw new RefusedError(
    `${newsletter.name} has asked you nothing${wanted === undefined ? '' : ` about ${wanted}`}. ` +
      'An edition that is going out is stopped by editions hold ID.',
  );
}

/** The commands on what waits for its owner. */
export const callCommands = [calls, stop, go];

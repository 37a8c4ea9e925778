/** `editions calls|stop|go`: what an owner says about all that is due at an instant. */
import { instantOf, readDay } from '../../functions/config/calendar.ts';
import { dayMs } from '../../functions/config/time.ts';
import { type Call, objectionTo } from '../../functions/edition/call.ts';
import type { ErrorFinding } from '../../functions/edition/finding.ts';
import type { Newsletter } from '../../functions/edition/newsletter.ts';
import { letGo, stopCall } from '../../functions/edition/plan/decide-call.ts';
import { skipDue, unskipDue } from '../../functions/edition/plan/skip.ts';
import { callStore } from '../../functions/store/calls.ts';
import { decidingBook } from '../../functions/store/deciding-book.ts';
import { segmentStore } from '../../functions/store/segments.ts';
import { chosenNewsletter, newsletterOption } from './chosen.ts';
import { command } from './command.ts';
import type { Connection } from './connection.ts';
import { RefusedError, UsageError } from './errors.ts';
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
  if (call.state === 'skipped') return 'skipped';
  const objection = objectionTo(call, now);
  if (objection === undefined) return 'goes, or is gone';
  return objection.check === 'stoppedByOwner' ? 'stopped' : 'waits for you';
}

const dueOption = {
  due: { type: 'string', value: 'TIME', help: 'which, such as 2026-03-24 07:00 (the next)' },
} as const;

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
  isActing: () => true,
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
  isActing: () => true,
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

const skip = command({
  name: 'editions skip',
  summary: 'Skip what is due at an instant, for all its readers',
  details: ['Nobody is mailed then, and what is new comes with the edition after it.'],
  takes: [],
  options: { ...newsletterOption, ...dueOption },
  isReading: false,
  run: async ({ values }, connection) => {
    const newsletter = await chosenNewsletter(values.newsletter, connection);
    const book = decidingBook(connection.table, connection.now);
    const due = dueIn(values.due, newsletter) ?? (await firstDue(newsletter, connection));
    if (due === undefined) throw new RefusedError(`Nothing of ${newsletter.name} is due.`);
    const named = timeText(due, newsletter.zone);
    const done = await skipDue(newsletter, due, book);
    if (done === 'skipped') return { lines: [`What is due ${named} is skipped.`] };
    throw new RefusedError(
      done === 'not due'
        ? `Nothing of ${newsletter.name} is due ${named}.`
        : `It was too late to skip what is due ${named}: it goes already.`,
    );
  },
});

const unskip = command({
  name: 'editions unskip',
  summary: 'Have what you skipped go at its hour after all',
  takes: [],
  options: { ...newsletterOption, ...dueOption },
  isReading: false,
  run: async ({ values }, connection) => {
    const newsletter = await chosenNewsletter(values.newsletter, connection);
    const book = decidingBook(connection.table, connection.now);
    const due = dueIn(values.due, newsletter) ?? (await firstSkipped(newsletter, connection));
    if (due === undefined || !(await unskipDue(newsletter, due, book))) {
      throw new RefusedError(`Nothing of ${newsletter.name} that is to come is skipped.`);
    }
    return { lines: [`What is due ${timeText(due, newsletter.zone)} goes at its hour.`] };
  },
});

/** A time on the clock of the newsletter, as it is shown. Throws a UsageError. */
function dueIn(text: string | undefined, { zone }: Newsletter): number | undefined {
  if (text === undefined) return undefined;
  const [, day = '', hour = '', minute] =
    /^(\d{4}-\d{2}-\d{2})[ T](\d{2}):(\d{2})$/.exec(text.trim()) ?? [];
  const date = readDay(day);
  if (date === undefined || minute !== '00') {
    throw new UsageError(`--due is a time such as '2026-03-24 07:00', not ${text}.`);
  }
  return instantOf(date, Number(hour), zone);
}

async function firstDue({ id }: Newsletter, { table, now }: Connection) {
  const segments = await segmentStore(table).list(id);
  const dues = segments.flatMap(({ dueAt = 0 }) => (dueAt > now() ? dueAt : []));
  return dues.length === 0 ? undefined : Math.min(...dues);
}

async function firstSkipped(newsletter: Newsletter, connection: Connection) {
  const all = await callsOf(newsletter, connection);
  return all.find((call) => isSkipped(call, connection.now()))?.scheduledAt;
}

/** It is to come, and nobody is mailed then. */
function isSkipped({ state, scheduledAt }: Call, now: number): boolean {
  return state === 'skipped' && scheduledAt > now;
}

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
    if (isSkipped(call, now)) return false;
    const objection = objectionTo(call, now);
    return objection !== undefined && asked.includes(objection.check);
  };
  const found =
    wanted === undefined
      ? (all.find(isOpen) ?? all.at(-1))
      : all.find((call) => timeText(call.scheduledAt, newsletter.zone) === wanted);
  if (found !== undefined && isSkipped(found, now)) {
    const named = timeText(found.scheduledAt, newsletter.zone);
    throw new RefusedError(
      `What is due ${named} is skipped. Take that back: paperboy editions unskip --due '${named}'`,
    );
  }
  if (found !== undefined) return found;
  throw new RefusedError(
    `${newsletter.name} has asked you nothing${wanted === undefined ? '' : ` about ${wanted}`}. ` +
      'An edition that is going out is stopped by editions hold ID.',
  );
}

/** The commands on what waits for its owner. */
export const callCommands = [calls, stop, go, skip, unskip];

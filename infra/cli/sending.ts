/** `sending status|pause|resume|warm-up`: whether mail goes out, and how fast. */
import { minuteMs } from '../../functions/config/time.ts';
import { parkMs, pauseSending } from '../../functions/mail/pace.ts';
import { isQuotaRead, type Pace } from '../../functions/mail/pace-book.ts';
import { resumeHere } from '../../functions/mail/sending-switch.ts';
import { sweepBatches, sweepLetters } from '../../functions/mail/sweep.ts';
import { openWarmUp } from '../../functions/mail/warm-up.ts';
import { batchStore } from '../../functions/store/batches.ts';
import { letterStore } from '../../functions/store/letters.ts';
import { clearMoveMarks } from '../../functions/store/move-marks.ts';
import { paceStore, switchStore } from '../../functions/store/pace.ts';
import { dayOfSending } from '../../functions/store/reputation.ts';
import { command } from './command.ts';
import type { Connection } from './connection.ts';
import { RefusedError, UsageError } from './errors.ts';
import { haltText } from './status-text.ts';
import { factsText } from './table-text.ts';
import { timeText } from './time-text.ts';

const zone = 'UTC';

const status = command({
  name: 'sending status',
  summary: 'Show whether sending is on, the quota of the account, bounces and complaints of a day',
  takes: [],
  options: {},
  isReading: true,
  run: async ({ screen }, { table, now, service }) => {
    const [pace, day] = await Promise.all([paceStore(table).load(), dayOfSending(table, now())]);
    const facts = factsText(
      [
        ['Sending', stateOf(pace, now(), service)],
        ['Rate', pace && pace.quotaReadAt > 0 ? `${pace.quota.maxPerSecond} a second` : undefined],
        ['Last 24 hours', pace && `${day.sent}${quotaText(pace)}`],
        ['Bounces', `${day.bounces} new`],
        ['Complaints', `${day.complaints} new`],
        ['Warm-up', pace?.warmUp && `since ${timeText(pace.warmUp.from, zone)} ${zone}`],
      ],
      screen.columns,
    );
    return { lines: facts, json: { pace: pace ?? null, day } };
  },
});

function stateOf(pace: Pace | undefined, now: number, service: string): string {
  if (pace === undefined) return 'on; nothing has been sent yet';
  if (pace.paused !== undefined) {
    return `paused since ${timeText(pace.paused.at, zone)} ${zone}: ${pace.paused.reason}`;
  }
  if (pace.halt !== undefined) return haltText(pace, { now, zone, service });
  if (pace.haltedUntil !== undefined && pace.haltedUntil > now) {
    return `waits until ${timeText(pace.haltedUntil, zone)} ${zone}: ${pace.haltReason ?? ''}`;
  }
  return 'on';
}

function quotaText(pace: Pace): string {
  if (!isQuotaRead(pace)) return '';
  return ` of ${pace.quota.max24Hour < 0 ? 'any number' : pace.quota.max24Hour}`;
}

const pause = command({
  name: 'sending pause',
  summary: 'Stop all mail but notices to you; what is due waits and nothing is lost',
  takes: [],
  options: { reason: { type: 'string', value: 'TEXT', help: 'why, for whoever looks later' } },
  isReading: false,
  run: async ({ values }, { table, now }) => {
    const reason = values.reason ?? 'by the owner.';
    await pauseSending({ at: now(), by: 'owner', reason }, paceStore(table));
    return { lines: ['Sending is paused. paperboy sending resume lets it go on.'] };
  },
});

const resume = command({
  name: 'sending resume',
  summary: 'Go on with sending; what waited is queued at once',
  takes: [],
  options: {
    'here-again': {
      type: 'boolean',
      help: 'though it has moved: only if the new place has mailed nobody, and stays paused',
    },
  },
  isReading: false,
  run: async ({ values }, connection: Connection) => {
    const { table } = connection;
    if (values['here-again'] === true) await clearMoveMarks(table);
    const resumed = await resumeHere(switchStore(table));
    if (resumed.kind === 'moved') throw movedAway(resumed.to);
    await wakeWaiting(connection);
    return { lines: ['Sending goes on. What waited is on its way.'] };
  },
});

function movedAway(to: string): RefusedError {
  return new RefusedError(
    `This Paperboy has moved to ${to}, which mails its readers: nothing was resumed. If nobody ` +
      'was mailed from there and it stays paused: paperboy sending resume --here-again',
  );
}

/** Whoever met the pause would look again within that time, by another clock than ours. */
const parkedWithinMs = parkMs + minuteMs;

/** What waits for the pause to end looks again now; what is too much for one go, when it would have. */
export async function wakeWaiting({
  table,
  queues,
  now,
}: Pick<Connection, 'table' | 'queues' | 'now'>): Promise<void> {
  const at = now();
  const batches = batchStore(table, now);
  const letters = letterStore(table, now);
  await sweepLetters(at, {
    ...letters,
    due: () => letters.due(at + parkedWithinMs),
    enqueue: queues.confirmations.send,
  });
  await sweepBatches(at, {
    postpone: batches.postpone,
    due: (_, limit) => batches.due(at + parkedWithinMs, limit),
    enqueue: queues.send.send,
    queueDepth: async () => 0,
    pace: async () => undefined,
  });
}

const warmUp = command({
  name: 'sending warm-up',
  summary: 'Begin small with a new sender: --start N mails on the first day, doubled each day',
  details: [
    'It ends by itself after 14 days. What is over the limit waits, but notices to you; a tenth of',
    'each day is kept for confirmations and other letters. --off ends it now.',
  ],
  takes: [],
  options: {
    start: { type: 'string', value: 'N', help: 'mails on the first day (500)' },
    off: { type: 'boolean', help: 'end it now' },
  },
  isReading: false,
  run: async ({ values }, { table, now }) => {
    if (values.off === true) {
      await openWarmUp(paceStore(table)).end();
      return { lines: ['The warm-up has ended: only the quota of the account limits sending.'] };
    }
    const firstDay = Number(values.start ?? '500');
    if ((await openWarmUp(paceStore(table)).begin(now(), firstDay)) === 'refused') {
      throw new UsageError(
        `--start takes a whole number from 1 to 1,000,000, without commas, not ${values.start}.`,
      );
    }
    return { lines: [`At most ${firstDay} mails in the first 24 hours, twice as many each day.`] };
  },
});

/** The commands on sending as a whole. */
export const sendingCommands = [status, pause, resume, warmUp];

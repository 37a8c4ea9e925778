/** What Paperboy costs a month, from what was counted and what AWS asks. */
import type { counted as countedTable } from './cost-counts.ts';
import type { prices as priceTable } from './cost-prices.ts';

/** Who reads, what is watched, and how many editions each reader gets a day. */
export interface Usage {
  readonly readers: number;
  readonly feeds: number;
  readonly perDay: number;
}

/** A line of the bill: so much of something, and what it comes to (USD a month). */
export interface CostLine {
  readonly name: string;
  readonly amount: string;
  readonly usd: number;
}

/** The whole of it. `mails` are what SES sends in a month. */
export interface Cost {
  readonly mails: number;
  readonly ses: CostLine;
  readonly others: readonly CostLine[];
  /** All but SES (USD a month). */
  readonly besidesUsd: number;
}

type Counted = typeof countedTable;
type Prices = typeof priceTable;

const days = 30;
const minutes = days * 24 * 60;
const million = 1_000_000;
/** The memory at which Lambda gives one whole processor. */
const gbOfProcessor = 1.769;

/** Computes it for a month of thirty days, in a table as old as the longest rows are kept. */
export function costOf(usage: Usage, counted: Counted, prices: Prices): Cost {
  const month = monthOf(usage, counted);
  const ses = line(
    'SES',
    `${count(month.mails)} mails`,
    (month.mails / 1_000) * prices.mailsThousand,
  );
  const others = [
    ...tableLines(month, counted, prices),
    ...lambdaLines(month, counted, prices),
    ...queueLines(month, counted, prices),
    ...fixedLines(month, counted, prices),
  ];
  const besidesUsd = others.reduce((sum, { usd }) => sum + usd, 0);
  return { mails: month.mails, ses, others, besidesUsd };
}

interface Month {
  readonly readers: number;
  readonly mails: number;
  readonly polls: number;
  readonly items: number;
  readonly batches: number;
  readonly events: number;
  readonly fetches: number;
  readonly visits: number;
}

function monthOf({ readers, feeds, perDay }: Usage, { feed, mail, ticks }: Counted): Month {
  const mails = readers * perDay * days;
  const polls = feeds * feed.pollsADay * days;
  return {
    readers,
    mails,
    polls,
    items: feeds * feed.itemsADay * days,
    batches: Math.max(mails / mail.batchReaders, mails === 0 ? 0 : days),
    events: mails * mail.events,
    fetches: Math.min(polls, Math.max(polls / feed.feedsAMessage, ticks.poll.aMonth)),
    visits: mails * mail.visits,
  };
}

function tableLines({ mails, polls, items, readers }: Month, counted: Counted, prices: Prices) {
  const { mail, feed, ticks, kept } = counted;
  const allTicks = Object.values(ticks);
  const ofTicks = (unit: 'reads' | 'writes') =>
    allTicks.reduce((sum, tick) => sum + tick.aMonth * tick[unit], 0);
  const writes = mails * mail.writes + items * feed.newItem.writes + ofTicks('writes');
  const reads =
    mails * mail.reads + polls * feed.poll.reads + items * feed.newItem.reads + ofTicks('reads');
  const bytes =
    readers * kept.reader.bytes +
    (items / days) * (kept.item.bytes * kept.item.days + kept.seen.bytes * kept.seen.days) +
    (mails / days) * kept.mail.bytes * kept.mail.days;
  const gb = bytes / 1e9;
  return [
    perMillion('Table, writes', 'units', writes, prices.writeUnitsMillion),
    perMillion('Table, reads', 'units', reads, prices.readUnitsMillion),
    line(
      'Table, storage and recovery',
      `${gb.toFixed(1)} GB`,
      beyond(gb, prices.tableGb) + gb * prices.recoveryGb,
    ),
  ];
}

function lambdaLines(month: Month, { mail, feed, ticks }: Counted, prices: Prices) {
  const allTicks = Object.values(ticks);
  const processorMs =
    month.mails * mail.processorMs +
    month.polls * feed.poll.processorMs +
    month.items * feed.newItem.processorMs;
  const waitingGbMs =
    month.polls * feed.poll.waitingMs * feed.gb +
    allTicks.reduce((sum, { aMonth, ms, gb }) => sum + aMonth * ms * gb, 0);
  const gbSeconds = (processorMs * gbOfProcessor * mail.billedTimes + waitingGbMs) / 1_000;
  const calls =
    allTicks.reduce((sum, { aMonth }) => sum + aMonth, 0) +
    month.fetches +
    month.batches +
    month.events / mail.eventsACall +
    month.visits;
  return [
    line('Lambda, time', `${count(gbSeconds)} GB-s`, beyond(gbSeconds, prices.lambdaGbSecond)),
    line(
      'Lambda, calls',
      `${count(calls)} calls`,
      beyond(calls / million, prices.lambdaRequestsMillion),
    ),
  ];
}

function queueLines(month: Month, { queues, ticks }: Counted, prices: Prices) {
  const { send, receiveAndDelete, receivedAtOnce, pollsAMinute, pollers, pollersLimited } = queues;
  const messages = month.fetches + month.batches;
  const emptyFifo = queues.fifo * pollers * pollsAMinute * minutes;
  const fifo =
    messages * (send + receiveAndDelete) + ticks.digest.aMonth * (1 + receiveAndDelete) + emptyFifo;
  const emptyStandard = queues.standard * pollersLimited * pollsAMinute * minutes;
  const standard = (month.events * receiveAndDelete) / receivedAtOnce + emptyStandard;
  const paid = Math.max(0, 1 - (prices.sqsFreeMillions * million) / (fifo + standard));
  const usd =
    ((fifo * prices.sqsFifoMillion + standard * prices.sqsStandardMillion) / million) * paid;
  return [
    line('SQS, asking empty queues', `${count(emptyFifo + emptyStandard)} requests`, 0),
    line('SQS, all', `${count(fifo + standard)} requests`, usd),
    line(
      'SNS, what SES reports',
      `${count(month.events)} events`,
      beyond(month.events / million, prices.snsMillion),
    ),
  ];
}

function fixedLines(month: Month, { ticks, watching, feed, mail }: Counted, prices: Prices) {
  const calls = Object.values(ticks).reduce((sum, { aMonth }) => sum + aMonth, 0);
  const logGb = (month.items * feed.logBytes + month.mails * mail.logBytes) / 1e9;
  const { each, looksADay, partOfDay } = watching.queries;
  const queriedGb = logGb * each * looksADay * partOfDay;
  return [
    line('Schedules', `${count(calls)} calls`, beyond(calls / million, prices.schedulesMillion)),
    line('Secrets', `${watching.secrets}`, watching.secrets * prices.secret),
    line('Alarms', `${watching.alarms}`, beyond(watching.alarms, prices.alarm)),
    line('Metrics', `${watching.metrics}`, beyond(watching.metrics, prices.metric)),
    line('Logs', `${logGb.toFixed(1)} GB`, beyond(logGb, prices.logsGb)),
    line(
      'Dashboard',
      `${watching.dashboards}`,
      beyond(watching.dashboards, prices.dashboard) + queriedGb * prices.queriedGb,
    ),
    perMillion('Site', 'requests', month.visits, prices.apiRequestsMillion),
  ];
}

function beyond(amount: number, price: { readonly each: number; readonly free: number }): number {
  return Math.max(0, amount - price.free) * price.each;
}

function perMillion(name: string, unit: string, amount: number, price: number): CostLine {
  return line(name, `${count(amount)} ${unit}`, (amount / million) * price);
}

function line(name: string, amount: string, usd: number): CostLine {
  return { name, amount, usd };
}

/** `1.3 million`, `43,200`. */
function count(amount: number): string {
  if (amount >= million) return `${(amount / million).toFixed(1)} million`;
  return Math.round(amount).toLocaleString('en-US');
}

/**
 * What can break about the messages of a queue. A lane (FIFO) gives nothing back: what fails in it is
 * given up, and comes anew from its row; what takes its process down, or is not begun at all, is
 * received again. A message of any other queue is received until it is dead.
 */
import type { QueueName } from '../../infra/cloud/door-names.ts';
import {
  type AlarmFault,
  isSweep,
  type Observed,
  type QueueFacts,
  type Ring,
  ring,
  sayLate,
} from './alarm-fault.ts';

/** How the work of a lane goes on when it fails. */
interface Lane {
  /** Minutes until poll, sweep or the next tick brings the same work again, at the most. */
  readonly againMinutes: number;
  /** Receipts that are begun (`triesMax` of the door). */
  readonly tries: number;
  /** By when the alarm on failures promises to ring. */
  readonly failsWithin: number;
  /** What the sweep calls late, and when. */
  readonly late?: { readonly what: string; readonly minutes: number };
}

/** A feed is asked once an hour here; the sweep looks every five minutes for what is due since 15. */
const lanes: Partial<Record<QueueName, Lane>> = {
  fetch: { againMinutes: 60, tries: 1, failsWithin: 80 },
  digest: {
    againMinutes: 1,
    tries: 1,
    failsWithin: 20,
    late: { what: 'planning', minutes: 20 },
  },
  send: { againMinutes: 20, tries: 2, failsWithin: 40, late: { what: 'edition', minutes: 180 } },
  confirmation: {
    againMinutes: 20,
    tries: 2,
    failsWithin: 40,
    late: { what: 'confirmation', minutes: 60 },
  },
};

const startsWithin = 20;
const eventsFailWithin = 40;
const deadWithin = 15;
/** The age that the queue alarm of feeds waits for, and what its text promises. */
const fetchBacklog = { minutes: 75, within: 90 };
const lateWithin = 20;

/** The faults of every queue. */
export function queueFaults(queues: Readonly<Record<QueueName, QueueFacts>>): AlarmFault[] {
  return (Object.entries(queues) as [QueueName, QueueFacts][]).flatMap(([name, facts]) => {
    const lane = lanes[name];
    const own =
      lane === undefined
        ? [comesBack(name, facts, 'fails'), comesBack(name, facts, 'dies')]
        : laneFaults(name, facts, lane);
    return [...own, isDead(name, facts)];
  });
}

function isDead(name: QueueName, { deadLetterAlarm }: QueueFacts): AlarmFault {
  return {
    what: `the dead letters of ${name} hold one`,
    rings: [ring(deadLetterAlarm, deadWithin)],
    minute: (aws) => aws.deadLetters(name, 1),
  };
}

/** One message that fails, or takes its door down, until it is dead: received anew each time. */
function comesBack(name: QueueName, facts: QueueFacts, how: 'fails' | 'dies'): AlarmFault {
  const { worker, receiptsMax, deadLetterAlarm } = facts;
  const deadAt = receiptAt(facts, receiptsMax);
  // The age leaves a message out once it was received three times: three times six minutes is less
  // than the alarm on it waits for.
  const countedFor = receiptAt(facts, Math.min(receiptsMax, 3));
  return {
    what:
      how === 'fails'
        ? `a message of ${name} fails every time`
        : `a message of ${name} takes ${worker} down out of memory every time`,
    rings: [ring('work-fails', eventsFailWithin), ring(deadLetterAlarm, deadWithin, deadAt)],
    minute: (aws, n) => {
      const isDead = n >= deadAt;
      aws.deadLetters(name, isDead ? 1 : 0);
      aws.oldest(name, n < countedFor ? n : 0);
      const attempt = receiptIn(facts, n);
      if (attempt === undefined || isDead) return;
      if (how === 'fails') aws.log(worker, 'record failed', { attempt });
      else aws.call(worker, 'error');
    },
  };
}

function laneFaults(name: QueueName, facts: QueueFacts, lane: Lane): AlarmFault[] {
  return [
    {
      what: `a message of ${name} fails every time`,
      rings: [ring('work-fails', lane.failsWithin), ...ringsLate(lane)],
      minute: (aws, n, clock) => {
        if (n % lane.againMinutes === 0) aws.log(facts.worker, 'record failed', { attempt: 1 });
        sayLane(aws, lane, n, clock);
      },
    },
    {
      what: `a message of ${name} takes ${facts.worker} down out of memory every time`,
      rings: [ring('work-fails', lane.failsWithin), ...ringsLate(lane)],
      minute: (aws, n, clock) => {
        die(aws, facts, lane, n);
        sayLane(aws, lane, n, clock);
      },
    },
    findsNoRoom(name, facts),
    doesNotStart(name, facts, lane),
  ];
}

/** While a tick takes digest down, the others wait behind it: it is never idle. */
function die(aws: Observed, facts: QueueFacts, lane: Lane, n: number): void {
  const { worker } = facts;
  const lastsFor = receiptAt(facts, lane.tries);
  const attempt = receiptIn(facts, n % Math.max(lane.againMinutes, lastsFor));
  if (attempt === undefined || attempt > lane.tries + 1) return;
  if (attempt <= lane.tries) aws.call(worker, 'error');
  // A feed is set aside instead.
  else if (worker !== 'fetch') aws.log(worker, 'record failed', { attempt });
}

/** Lambda hands a message over again and again while the account has no room for its door. */
function findsNoRoom(name: QueueName, facts: QueueFacts): AlarmFault {
  const deadAt = receiptAt(facts, facts.receiptsMax);
  return {
    what: `a message of ${name} finds no room in Lambda`,
    rings: [ring(facts.deadLetterAlarm, deadWithin, deadAt)],
    minute: (aws, n) => (n < deadAt ? aws.oldest(name, n) : aws.deadLetters(name, 1)),
  };
}

/** Everything behind its first message waits until that is dead, and so on. */
function doesNotStart(name: QueueName, facts: QueueFacts, lane: Lane): AlarmFault {
  const deadAt = receiptAt(facts, facts.receiptsMax);
  const isFetch = name === 'fetch';
  // An edition that is due while digest stands still is another fault of this table.
  const late = name === 'digest' ? { ...lane, late: undefined } : lane;
  return {
    what: `${facts.worker} does not start, and messages of ${name} wait`,
    rings: [
      ring('work-fails', startsWithin),
      ring(facts.deadLetterAlarm, deadWithin, deadAt),
      ...(isFetch ? [ring('fetch-backlog', fetchBacklog.within)] : []),
      ...ringsLate(late),
    ],
    minute: (aws, n, clock) => {
      const dead = Math.floor(n / deadAt);
      aws.oldest(name, n - dead * 5);
      if (dead > 0) aws.deadLetters(name, dead);
      if (receiptIn(facts, n) !== undefined) aws.call(facts.worker, 'error');
      sayLane(aws, late, n, clock);
    },
  };
}

type MaybeLate = { readonly late?: Lane['late'] | undefined };

function ringsLate({ late }: MaybeLate): Ring[] {
  return late === undefined ? [] : [ring('late', late.minutes + lateWithin)];
}

function sayLane(aws: Observed, { late }: MaybeLate, n: number, clock: number): void {
  if (late !== undefined && n > late.minutes && isSweep(clock)) sayLate(aws, late.what);
}

/** The minute in which a message has been received so often and its visibility ends again. */
function receiptAt({ visibilitySeconds }: QueueFacts, receipts: number): number {
  return Math.floor((receipts * visibilitySeconds) / 60);
}

/** Which receipt, from 1, falls into this minute; undefined when none does. */
function receiptIn(facts: QueueFacts, minute: number): number | undefined {
  const receipt = Math.ceil((minute * 60) / facts.visibilitySeconds) + 1;
  return receiptAt(facts, receipt - 1) === minute ? receipt : undefined;
}

/**
 * What can break, and which alarms have to ring for it, in this order and in which time: the one
 * table, whether the metrics are made up minute by minute or counted on the stage.
 */
import type { Door, QueueName } from '../../infra/cloud/constructs/rights.ts';

/** What AWS would have counted; each call stands for the minute that it is made in. */
export interface Observed {
  readonly call: (door: Door, status?: 'success' | 'error' | 'timeout') => void;
  readonly log: (door: Door, event: string, facts?: Record<string, unknown>) => void;
  readonly oldest: (queue: QueueName, minutes: number) => void;
  readonly deadLetters: (queue: QueueName, count: number) => void;
  readonly siteErrors: (count: number) => void;
  readonly reputation: (rate: 'BounceRate' | 'ComplaintRate', value: number) => void;
}

/** The queues as the template has them. */
export interface QueueFacts {
  readonly worker: Door;
  readonly attempts: number;
  readonly visibilityMinutes: number;
  readonly isFifo: boolean;
  /** The alarm on its dead letters. */
  readonly deadLetterAlarm: string;
}

export interface Ring {
  readonly alarm: string;
  /** When its reason is there, in minutes after the fault began. */
  readonly from: number;
  /** From then on; its text promises the same. */
  readonly withinMinutes: number;
}

export interface AlarmFault {
  readonly what: string;
  /** A second and third one is a consequence of the same fault, and comes later. */
  readonly rings: readonly Ring[];
  /** Who is not called at all while it lasts. */
  readonly silent?: readonly Door[];
  /** How the calls of a scheduled door end while it lasts; without a word, well. */
  readonly ends?: Partial<Record<Door, 'error' | 'timeout'>>;
  /** What happens in minute n after the fault began, besides; `clock` is the minute of the hour. */
  readonly minute?: (aws: Observed, n: number, clock: number) => void;
}

type Queues = Readonly<Record<QueueName, QueueFacts>>;

const ring = (alarm: string, withinMinutes: number, from = 0): Ring => ({
  alarm,
  from,
  withinMinutes,
});

/** The door sweep is called at these minutes, and says then what is late. */
const isSweep = (clock: number) => clock % 5 === 2;
const sayLate = (aws: Observed, what: string) => aws.log('sweep', 'late', { what });

/** Every fault; the times of those of a queue follow from its settings. */
export function alarmFaults(queues: Queues): AlarmFault[] {
  const named = Object.entries(queues) as [QueueName, QueueFacts][];
  return [
    ...clockFaults,
    ...siteFaults,
    ...lateFaults,
    ...backlogFaults,
    ...reputationFaults,
    ...named.flatMap(([name, facts]) => [recordFails(name, facts), doorDies(name, facts)]),
    ...named.map(([name, { deadLetterAlarm }]) => ({
      what: `the dead letters of ${name} hold one`,
      rings: [ring(deadLetterAlarm, 15)],
      minute: (aws: Observed) => aws.deadLetters(name, 1),
    })),
  ];
}

const clockFaults: readonly AlarmFault[] = [
  {
    what: 'poll throws at every tick',
    rings: [ring('work-fails', 20), ring('late', 60)],
    ends: { poll: 'error' },
    minute: (aws, n, clock) => {
      if (n > 45 && isSweep(clock)) sayLate(aws, 'polling');
    },
  },
  {
    what: 'digest throws at every tick',
    rings: [ring('work-fails', 20)],
    ends: { digest: 'error' },
  },
  {
    what: 'sweep throws at every tick',
    rings: [ring('work-fails', 20)],
    ends: { sweep: 'error' },
  },
  {
    what: 'sweep runs out of time at every tick',
    rings: [ring('work-fails', 20)],
    ends: { sweep: 'timeout' },
  },
  {
    what: 'no tick comes at all',
    rings: [ring('no-sweep', 30)],
    silent: ['poll', 'digest', 'sweep'],
  },
  { what: 'sweep is not called', rings: [ring('no-sweep', 30)], silent: ['sweep'] },
  {
    what: 'poll is not called',
    rings: [ring('late', 60)],
    silent: ['poll'],
    minute: (aws, n, clock) => {
      if (n > 45 && isSweep(clock)) sayLate(aws, 'polling');
    },
  },
  {
    what: 'digest is not called while an edition is due',
    rings: [ring('late', 40)],
    silent: ['digest'],
    minute: (aws, n, clock) => {
      if (n > 20 && isSweep(clock)) sayLate(aws, 'planning');
    },
  },
];

const siteFaults: readonly AlarmFault[] = [
  {
    what: 'web answers 500 to a visitor every four minutes',
    rings: [ring('site-fails', 15)],
    minute: (aws, n) => {
      if (n % 4 !== 0) return;
      aws.log('web', 'page failed');
      aws.siteErrors(1);
    },
  },
  {
    what: 'web dies out of memory at every visit',
    rings: [ring('site-fails', 15)],
    minute: (aws) => {
      aws.call('web', 'error');
      aws.siteErrors(1);
    },
  },
];

const lateFaults: readonly AlarmFault[] = [
  {
    what: 'an edition is held',
    rings: [ring('late', 10)],
    minute: (aws, n) => {
      if (n === 0) aws.log('digest', 'edition held');
    },
  },
  {
    what: 'an edition is not done',
    rings: [ring('late', 200)],
    minute: (aws, n, clock) => {
      if (n > 180 && isSweep(clock)) sayLate(aws, 'edition');
    },
  },
  {
    what: 'a confirmation is not mailed',
    rings: [ring('late', 80)],
    minute: (aws, n, clock) => {
      if (n > 60 && isSweep(clock)) sayLate(aws, 'confirmation');
    },
  },
];

const backlogFaults: readonly AlarmFault[] = [
  {
    what: 'events pile up',
    rings: [ring('event-backlog', 30)],
    minute: (aws, n) => aws.oldest('event', n),
  },
  {
    what: 'feeds pile up',
    rings: [ring('fetch-backlog', 90)],
    minute: (aws, n) => aws.oldest('fetch', n),
  },
];

const reputationFaults: readonly AlarmFault[] = [
  {
    what: 'too many addresses bounce',
    rings: [ring('bounce-rate', 15)],
    minute: (aws) => aws.reputation('BounceRate', 0.045),
  },
  {
    what: 'too many readers complain',
    rings: [ring('complaint-rate', 15)],
    minute: (aws) => aws.reputation('ComplaintRate', 0.0009),
  },
];

/** One message fails until it is dead: received anew each time that its visibility ends. */
function recordFails(name: QueueName, facts: QueueFacts): AlarmFault {
  return {
    what: `a message of ${name} fails every time`,
    rings: ringsOfMessage(name, facts),
    minute: (aws, n, clock) => {
      poisoned(aws, { name, facts, n, clock });
      const attempt = n / facts.visibilityMinutes + 1;
      if (!Number.isInteger(attempt) || attempt > facts.attempts) return;
      aws.log(facts.worker, 'record failed', { attempt });
    },
  };
}

/** A message takes its door down until it is dead. */
function doorDies(name: QueueName, facts: QueueFacts): AlarmFault {
  return {
    what: `a message of ${name} takes ${facts.worker} down out of memory every time`,
    rings: ringsOfMessage(name, facts),
    minute: (aws, n, clock) => {
      poisoned(aws, { name, facts, n, clock });
      const attempt = n / facts.visibilityMinutes + 1;
      if (!Number.isInteger(attempt) || attempt > facts.attempts) return;
      aws.call(facts.worker, 'error');
    },
  };
}

interface Moment {
  readonly name: QueueName;
  readonly facts: QueueFacts;
  readonly n: number;
  readonly clock: number;
}

/** What one bad message shows besides its failures: the age of its queue, what waits for it, its end. */
function poisoned(aws: Observed, { name, facts, n, clock }: Moment): void {
  const deadAt = facts.attempts * facts.visibilityMinutes;
  if (n >= deadAt) aws.deadLetters(name, 1);
  else aws.oldest(name, n < countedFor(facts) ? n : 0);
  const late = lateAfterMinutes[name];
  if (late !== undefined && n > late && isSweep(clock)) sayLate(aws, name);
}

/** A standard queue leaves a message out of its age once it was received three times. */
function countedFor({ attempts, visibilityMinutes, isFifo }: QueueFacts): number {
  return (isFifo ? attempts : Math.min(attempts, 3)) * visibilityMinutes;
}

/** The edition or the signup that such a message is about. */
const lateAfterMinutes: Partial<Record<QueueName, number>> = { send: 180, confirmation: 60 };
const backlogAfterMinutes: Partial<Record<QueueName, number>> = { event: 20, fetch: 75 };

/** First that it fails, then that something waits for it, at the end that it is dead. */
function ringsOfMessage(name: QueueName, facts: QueueFacts): Ring[] {
  const backlog = backlogAfterMinutes[name];
  const late = lateAfterMinutes[name];
  const isOld = backlog !== undefined && countedFor(facts) > backlog;
  const deadAt = facts.attempts * facts.visibilityMinutes;
  return [
    ring('work-fails', 60),
    ...(isOld ? [ring(`${name}-backlog`, name === 'event' ? 30 : 90)] : []),
    ...(late === undefined ? [] : [ring('late', late + 20)]),
    ring(facts.deadLetterAlarm, 15, deadAt),
  ];
}

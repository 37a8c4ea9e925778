/**
 * What can break, and which alarms have to ring for it, in this order and in which time: the one
 * table, whether the metrics are made up minute by minute or counted on the stage.
 */
import type { QueueName } from '../../infra/cloud/door-names.ts';
import { type AlarmFault, isSweep, type QueueFacts, ring, sayLate } from './alarm-fault.ts';
import { queueFaults } from './queue-faults.ts';

/** Every fault; the times of those of a queue follow from its settings. */
export function alarmFaults(queues: Readonly<Record<QueueName, QueueFacts>>): AlarmFault[] {
  return [
    ...clockFaults,
    ...siteFaults,
    ...lateFaults,
    ...backlogFaults,
    ...reputationFaults,
    ...queueFaults(queues),
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
    what: 'SES takes no mail of ours',
    rings: [ring('late', 40)],
    minute: (aws, n, clock) => {
      if (n > 20 && isSweep(clock)) sayLate(aws, 'sending');
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
    rings: [ring('event-backlog', 20)],
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

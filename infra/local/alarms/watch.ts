/** Watches the stage as CloudWatch would, and tells how the template's alarms stand. */
import * as v from 'valibot';
import { minuteMs } from '../../../functions/config/time.ts';
import { oldestAge } from '../queues/messages.ts';
import type { Queues } from '../queues/queues.ts';
import type { Mailbox } from '../ses/mailbox.ts';
import { sampleReputation } from '../ses/reputation.ts';
import type { Template } from '../template/template.ts';
import { type AlarmState, alarmStates } from './alarm-state.ts';
import type { MetricTime } from './metric-time.ts';
import type { Metrics } from './metrics.ts';

/** Looks at what alarms are about, and tells how they stand. */
export interface Watch {
  /** Looks at the queues, and at what became of mail, now. */
  readonly sample: () => Promise<void>;
  /** The same once a minute at the most, as CloudWatch does. */
  readonly sampleMinute: () => Promise<void>;
  readonly alarms: () => readonly NamedAlarm[];
}

interface NamedAlarm extends AlarmState {
  /** What the owner reads in the mail of the alarm. */
  readonly text: string;
}

/** Where the alarms are declared, and what they are judged by. */
export interface WatchDeps {
  readonly template: Template;
  readonly metrics: Metrics;
  readonly queues: Pick<Queues, 'all' | 'read' | 'look'>;
  /** The stage's own time, in which messages grow old. */
  readonly now: () => number;
  readonly time: Pick<MetricTime, 'now'>;
  readonly mailbox: Pick<Mailbox, 'all'>;
}

const textSchema = v.object({ AlarmDescription: v.string() });

/** Watches the alarms of this template. */
export function openWatch(deps: WatchDeps): Watch {
  const { template, metrics, time } = deps;
  const alarms = template.all('AWS::CloudWatch::Alarm').map(({ path, properties }) => ({
    name: path.split('/').at(-1) ?? '',
    text: v.parse(textSchema, properties).AlarmDescription,
    properties,
  }));
  const textOf = (name: string) => alarms.find((alarm) => alarm.name === name)?.text ?? '';
  const sample = async () => {
    sampleReputation(deps.mailbox.all(), metrics);
    await Promise.all(deps.queues.all.map((queue) => sampleQueue(queue, deps)));
  };
  let sampled: number | undefined;
  return {
    sample,
    sampleMinute: async () => {
      const minute = Math.floor(time.now() / minuteMs);
      if (minute === sampled) return;
      sampled = minute;
      await sample();
    },
    alarms: () =>
      alarmStates(alarms, metrics, time.now()).map((state) => ({
        ...state,
        text: textOf(state.name),
      })),
  };
}

async function sampleQueue(
  queue: Queues['all'][number],
  { queues, metrics, now }: WatchDeps,
): Promise<void> {
  const { waiting, delayed, inFlight } = await queues.read(queue);
  const dimensions = { QueueName: queue.name };
  const gauge = (name: string, value: number) =>
    metrics.gauge({ namespace: 'AWS/SQS', name, dimensions }, value);
  const messages = waiting + delayed + inFlight === 0 ? [] : await queues.look(queue);
  const age = oldestAge(messages, { isFifo: queue.isFifo, now: now() });
  gauge('ApproximateNumberOfMessagesVisible', waiting);
  gauge('ApproximateAgeOfOldestMessage', age / 1000);
}

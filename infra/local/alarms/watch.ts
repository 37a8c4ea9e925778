/** Watches the stage as CloudWatch would, and tells how the template's alarms stand. */
import * as v from 'valibot';
import type { Queues } from '../queues/queues.ts';
import type { Template } from '../template/template.ts';
import { type AlarmState, alarmStates } from './alarm-state.ts';
import type { Metrics } from './metrics.ts';

export interface Watch {
  /** Looks at the queues once, as CloudWatch does every minute. */
  readonly sample: () => Promise<void>;
  readonly alarms: () => readonly NamedAlarm[];
}

interface NamedAlarm extends AlarmState {
  /** What the owner reads in the mail of the alarm. */
  readonly text: string;
}

export interface WatchDeps {
  readonly template: Template;
  readonly metrics: Metrics;
  readonly queues: Pick<Queues, 'all' | 'read'>;
  readonly now: () => number;
}

const textSchema = v.object({ AlarmDescription: v.string() });

export function openWatch({ template, metrics, queues, now }: WatchDeps): Watch {
  const alarms = template.all('AWS::CloudWatch::Alarm').map(({ path, properties }) => ({
    name: path.split('/').at(-1) ?? '',
    properties,
  }));
  const waitingSince = new Map<string, number>();
  return {
    sample: async () => {
      for (const queue of queues.all) {
        const { waiting, inFlight } = await queues.read(queue);
        const dimensions = { QueueName: queue.name };
        const gauge = (name: string, value: number) =>
          metrics.gauge({ namespace: 'AWS/SQS', name, dimensions }, value);
        // The engine does not tell the age of a message: it is at most what its queue was not empty.
        const since = waiting + inFlight === 0 ? now() : (waitingSince.get(queue.name) ?? now());
        waitingSince.set(queue.name, since);
        gauge('ApproximateNumberOfMessagesVisible', waiting);
        gauge('ApproximateAgeOfOldestMessage', (now() - since) / 1000);
      }
    },
    alarms: () => {
      const texts = new Map(
        alarms.map(({ name, properties }) => [
          name,
          v.parse(textSchema, properties).AlarmDescription,
        ]),
      );
      return alarmStates(alarms, metrics, now()).map((state) => ({
        ...state,
        text: texts.get(state.name) ?? '',
      }));
    },
  };
}

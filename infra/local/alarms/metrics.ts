/**
 * Metrics as CloudWatch keeps them: for each metric and minute the sum, the number of samples, the
 * least and the greatest value. A metric is a namespace, a name and the exact set of its dimensions.
 */
import { minuteMs } from '../../../functions/config/time.ts';
import type { LinePattern } from './filter-pattern.ts';

/** Which metric; the order of the dimensions says nothing. */
export interface MetricId {
  readonly namespace: string;
  readonly name: string;
  readonly dimensions?: Readonly<Record<string, string>>;
}

/** Which lines of a log group are counted, as how much of which metric. */
export interface MetricFilter {
  readonly logGroupName: string;
  readonly pattern: LinePattern;
  readonly metric: MetricId;
  readonly value: number;
}

/** What one stretch of time holds of a metric. */
export interface Datapoint {
  readonly sum: number;
  readonly sampleCount: number;
  readonly minimum: number;
  readonly maximum: number;
}

/** A store of metrics. */
export interface Metrics {
  /** Adds one sample, such as one invocation or so many failed requests. */
  readonly count: (metric: MetricId, value?: number) => void;
  /** How much there is of something: the latest word of a minute is the one that is kept. */
  readonly gauge: (metric: MetricId, value: number) => void;
  /** All samples in [from, to), whole minutes in milliseconds; undefined when there are none. */
  readonly between: (metric: MetricId, from: number, to: number) => Datapoint | undefined;
  readonly filters: readonly MetricFilter[];
}

interface MetricsInput {
  /** The instant it is, in milliseconds. */
  readonly now: () => number;
  /** What `takeLogLine` counts by. */
  readonly filters?: readonly MetricFilter[];
}

/** No alarm looks back further than a day. */
const keptMs = 25 * 60 * minuteMs;

/** Opens an empty store of metrics. */
export function openMetrics({ now, filters = [] }: MetricsInput): Metrics {
  const series = new Map<string, Map<number, Datapoint>>();
  const minutesOf = (metric: MetricId) => {
    const key = keyOf(metric);
    const minutes = series.get(key) ?? new Map<number, Datapoint>();
    series.set(key, minutes);
    dropOld(minutes, now() - keptMs);
    return minutes;
  };
  const minuteNow = () => Math.floor(now() / minuteMs) * minuteMs;
  return {
    count: (metric, value = 1) => {
      const minutes = minutesOf(metric);
      minutes.set(minuteNow(), merge(minutes.get(minuteNow()), sample(value)));
    },
    gauge: (metric, value) => {
      minutesOf(metric).set(minuteNow(), sample(value));
    },
    between: (metric, from, to) => {
      const minutes = series.get(keyOf(metric));
      let found: Datapoint | undefined;
      for (let minute = from; minute < to; minute += minuteMs) {
        const point = minutes?.get(minute);
        if (point !== undefined) found = merge(found, point);
      }
      return found;
    },
    filters,
  };
}

/** The oldest stand first, as long as the clock goes forward. */
function dropOld(minutes: Map<number, Datapoint>, before: number): void {
  for (const minute of minutes.keys()) {
    if (minute >= before) return;
    minutes.delete(minute);
  }
}

/** Alarms ask for the same few metrics every minute. */
const keys = new WeakMap<MetricId, string>();

function keyOf(metric: MetricId): string {
  const known = keys.get(metric);
  if (known !== undefined) return known;
  const { namespace, name, dimensions = {} } = metric;
  // None of them can have a line break in it.
  const key = [namespace, name, ...Object.entries(dimensions).sort().flat()].join('\n');
  keys.set(metric, key);
  return key;
}

function sample(value: number): Datapoint {
  return { sum: value, sampleCount: 1, minimum: value, maximum: value };
}

function merge(one: Datapoint | undefined, other: Datapoint): Datapoint {
  if (one === undefined) return other;
  return {
    sum: one.sum + other.sum,
    sampleCount: one.sampleCount + other.sampleCount,
    minimum: Math.min(one.minimum, other.minimum),
    maximum: Math.max(one.maximum, other.maximum),
  };
}

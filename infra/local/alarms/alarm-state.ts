/**
 * The state of alarms, as CloudWatch comes to it (CloudWatch User Guide, "Alarm evaluation" and
 * "Configuring how CloudWatch alarms treat missing data"): only whole periods count, and while enough
 * real data points are found a little further back, missing ones count for nothing.
 */
import * as v from 'valibot';
import type { Datapoint, MetricId, Metrics } from './metrics.ts';

/** An alarm of the template by its logical id, its properties resolved to plain values. */
export interface AlarmResource {
  readonly name: string;
  readonly properties: unknown;
}

/** How an alarm stands, and what was seen. */
export interface AlarmState {
  readonly name: string;
  readonly state: 'OK' | 'ALARM';
  /** What was seen, for whoever asks why. */
  readonly why: string;
}

/** AWS::CloudWatch::Alarm on one metric. Metric math is not known here: the template has none. */
const propertiesSchema = v.pipe(
  v.strictObject({
    AlarmActions: v.optional(v.array(v.unknown())),
    AlarmDescription: v.optional(v.string()),
    ComparisonOperator: v.picklist(['GreaterThanOrEqualToThreshold', 'LessThanThreshold']),
    DatapointsToAlarm: v.optional(v.number()),
    Dimensions: v.optional(v.array(v.strictObject({ Name: v.string(), Value: v.string() })), []),
    EvaluationPeriods: v.number(),
    MetricName: v.string(),
    Namespace: v.string(),
    Period: v.pipe(v.number(), v.multipleOf(60)),
    Tags: v.optional(v.unknown()),
    Statistic: v.picklist(['Sum', 'Maximum', 'Minimum', 'Average', 'SampleCount']),
    Threshold: v.number(),
    TreatMissingData: v.picklist(['breaching', 'notBreaching']),
  }),
  // CloudWatch refuses an alarm that looks further back.
  v.check(({ Period, EvaluationPeriods }) => Period * EvaluationPeriods <= 86_400),
);

type Alarm = v.InferOutput<typeof propertiesSchema>;

/**
 * So many more periods than an alarm asks for are looked at. AWS says that the number varies, and
 * shows two in its examples.
 */
const furtherPeriods = 2;

/**
 * The state of each alarm at `now` (ms). `further` replaces the number of periods that are looked at
 * besides. Throws on a property or a value that is not known here.
 */
export function alarmStates(
  alarms: readonly AlarmResource[],
  metrics: Metrics,
  now: number,
  further: number = furtherPeriods,
): AlarmState[] {
  return alarms.map(({ name, properties }) => {
    const alarm = v.parse(propertiesSchema, properties);
    const values = valuesOf(alarm, metrics, now, further);
    return { name, ...judge(alarm, values) };
  });
}

/** One value for each whole period, the latest first; undefined where there are no data. */
function valuesOf(
  alarm: Alarm,
  metrics: Metrics,
  now: number,
  further: number,
): (number | undefined)[] {
  const periodMs = alarm.Period * 1000;
  const end = Math.floor(now / periodMs) * periodMs;
  const metric = metricOf(alarm);
  return Array.from({ length: alarm.EvaluationPeriods + further }, (_, n) => {
    const to = end - n * periodMs;
    const point = metrics.between(metric, to - periodMs, to);
    return point && statistic(alarm.Statistic, point);
  });
}

function metricOf({ Namespace, MetricName, Dimensions }: Alarm): MetricId {
  const dimensions = Object.fromEntries(Dimensions.map(({ Name, Value }) => [Name, Value]));
  return { namespace: Namespace, name: MetricName, dimensions };
}

function judge(
  alarm: Alarm,
  values: readonly (number | undefined)[],
): Pick<AlarmState, 'state' | 'why'> {
  const { EvaluationPeriods: wanted, Threshold: threshold } = alarm;
  const needed = alarm.DatapointsToAlarm ?? wanted;
  const real = values.filter((value) => value !== undefined).slice(0, wanted);
  const isLess = alarm.ComparisonOperator === 'LessThanThreshold';
  const breaching = real.filter((value) => (isLess ? value < threshold : value >= threshold));
  const missing = wanted - real.length;
  const filled = alarm.TreatMissingData === 'breaching' ? missing : 0;
  const count = breaching.length + filled;
  return {
    state: count >= needed ? 'ALARM' : 'OK',
    why: `${count} of ${wanted} periods breach, ${missing} without data; ${needed} ring`,
  };
}

function statistic(name: Alarm['Statistic'], point: Datapoint): number {
  switch (name) {
    case 'Sum':
      return point.sum;
    case 'SampleCount':
      return point.sampleCount;
    case 'Average':
      return point.sum / point.sampleCount;
    case 'Minimum':
      return point.minimum;
    case 'Maximum':
      return point.maximum;
  }
}

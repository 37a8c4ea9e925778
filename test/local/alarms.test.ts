import assert from 'node:assert/strict';
import { test } from 'node:test';
import { alarmStates } from '../../infra/local/alarms/alarm-state.ts';
import { readPattern } from '../../infra/local/alarms/filter-pattern.ts';
import { readMetricFilter, takeLogLine } from '../../infra/local/alarms/metric-filter.ts';
import { openMetrics } from '../../infra/local/alarms/metrics.ts';

const minuteMs = 60_000;
const start = Date.UTC(2026, 0, 5, 12);
const metric = { namespace: 'N', name: 'M', dimensions: { A: '1', B: '2' } };
const alarm = {
  ComparisonOperator: 'GreaterThanOrEqualToThreshold',
  Dimensions: [
    { Name: 'B', Value: '2' },
    { Name: 'A', Value: '1' },
  ],
  EvaluationPeriods: 3,
  DatapointsToAlarm: 2,
  MetricName: 'M',
  Namespace: 'N',
  Period: 300,
  Statistic: 'Sum',
  Threshold: 2,
  TreatMissingData: 'notBreaching',
};

/** The value of each period of five minutes, the oldest first; - stands for no data. */
function stateAfter(periods: string, changes: object, further?: number): string | undefined {
  let now = start;
  const metrics = openMetrics({ now: () => now });
  for (const value of periods.split(' ')) {
    if (value !== '-') metrics.count(metric, Number(value));
    now += 5 * minuteMs;
  }
  const alarms = [{ name: 'a', properties: { ...alarm, ...changes } }];
  return alarmStates(alarms, metrics, now, further)[0]?.state;
}

const breaching = { TreatMissingData: 'breaching', ComparisonOperator: 'LessThanThreshold' };
const all = { DatapointsToAlarm: 3 };

const states: readonly [periods: string, changes: object, state: 'OK' | 'ALARM'][] = [
  ['0 0 0', {}, 'OK'],
  ['2 0 2', {}, 'ALARM'],
  ['2 0 1', {}, 'OK'],
  ['0 2 2', all, 'OK'],
  ['2 2 2', all, 'ALARM'],
  // Without data in between, what is further back still counts.
  ['2 - - - 2', {}, 'ALARM'],
  ['2 - - - - 2', {}, 'OK'],
  ['- - - - -', {}, 'OK'],
  ['- - - - -', { ...breaching, ...all }, 'ALARM'],
  ['5 - - - -', { ...breaching, ...all }, 'OK'],
  ['5 - - - - -', { ...breaching, ...all }, 'ALARM'],
  // Two that breach, and one filled.
  ['1 1 - - -', { ...breaching, ...all }, 'ALARM'],
  // As many real data as are wanted: what is missing counts for nothing.
  ['5 5 5 - -', { ...breaching, DatapointsToAlarm: 1 }, 'OK'],
];
for (const [periods, changes, state] of states) {
  test(`alarm: ${periods} ${JSON.stringify(changes)}: ${state}`, () => {
    assert.equal(stateAfter(periods, changes), state);
  });
}

test('how far it looks back can be set: without more periods, old data are gone', () => {
  assert.equal(stateAfter('2 - - - 2', {}, 0), 'OK');
  assert.equal(stateAfter('5 - - -', { ...breaching, ...all }, 0), 'ALARM');
});

test('a period counts when it is over, and holds what was counted in its minutes', () => {
  let now = start;
  const metrics = openMetrics({ now: () => now });
  const properties = { ...alarm, EvaluationPeriods: 1, DatapointsToAlarm: 1 };
  const state = () => alarmStates([{ name: 'a', properties }], metrics, now)[0]?.state;
  metrics.count(metric);
  now += 4 * minuteMs;
  metrics.count(metric);
  assert.equal(state(), 'OK');
  now += minuteMs;
  assert.equal(state(), 'ALARM');
});

for (const [statistic, threshold] of Object.entries({
  Sum: 6,
  SampleCount: 3,
  Average: 2,
  Minimum: 1,
  Maximum: 3,
})) {
  test(`the ${statistic} of 1, 2 and 3 is ${threshold}`, () => {
    let now = start;
    const metrics = openMetrics({ now: () => now });
    for (const value of [1, 2, 3]) metrics.count(metric, value);
    now += 5 * minuteMs;
    const one = { ...alarm, Statistic: statistic, EvaluationPeriods: 1, DatapointsToAlarm: 1 };
    const states = [threshold, threshold + 0.1].map(
      (Threshold) =>
        alarmStates([{ name: 'a', properties: { ...one, Threshold } }], metrics, now)[0]?.state,
    );
    assert.deepEqual(states, ['ALARM', 'OK']);
  });
}

test('a gauge keeps the last word of a minute, other dimensions are another metric', () => {
  const metrics = openMetrics({ now: () => start });
  metrics.gauge(metric, 7);
  metrics.gauge(metric, 3);
  metrics.gauge({ ...metric, dimensions: { A: '1' } }, 9);
  const found = metrics.between(metric, start, start + minuteMs);
  assert.deepEqual(found, { sum: 3, sampleCount: 1, minimum: 3, maximum: 3 });
});

for (const [what, changes] of Object.entries({
  'an unknown property': { EvaluateLowSampleCountPercentile: 'ignore' },
  'metric math': { Metrics: [] },
  'an unknown statistic': { Statistic: 'p99' },
  'another comparison': { ComparisonOperator: 'GreaterThanUpperThreshold' },
  'another treatment of missing data': { TreatMissingData: 'ignore' },
  'a reference that is not resolved': { Namespace: { Ref: 'AWS::StackName' } },
  'more than a day': { EvaluationPeriods: 289 },
})) {
  test(`an alarm with ${what} is refused`, () => {
    assert.throws(() => stateAfter('0', changes));
  });
}

const patterns: readonly [pattern: string, line: object, matches: boolean][] = [
  ['{ $.event = "late" }', { event: 'late' }, true],
  ['{ $.event = "late" }', { event: 'later' }, false],
  ['{ $.event = "late" }', {}, false],
  ['{ $.event != "late" }', {}, false],
  ['{ $.record.status != "success" }', { record: { status: 'timeout' } }, true],
  ['{ $.record.status != "success" }', { record: { status: 'success' } }, false],
  ['{ $.attempt >= 2 }', { attempt: 2 }, true],
  ['{ $.attempt >= 2 }', { attempt: 1 }, false],
  ['{ $.attempt < 2 }', { attempt: 1 }, true],
  ['{ ($.a = 1) && ($.b = 2) }', { a: 1, b: 3 }, false],
  ['{ ($.a = 1) || ($.b = 2) }', { a: 1, b: 3 }, true],
  ['{ $.a = 1 || $.b = 2 && $.c = 3 }', { a: 1 }, true],
  ['{ ($.a = 1 || $.b = 2) && $.c = 3 }', { a: 1 }, false],
];
for (const [pattern, line, matches] of patterns) {
  test(`${pattern} ${matches ? 'matches' : 'does not match'} ${JSON.stringify(line)}`, () => {
    assert.equal(readPattern(pattern)(line), matches);
  });
}

for (const pattern of [
  'ERROR',
  '[a, b]',
  '{ $.a = "x*" }',
  '{ $.a = %x% }',
  '{ $.a IS NULL }',
  '{ $.a[0] = 1 }',
  '{ ($.a = 1 }',
  '{ $.a = 1 $.b = 2 }',
  '{ $.a > "x" }',
  '{ }',
]) {
  test(`the pattern ${pattern} is refused`, () => {
    assert.throws(() => readPattern(pattern), /Pattern|understood|comparison|JSON|No \)|Texts/);
  });
}

test('a line counts for the filters of its own log group, and text that is no JSON for none', () => {
  const filter = readMetricFilter({
    LogGroupName: 'one',
    FilterPattern: '{ $.event = "late" }',
    MetricTransformations: [{ MetricNamespace: 'S', MetricName: 'Late', MetricValue: '2' }],
  });
  const metrics = openMetrics({ now: () => start, filters: [filter] });
  takeLogLine(metrics, 'one', '{"event":"late"}');
  takeLogLine(metrics, 'two', '{"event":"late"}');
  takeLogLine(metrics, 'one', 'late');
  const found = metrics.between({ namespace: 'S', name: 'Late' }, start, start + minuteMs);
  assert.deepEqual([found?.sum, found?.sampleCount], [2, 1]);
});

test('a filter with a dimension or a value from the line is refused', () => {
  const transformation = { MetricNamespace: 'S', MetricName: 'Late', MetricValue: '1' };
  for (const changes of [{ MetricValue: '$.count' }, { Dimensions: [] }, { DefaultValue: 0 }]) {
    const MetricTransformations = [{ ...transformation, ...changes }];
    const properties = { LogGroupName: 'one', FilterPattern: '{ $.a = 1 }', MetricTransformations };
    assert.throws(() => readMetricFilter(properties));
  }
});

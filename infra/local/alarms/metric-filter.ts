/** Metric filters: which lines of a log group are counted, and into which metric. */
import * as v from 'valibot';
import { readPattern } from './filter-pattern.ts';
import type { MetricFilter, Metrics } from './metrics.ts';

/** AWS::Logs::MetricFilter, as far as it is known here. */
const propertiesSchema = v.strictObject({
  LogGroupName: v.string(),
  FilterName: v.optional(v.string()),
  FilterPattern: v.string(),
  MetricTransformations: v.strictTuple([
    v.strictObject({
      MetricNamespace: v.string(),
      MetricName: v.string(),
      // A field of the line, such as `$.bytes`, is not known here.
      MetricValue: v.pipe(v.string(), v.regex(/^\d+(\.\d+)?$/)),
      Unit: v.optional(v.literal('Count')),
    }),
  ]),
});

/** Reads the resolved properties of a filter. Throws on a property or a pattern it does not know. */
export function readMetricFilter(properties: unknown): MetricFilter {
  const { LogGroupName, FilterPattern, MetricTransformations } = v.parse(
    propertiesSchema,
    properties,
  );
  const [{ MetricNamespace, MetricName, MetricValue }] = MetricTransformations;
  return {
    logGroupName: LogGroupName,
    pattern: readPattern(FilterPattern),
    metric: { namespace: MetricNamespace, name: MetricName },
    value: Number(MetricValue),
  };
}

/** Counts one line of a log wherever a filter of its group matches; text that is no JSON matches none. */
export function takeLogLine(metrics: Metrics, logGroupName: string, line: string): void {
  const filters = metrics.filters.filter((filter) => filter.logGroupName === logGroupName);
  if (filters.length === 0) return;
  const fields = parseJson(line);
  for (const { pattern, metric, value } of filters) {
    if (pattern(fields)) metrics.count(metric, value);
  }
}

function parseJson(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}

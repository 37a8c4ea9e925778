/** What CloudWatch has counted. */
import {
  CloudWatchClient,
  GetMetricDataCommand,
  type MetricDataQuery,
} from '@aws-sdk/client-cloudwatch';
import { ask, patience } from './asked.ts';

/** One metric, and which of its statistics. */
export interface MetricQuery {
  readonly namespace: string;
  readonly name: string;
  readonly dimensions?: Readonly<Record<string, string>>;
  readonly statistic: 'Sum' | 'Maximum';
}

/** One period: when it began (ms), and its value. */
export interface MetricPoint {
  readonly at: number;
  readonly value: number;
}

/** The time that is looked at (ms), and how long each of its periods is. */
interface MetricSpan {
  readonly from: number;
  readonly to: number;
  readonly periodMs: number;
}

/** Metrics as doctor asks for them. */
export interface MetricData {
  /** For each query the periods that have data, the latest first. */
  readonly read: (
    queries: readonly MetricQuery[],
    span: MetricSpan,
  ) => Promise<readonly (readonly MetricPoint[])[]>;
  readonly close: () => void;
}

/** Opens CloudWatch. */
export function openMetricData(): MetricData {
  const client = new CloudWatchClient(patience);
  return {
    read: (queries, span) => read(client, queries, span),
    close: () => client.destroy(),
  };
}

async function read(
  client: CloudWatchClient,
  queries: readonly MetricQuery[],
  { from, to, periodMs }: MetricSpan,
): Promise<readonly (readonly MetricPoint[])[]> {
  const found = queries.map((): MetricPoint[] => []);
  let NextToken: string | undefined;
  do {
    const command = new GetMetricDataCommand({
      StartTime: new Date(from),
      EndTime: new Date(to),
      ScanBy: 'TimestampDescending',
      MetricDataQueries: queries.map((query, n) => queryOf(query, n, periodMs)),
      NextToken,
    });
    const page = await ask('cloudwatch:GetMetricData', () => client.send(command));
    for (const { Id = '', Timestamps = [], Values = [] } of page.MetricDataResults ?? []) {
      const points = Values.map((value, n) => ({ at: Timestamps[n]?.getTime() ?? 0, value }));
      found[Number(Id.slice(1))]?.push(...points);
    }
    NextToken = page.NextToken;
  } while (NextToken !== undefined);
  return found;
}

function queryOf(
  { namespace, name, dimensions = {}, statistic }: MetricQuery,
  n: number,
  periodMs: number,
): MetricDataQuery {
  return {
    Id: `m${n}`,
    MetricStat: {
      Metric: {
        Namespace: namespace,
        MetricName: name,
        Dimensions: Object.entries(dimensions).map(([Name, Value]) => ({ Name, Value })),
      },
      Period: periodMs / 1000,
      Stat: statistic,
    },
  };
}

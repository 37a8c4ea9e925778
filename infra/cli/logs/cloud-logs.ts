/** The logs of a stack in AWS: each door has a log group of its own in CloudWatch Logs. */
import {
  CloudWatchLogsClient,
  type FilteredLogEvent,
  paginateFilterLogEvents,
} from '@aws-sdk/client-cloudwatch-logs';
import {
  type FindLines,
  type LogLine,
  type LogLook,
  readLine,
} from '../../../functions/config/log-line.ts';

/**
 * A pattern is at most 1,024 characters long (API Reference, "FilterLogEvents"). Terms after a
 * question mark are alternatives, and in quotation marks they may hold any sign (CloudWatch Logs User
 * Guide, "Filter pattern syntax").
 */
const patternCharsMax = 1_024;

/** So many lines are read of one look: enough for an edition of a hundred thousand readers. */
const linesMax = 20_000;

/**
 * Looks through the log groups of the doors, in AWS or where an endpoint says. The stack names them in
 * its outputs: `door=group`, spaces between.
 */
export function findInCloud(logGroups: string, endpoint?: string): FindLines {
  const client = new CloudWatchLogsClient(endpoint === undefined ? {} : { endpoint });
  const groups = readLogGroups(logGroups);
  return async (look) => {
    const lines: LogLine[] = [];
    for await (const line of eachLine(client, groups, look)) {
      if (lines.length === linesMax) return { lines, isCut: true };
      lines.push(line);
    }
    return { lines, isCut: false };
  };
}

type LogGroup = readonly [door: string, name: string];

function readLogGroups(text: string): LogGroup[] {
  return text.split(' ').map((pair) => {
    const at = pair.indexOf('=');
    return [pair.slice(0, at), pair.slice(at + 1)];
  });
}

async function* eachLine(
  client: CloudWatchLogsClient,
  groups: readonly LogGroup[],
  { terms, since, doors }: LogLook,
): AsyncGenerator<LogLine> {
  const asked = groups.filter(([door]) => doors?.includes(door) !== false);
  for (const [door, logGroupName] of asked) {
    for (const filterPattern of patternsOf(terms)) {
      const input = { logGroupName, filterPattern, startTime: since };
      // A page may be empty and not the last: that is told by its token alone.
      for await (const { events = [] } of paginateFilterLogEvents({ client }, input)) {
        yield* events.flatMap((event) => lineOf(door, event));
      }
    }
  }
}

/** As few patterns as the terms need. */
function patternsOf(terms: readonly string[]): string[] {
  const quoted = terms.map((term) => `"${term.replaceAll(/[\\"]/g, '\\$&')}"`);
  if (quoted.length === 1) return quoted;
  const patterns: string[] = [];
  for (const term of quoted) {
    const last = patterns.at(-1);
    const joined = last === undefined ? `?${term}` : `${last} ?${term}`;
    if (last === undefined || joined.length > patternCharsMax) patterns.push(`?${term}`);
    else patterns[patterns.length - 1] = joined;
  }
  return patterns;
}

function lineOf(door: string, { timestamp, message }: FilteredLogEvent): LogLine[] {
  if (timestamp === undefined || message === undefined) return [];
  return [readLine(door, timestamp, message)];
}

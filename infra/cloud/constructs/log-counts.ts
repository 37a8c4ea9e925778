/**
 * Lines of the doors' logs that are counted into metrics, so that one alarm can watch many doors.
 * The metrics bear the name of the stack: two stacks in one account do not count for each other.
 */
import { Stack } from 'aws-cdk-lib';
import { Metric } from 'aws-cdk-lib/aws-cloudwatch';
import { FilterPattern, type JsonPattern, MetricFilter } from 'aws-cdk-lib/aws-logs';
import type { Construct } from 'constructs';
import { type Door, doors as doorNames } from '../door-names.ts';
import type { Doors } from './doors.ts';
import { worksInLanes, worksOffQueue } from './work-queues.ts';

/**
 * What Lambda writes at the end of a call; at the system log level WARN only of those that went
 * wrong (Lambda Developer Guide, "Log-level filtering"). Which of the two that is was not tried on
 * AWS. One call may have both and then counts twice, in the same period.
 */
const ends = ['platform.runtimeDone', 'platform.report'];

/**
 * Calls that threw, ran out of time or memory, rows that could not be read, and records that failed
 * again after another attempt at them. The site counts the failures of web.
 */
export function countFailures(scope: Construct, doors: Doors): Metric {
  const died = FilterPattern.all(
    FilterPattern.any(...ends.map((type) => FilterPattern.stringValue('$.type', '=', type))),
    FilterPattern.stringValue('$.record.status', '!=', 'success'),
  );
  const counted = doorNames.filter((door) => door !== 'web');
  const patterns = counted.map((door) => {
    const failed = worksOffQueue(door) ? [recordFailed(door)] : [];
    return [door, FilterPattern.any(died, isEvent('row passed over'), ...failed)];
  });
  return addCount(scope, 'Failures', doors, patterns as [Door, JsonPattern][]);
}

/**
 * A record that its queue brings again counts from the second attempt, as the first may have met a
 * passing fault. What a door in lanes gives up has no second: the sweep brings it anew.
 */
function recordFailed(door: Door): JsonPattern {
  return FilterPattern.all(
    isEvent('record failed'),
    FilterPattern.numberValue('$.attempt', '>=', worksInLanes(door) ? 1 : 2),
  );
}

/** What the sweep finds late, and editions at the moment that they are held. */
export function countLate(scope: Construct, doors: Doors): Metric {
  return addCount(scope, 'Late', doors, [
    ['sweep', isEvent('late')],
    ['digest', isEvent('edition held')],
  ]);
}

function isEvent(event: string): JsonPattern {
  return FilterPattern.stringValue('$.event', '=', event);
}

function addCount(
  scope: Construct,
  metricName: string,
  doors: Doors,
  patterns: readonly (readonly [door: Door, pattern: JsonPattern])[],
): Metric {
  const metricNamespace = Stack.of(scope).stackName;
  for (const [door, filterPattern] of patterns) {
    const { logGroup } = doors[door];
    new MetricFilter(scope, `${metricName}-${door}`, {
      logGroup,
      filterPattern,
      metricNamespace,
      metricName,
      metricValue: '1',
    });
  }
  return new Metric({ namespace: metricNamespace, metricName });
}

/** What went wrong in the doors, by their logs. */
import { CloudWatchLogsClient, FilterLogEventsCommand } from '@aws-sdk/client-cloudwatch-logs';
import * as v from 'valibot';
import type { DoorErrors } from '../../../functions/mail/doctor/work.ts';
import { ask, patience } from './asked.ts';

/** The logs of doors. */
export interface DoorLogs {
  /** What went wrong in a log since an instant (ms); undefined: nothing. */
  readonly errors: (
    door: string,
    logGroup: string,
    since: number,
  ) => Promise<DoorErrors | undefined>;
  readonly close: () => void;
}

/** Opens CloudWatch Logs. */
export function openDoorLogs(): DoorLogs {
  const client = new CloudWatchLogsClient(patience);
  return {
    errors: (door, logGroup, since) => errors(client, { door, logGroup, since }),
    close: () => client.destroy(),
  };
}

/** Our own lines, and those that Lambda adds of calls that went wrong (as in log-counts.ts). */
const pattern =
  '{ ($.level = "ERROR") || ((($.type = "platform.report") || ' +
  '($.type = "platform.runtimeDone")) && ($.record.status != "success")) }';
/** A log that is full of errors is read no further: that it is full is told. */
const pagesMax = 20;

async function errors(
  client: CloudWatchLogsClient,
  { door, logGroup, since }: { door: string; logGroup: string; since: number },
): Promise<DoorErrors | undefined> {
  let count = 0;
  let last = { at: 0, message: '' };
  let nextToken: string | undefined;
  for (let page = 0; page < pagesMax; page++) {
    const command = new FilterLogEventsCommand({
      logGroupName: logGroup,
      startTime: since,
      filterPattern: pattern,
      nextToken,
    });
    const answer = await ask('logs:FilterLogEvents', () => client.send(command));
    for (const { timestamp = 0, message = '' } of answer.events ?? []) {
      count += 1;
      if (timestamp >= last.at) last = { at: timestamp, message };
    }
    nextToken = answer.nextToken;
    if (nextToken === undefined) break;
  }
  if (count === 0) return undefined;
  return { door, count, lastAt: last.at, words: wordsIn(last.message) };
}

const lineSchema = v.object({
  event: v.optional(v.string()),
  message: v.optional(v.string()),
  type: v.optional(v.string()),
  record: v.optional(v.object({ status: v.optional(v.string()) })),
});

function wordsIn(message: string): string {
  const line = v.safeParse(lineSchema, parsed(message));
  if (!line.success) return message.trim();
  const { event, message: said, type, record } = line.output;
  return [event, said, type, record?.status].filter((text) => text !== undefined).join(': ');
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

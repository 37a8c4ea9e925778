/** Schedule expressions of EventBridge Scheduler, as far as the template uses them. */
import { dayMs, hourMs, minuteMs } from '../../../functions/config/time.ts';

/** The latest tick at or before an instant, both in milliseconds since 1970. */
export type Tick = (instant: number) => number;

const unitsMs: Readonly<Record<string, number>> = {
  minute: minuteMs,
  hour: hourMs,
  day: dayMs,
};

/**
 * Reads `rate(5 minutes)`, or a cron expression that names minutes of every hour: `cron(2/5 * * * ? *)`
 * (EventBridge Scheduler User Guide, "Schedule types"). A rate counts from 1970 here, where AWS
 * counts from the making of the schedule. Throws on any other.
 */
export function ticksOf(expression: string): Tick {
  const [, every = '', unit = ''] = /^rate\((\d+) (minute|hour|day)s?\)$/.exec(expression) ?? [];
  if (unit !== '') {
    const everyMs = Number(every) * (unitsMs[unit] ?? 0);
    return (instant) => instant - (instant % everyMs);
  }
  const [, minutes] = /^cron\((\S+) \* \* \* \? \*\)$/.exec(expression) ?? [];
  if (minutes === undefined) throw new Error(`The stage cannot keep the schedule ${expression}.`);
  const listed = minutesOf(minutes);
  return (instant) => lastOf(listed, instant);
}

function minutesOf(field: string): readonly number[] {
  const all = Array.from({ length: 60 }, (_, minute) => minute);
  if (field === '*') return all;
  const [, start, step] = /^(\d+|\*)\/(\d+)$/.exec(field) ?? [];
  if (step !== undefined) {
    const first = start === '*' ? 0 : Number(start);
    return all.filter((minute) => minute >= first && (minute - first) % Number(step) === 0);
  }
  const listed = field.split(',').map(Number);
  if (listed.some((minute) => !all.includes(minute))) {
    throw new Error(`The stage does not understand the minutes ${field} of a schedule.`);
  }
  return listed.toSorted((a, b) => a - b);
}

function lastOf(minutes: readonly number[], instant: number): number {
  const hour = instant - (instant % hourMs);
  const reached = minutes.filter((minute) => hour + minute * minuteMs <= instant);
  const minute = reached.at(-1);
  return minute === undefined
    ? hour - hourMs + (minutes.at(-1) ?? 0) * minuteMs
    : hour + minute * minuteMs;
}

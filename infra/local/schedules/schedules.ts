/** The schedules: doors or queues that are called when the local clock reaches their ticks. */
import { minuteMs } from '../../../functions/config/time.ts';
import type { ScheduleDeclaration } from '../template/triggers.ts';
import type { Tick } from './expression.ts';

/** The schedules of the template. */
export interface Schedules {
  readonly names: readonly string[];
  /**
   * Fires each schedule whose tick lies between the last call and now, once, for the latest tick.
   * Tells whether any did.
   */
  readonly fireDue: (now: number) => Promise<boolean>;
  /** The first tick of any schedule at which something that is due at `at` can be done, after `now`. */
  readonly tickFor: (at: number, now: number) => number;
  /** Fires the schedule of this name at once, for the instant it is. */
  readonly fire: (name: string, now: number) => Promise<void>;
  /** These tick from now on; one of the same name goes on where it was. */
  readonly replace: (schedules: readonly ScheduleDeclaration[]) => void;
}

/** What schedules call, and how it is known that they are done. */
export interface ScheduleDeps {
  /** Calls the schedule's target with its input. */
  readonly call: (schedule: ScheduleDeclaration, input: string) => Promise<void>;
  /** Waits between two schedules, so that what one has queued is done before the next. */
  readonly settled: () => Promise<void>;
  readonly onError: (error: unknown) => void;
}

/** How EventBridge Scheduler marks the place of the scheduled time in an input. */
const scheduledTimeMark = '<aws.scheduler.scheduled-time>';

/** Opens the schedules; none fires by itself. */
export function openSchedules(
  declared: readonly ScheduleDeclaration[],
  { call, settled, onError }: ScheduleDeps,
): Schedules {
  let schedules = declared;
  const last = new Map<string, number>();
  let firedByHand = 0;
  const run = async (schedule: ScheduleDeclaration, input: string) => {
    await call(schedule, input).catch(onError);
    await settled();
  };
  return {
    names: declared.map(({ name }) => name),
    replace: (next) => {
      schedules = next;
    },
    fireDue: async (now) => {
      let hasFired = false;
      for (const schedule of schedules) {
        const tick = schedule.lastTick(now);
        const fired = last.get(schedule.name) ?? 0;
        // The clock was set back: this goes on from here, not when that time has come once more.
        if (fired > now) last.set(schedule.name, tick);
        if (tick <= fired) continue;
        hasFired = true;
        last.set(schedule.name, tick);
        const scheduledTime = new Date(tick).toISOString().replace(/\.\d+Z$/, 'Z');
        await run(schedule, schedule.input.replaceAll(scheduledTimeMark, scheduledTime));
      }
      return hasFired;
    },
    tickFor: (at, now) =>
      Math.min(...schedules.map(({ lastTick }) => nextTick(lastTick, Math.max(at, now + 1)))),
    fire: async (name, now) => {
      const schedule = schedules.find((one) => one.name === name);
      if (schedule === undefined) return;
      // A queue drops a text that it has had, and here the clock may stand since the last one.
      const input = { ...JSON.parse(schedule.input), firedByHand: ++firedByHand };
      const scheduledTime = new Date(now).toISOString();
      last.set(schedule.name, now);
      await run(schedule, JSON.stringify(input).replaceAll(scheduledTimeMark, scheduledTime));
    },
  };
}

/** The first tick at or after this instant. Ticks stand on whole minutes. */
function nextTick(lastTick: Tick, from: number): number {
  const minute = Math.ceil(from / minuteMs) * minuteMs;
  let tick = minute;
  while (lastTick(tick) < from) tick += minuteMs;
  return lastTick(tick);
}

/** The schedules: doors or queues that are called when the local clock reaches their ticks. */
import type { ScheduleDeclaration } from '../template/triggers.ts';

/** The schedules of the template. */
export interface Schedules {
  readonly names: readonly string[];
  /** Fires each schedule whose tick lies between the last call and now, once, for the latest tick. */
  readonly fireDue: (now: number) => Promise<void>;
  /** Fires the schedule of this name at once, for the second it is. */
  readonly fire: (name: string, now: number) => Promise<void>;
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
  schedules: readonly ScheduleDeclaration[],
  { call, settled, onError }: ScheduleDeps,
): Schedules {
  const last = new Map<string, number>();
  const run = async (schedule: ScheduleDeclaration, tick: number) => {
    last.set(schedule.name, tick);
    const scheduledTime = new Date(tick).toISOString().replace(/\.\d+Z$/, 'Z');
    await call(schedule, schedule.input.replaceAll(scheduledTimeMark, scheduledTime)).catch(
      onError,
    );
    await settled();
  };
  return {
    names: schedules.map(({ name }) => name),
    fireDue: async (now) => {
      for (const schedule of schedules) {
        const tick = schedule.lastTick(now);
        if (tick > (last.get(schedule.name) ?? 0)) await run(schedule, tick);
      }
    },
    fire: async (name, now) => {
      const schedule = schedules.find((one) => one.name === name);
      if (schedule !== undefined) await run(schedule, now - (now % 1000));
    },
  };
}

/** The schedules: doors that are called at a fixed rate of the local clock. */
import type { ScheduledInput } from '../../functions/config/door.ts';
import { type Door, invoke } from './invoke.ts';

export interface Schedule {
  readonly name: 'poll' | 'digest' | 'sweep';
  readonly everyMs: number;
  readonly door: Door<ScheduledInput, unknown>;
  readonly timeoutMs: number;
}

export interface Schedules {
  /** Fires each schedule whose tick lies between the last call and now, once, for the latest tick. */
  readonly fireDue: (now: number) => Promise<void>;
  readonly fire: (name: Schedule['name'], now: number) => Promise<void>;
}

/** `settled` waits between two doors, so that what one has queued is done before the next. */
export function openSchedules(
  schedules: readonly Schedule[],
  deps: { readonly settled: () => Promise<void>; readonly onError: (error: unknown) => void },
): Schedules {
  const last = new Map<string, number>();
  const call = async (schedule: Schedule, tick: number) => {
    last.set(schedule.name, tick);
    const scheduledTime = new Date(tick).toISOString().replace(/\.\d+Z$/, 'Z');
    await invoke(schedule.name, schedule.door, { scheduledTime }, schedule.timeoutMs).catch(
      deps.onError,
    );
    await deps.settled();
  };
  return {
    fireDue: async (now) => {
      for (const schedule of schedules) {
        const tick = now - (now % schedule.everyMs);
        if (tick > (last.get(schedule.name) ?? 0)) await call(schedule, tick);
      }
    },
    fire: async (name, now) => {
      const schedule = schedules.find((one) => one.name === name);
      if (schedule !== undefined) await call(schedule, now - (now % 1000));
    },
  };
}

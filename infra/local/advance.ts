/** Moving the local clock: in steps, so that everything that would have happened does happen. */
import { hourMs, minuteMs } from '../../functions/config/time.ts';
import type { LocalClock } from './clock.ts';
import type { Schedules } from './schedules/schedules.ts';

/** What moves when the clock does. */
export interface AdvanceDeps {
  readonly clock: LocalClock;
  readonly schedules: Schedules;
  /** When the next segment is due, or undefined when none is. */
  readonly nextEditionAt: () => Promise<number | undefined>;
  /** When the next message comes back that failed, or undefined when none does. */
  readonly nextReturnAt: () => Promise<number | undefined>;
  /** Publishes the SES events that the new time has brought due. */
  readonly releaseEvents: () => Promise<void>;
  /** Lets what has been queued with a delay be done. */
  readonly passDelays: () => Promise<void>;
  /** Looks at what alarms are about. */
  readonly sample: () => Promise<void>;
  /** Is told how far the clock is about to move at once, in milliseconds. */
  readonly beforeJump: (ms: number) => void;
}

/** Feeds are polled at least this often on the way. */
const stepMaxMs = 6 * hourMs;
/** The last poll before an edition, as far ahead of it as the real schedule would be. */
const pollBeforeMs = 2 * minuteMs;

/** Moves the clock to `to`, stopping on the way at every edition and every message that comes back. */
export async function advance(to: number, deps: AdvanceDeps): Promise<void> {
  while (deps.clock.now() < to) {
    const stop = await nextStop(to, deps);
    deps.beforeJump(stop - deps.clock.now());
    deps.clock.moveTo(Math.max(stop, deps.clock.now()));
    await deps.schedules.fireDue(deps.clock.now());
    await deps.passDelays();
    await deps.releaseEvents();
    await deps.sample();
  }
}

async function nextStop(
  to: number,
  { clock, nextEditionAt, nextReturnAt }: AdvanceDeps,
): Promise<number> {
  const now = clock.now();
  const [due, back] = await Promise.all([nextEditionAt(), nextReturnAt()]);
  const ofEdition = due === undefined ? [] : [due - pollBeforeMs, due];
  const stops = [...ofEdition, ...(back === undefined ? [] : [back])].filter((at) => at > now);
  return Math.min(to, now + stepMaxMs, ...stops);
}

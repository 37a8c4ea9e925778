/** Moving the local clock: in steps, so that everything that would have happened does happen. */
import { hourMs, minuteMs } from '../../functions/config/time.ts';
import type { LocalClock } from './clock.ts';
import type { Rest } from './rest.ts';
import type { Schedules } from './schedules/schedules.ts';

/** What moves when the clock does. */
export interface AdvanceDeps {
  readonly clock: Pick<LocalClock, 'now' | 'moveBy'>;
  readonly schedules: Pick<Schedules, 'fireDue' | 'tickFor'>;
  readonly rest: Pick<Rest, 'untilAtRest' | 'passDelays' | 'nextReturnAt'>;
  readonly agenda: Agenda;
  /** Publishes the SES events that the new time has brought due. */
  readonly releaseEvents: () => Promise<void>;
  readonly watch: {
    /** Looks at what alarms are about. */
    readonly sample: () => Promise<void>;
    /** Is told how far the clock is about to move at once, in milliseconds. */
    readonly beforeJump: (ms: number) => void;
  };
}

/** What the table has to be done, in milliseconds since 1970. */
export interface Agenda {
  /** When the first row of each kind is due of those that are due after an instant. */
  readonly duesAfter: (at: number) => Promise<readonly number[]>;
  /** When the first segment is due after an instant; undefined when none is. */
  readonly editionAfter: (at: number) => Promise<number | undefined>;
  /** Whether anybody is to get items as they come. */
  readonly hasInstantReaders: () => Promise<boolean>;
}

/** Feeds are polled at least this often on the way, more often for those who wait for each item. */
const stepMaxMs = 6 * hourMs;
const instantStepMaxMs = hourMs;
/** The last poll before an edition, as far ahead of it as the real schedule would be. */
const pollBeforeMs = 2 * minuteMs;
/** No schedule has its ticks further apart. */
const tickEveryMsMax = 5 * minuteMs;
/** Ticks that come while their predecessor's work is done are run, too, up to so many. */
const roundsMax = 5;

/**
 * Moves the clock to `to`, stopping on the way at every tick at which the table has something due,
 * and at every message that comes back. The clock stands still while anything is in hand, so that
 * nobody takes a call of just now for one that was never answered.
 */
export async function advance(to: number, deps: AdvanceDeps): Promise<void> {
  await doDue(deps);
  while (deps.clock.now() < to) {
    const stop = await nextStop(to, deps);
    deps.watch.beforeJump(stop - deps.clock.now());
    deps.clock.moveBy(Math.max(0, stop - deps.clock.now()));
    await doDue(deps);
    await deps.watch.sample();
  }
}

/** Everything that can be done at this instant, to the last event of the last mail. */
async function doDue({ clock, schedules, rest, releaseEvents }: AdvanceDeps): Promise<void> {
  await rest.untilAtRest();
  for (let round = 0; round < roundsMax; round++) {
    const hasFired = await schedules.fireDue(clock.now());
    if (!hasFired && round > 0) return;
    await rest.passDelays();
    await releaseEvents();
    await rest.untilAtRest();
  }
}

async function nextStop(to: number, deps: AdvanceDeps): Promise<number> {
  const { clock, schedules, rest, agenda } = deps;
  const now = clock.now();
  // What fell due since the last tick of its schedule has had nobody who did it.
  const undone = now - tickEveryMsMax;
  const [dues, edition, back, isInstant] = await Promise.all([
    agenda.duesAfter(undone),
    agenda.editionAfter(now),
    rest.nextReturnAt(),
    agenda.hasInstantReaders(),
  ]);
  const stops = [
    ...dues.map((at) => schedules.tickFor(at, now)),
    ...(edition === undefined ? [] : [edition - pollBeforeMs]),
    ...(back === undefined ? [] : [back]),
  ].filter((at) => at > now);
  return Math.min(to, now + (isInstant ? instantStepMaxMs : stepMaxMs), ...stops);
}

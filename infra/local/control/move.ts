import { Temporal } from 'temporal-polyfill';
import { dayMs, minuteMs } from '../../../functions/config/time.ts';
import type { ControlPanel } from './panel.ts';

/** Where the clock is to go: to an instant, a local time or a known hour, or on by a duration. */
export type Move = { readonly to: string } | { readonly by: string };

/** Where the clock is to go: an instant, or why it cannot. */
export type Destination =
  | { readonly kind: 'at'; readonly at: number }
  | { readonly kind: 'refused'; readonly why: string };

/** What a destination is worked out from. */
export type MoveDeps = Pick<ControlPanel, 'now' | 'nextEditionAt'>;

/** One move runs every schedule on its way, so it has an end that can be waited for. */
const moveDaysMax = 366;
/** After the edition of seven o'clock, which is what most newsletters begin with. */
const morningHour = 8;

/** Finds the instant that a move means, or says in a sentence why it means none. */
export async function destinationOf(
  move: Move,
  zone: string,
  deps: MoveDeps,
): Promise<Destination> {
  const now = deps.now();
  const at = 'by' in move ? later(now, move.by, zone) : await named(move.to, zone, deps);
  if (typeof at === 'string') return { kind: 'refused', why: at };
  if (at < now) {
    return { kind: 'refused', why: 'The clock never moves backward; choose a later time.' };
  }
  if (at - now > moveDaysMax * dayMs) {
    return { kind: 'refused', why: 'The clock moves on by a year at most; go in smaller steps.' };
  }
  return { kind: 'at', at };
}

/** Tomorrow at eight, on the clock of the zone. */
export function tomorrowMorning(now: number, zone: string): number {
  const today = Temporal.Instant.fromEpochMilliseconds(now).toZonedDateTimeISO(zone);
  const morning = { hour: morningHour };
  return today.startOfDay().add({ days: 1 }).with(morning).epochMilliseconds;
}

function later(now: number, by: string, zone: string): number | string {
  const from = Temporal.Instant.fromEpochMilliseconds(now).toZonedDateTimeISO(zone);
  try {
    return from.add(Temporal.Duration.from(by)).epochMilliseconds;
  } catch {
    return 'Say how far as an ISO 8601 duration such as PT1H, P1D or P1W.';
  }
}

async function named(to: string, zone: string, deps: MoveDeps): Promise<number | string> {
  if (to === 'tomorrow-morning') return tomorrowMorning(deps.now(), zone);
  if (to !== 'next-edition') return instant(to, zone);
  const nextEditionAt = await deps.nextEditionAt();
  if (nextEditionAt === undefined) {
    return 'No edition is planned yet: sign up on the site and confirm first.';
  }
  // Its tick comes with the whole minute.
  return Math.max(Math.ceil(nextEditionAt / minuteMs) * minuteMs, deps.now());
}

/** A time with an offset is that instant; one without, as a form has it, is a time of the zone. */
function instant(to: string, zone: string): number | string {
  try {
    return /(?:z|[+-]\d\d:?\d\d)(?:\[.*\])?$/i.test(to)
      ? Temporal.Instant.from(to).epochMilliseconds
      : Temporal.PlainDateTime.from(to).toZonedDateTime(zone).epochMilliseconds;
  } catch {
    return 'Say when as a time such as 2030-01-31T07:00Z, next-edition or tomorrow-morning.';
  }
}

/** Whether mail goes out at all, and the switch for it: commands and pages turn the same one. */
import { type DailyLimit, dailyLimit, pauseSending, resumeSending } from './pace.ts';
import type { Pace, SendingPause, SwitchBook } from './pace-book.ts';
import { openWarmUp, type WarmUpSwitch } from './warm-up.ts';

/** What keeps all mail back; nothing when both are absent. Instants are in milliseconds. */
interface SendingState {
  readonly paused?: SendingPause;
  /** SES takes no mail from us, in its own words. */
  readonly halted?: { readonly since: number; readonly reason: string };
}

/** `moved`: another place mails these readers, and nobody may be mailed from two. */
type Resumed = { readonly kind: 'resumed' } | { readonly kind: 'moved'; readonly to: string };

/** Lets mail go out again, but not in a place that was left. */
export async function resumeHere(book: SwitchBook): Promise<Resumed> {
  const away = await book.movedAway();
  if (away !== undefined) return { kind: 'moved', to: away.to };
  await resumeSending(book);
  return { kind: 'resumed' };
}

/** The switch. */
interface SendingSwitch {
  readonly state: () => Promise<SendingState>;
  /** Stops all mail but notices to owners; the pause that stands keeps its reason. */
  readonly pause: (at: number, reason: string) => Promise<unknown>;
  readonly resume: () => Promise<Resumed>;
  /** As many mails as may go in a day, as far as is known. */
  readonly daily: (now: number) => Promise<DailyLimit | undefined>;
  readonly warmUp: WarmUpSwitch;
}

/** The switch on this pace. */
export function openSendingSwitch(book: SwitchBook): SendingSwitch {
  return {
    state: async () => stateOf(await book.load()),
    pause: (at, reason) => pauseSending({ at, by: 'owner', reason }, book),
    resume: () => resumeHere(book),
    daily: async (now) => {
      const pace = await book.load();
      return pace && dailyLimit(pace, now);
    },
    warmUp: openWarmUp(book),
  };
}

function stateOf(pace: Pace | undefined): SendingState {
  const { paused, halt, haltReason = '' } = pace ?? {};
  return {
    ...(paused === undefined ? {} : { paused }),
    ...(halt === undefined ? {} : { halted: { since: halt.since, reason: haltReason } }),
  };
}

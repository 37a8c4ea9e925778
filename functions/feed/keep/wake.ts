/** Instant readers need not wait for the next tick: news of their newsletter has a tick of its own. */
import type { ScheduledInput } from '../../config/door.ts';
import { eligibleLagMs } from '../item.ts';

/** What has the editions of instant readers planned. */
export interface WakeDeps {
  /** Makes their editions due at the instant (ms); says how many. */
  wakeInstant(newsletterId: string, at: number): Promise<number>;
  /** Puts ticks into the digest queue, which holds them for the lag. */
  tick(ticks: readonly ScheduledInput[]): Promise<void>;
  now(): number;
}

/** Has what was stored up to now planned for instant readers, if there are any. */
export async function wakeReaders(newsletterId: string, deps: WakeDeps): Promise<void> {
  const at = deps.now() + eligibleLagMs;
  const woken = await deps.wakeInstant(newsletterId, at);
  if (woken > 0) await deps.tick([{ scheduledTime: new Date(at).toISOString() }]);
}

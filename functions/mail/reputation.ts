/**
 * The sender's reputation: SES reviews an account at 5 % bounces or 0.1 % complaints and may stop it
 * (SES Developer Guide, "Reputation metrics"). Sending pauses by itself before that, and the owner
 * is told.
 */
import { type Notice, newNotice } from '../config/notice.ts';
import type { SendingPause } from './pace-book.ts';
import type { SuppressionReason } from './settle-event.ts';

/** What SES pauses an account for. */
export type Trouble = 'bounces' | 'complaints';

/** What was mailed in a day, and what came back. */
export interface DayOfSending {
  readonly sent: number;
  readonly bounces: number;
  readonly complaints: number;
}

/** Just below what brings a review; a few on a small list say nothing. */
const bounceRateMax = 0.04;
const bouncesMin = 10;
const complaintRateMax = 0.0009;
const complaintsMin = 3;

/** Pure: whether this day asks for a pause, and because of what. */
export function judgeReputation(day: DayOfSending): Trouble | undefined {
  const share = (count: number) => count / Math.max(1, day.sent);
  if (day.complaints >= complaintsMin && share(day.complaints) > complaintRateMax) {
    return 'complaints';
  }
  if (day.bounces >= bouncesMin && share(day.bounces) > bounceRateMax) return 'bounces';
  return undefined;
}

/** Where trouble is counted, and what it may stop. */
export interface WatchDeps {
  readonly count: (trouble: Trouble, at: number) => Promise<void>;
  /** The 24 hours up to `at`. */
  readonly day: (at: number) => Promise<DayOfSending>;
  readonly pause: (pause: SendingPause) => Promise<void>;
  readonly note: (notice: Notice) => Promise<unknown>;
}

type Suppress<Answer> = (
  addressKey: string,
  reason: SuppressionReason,
  at: number,
) => Promise<Answer>;

/** Suppresses an address, and counts that as trouble of the newsletter that mailed it, if one did. */
export function watched(suppress: Suppress<readonly string[]>, deps: WatchDeps): Suppress<void> {
  return async (addressKey, reason, at) => {
    const [newsletterId] = await suppress(addressKey, reason, at);
    if (newsletterId === undefined) return;
    const trouble = reason === 'complaint' ? 'complaints' : 'bounces';
    await watchReputation({ trouble, at, newsletterId }, deps);
  };
}

/** Counts one newly suppressed address; pauses sending and tells the owner when it is too much. */
async function watchReputation(
  event: { readonly trouble: Trouble; readonly at: number; readonly newsletterId: string },
  deps: WatchDeps,
): Promise<void> {
  const { trouble, at, newsletterId } = event;
  await deps.count(trouble, at);
  const day = await deps.day(at);
  const by = judgeReputation(day);
  if (by === undefined) return;
  const reason = `${day[by]} ${by} in ${day.sent} mails of the last 24 hours.`;
  await deps.pause({ at, by, reason });
  const notice = newNotice({
    id: `sending-paused-${by}-${new Date(at).toISOString().slice(0, 10)}`,
    newsletterId,
    kind: by === 'bounces' ? 'pausedForBounces' : 'pausedForComplaints',
    values: { count: String(day[by]), sent: String(day.sent) },
    at,
  });
  await deps.note(notice);
}

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
export const bounceRateMax = 0.04;
const bouncesMin = 10;
/** The same of complaints. */
export const complaintRateMax = 0.0009;
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
  /** Pauses sending, and returns the pause that stands. */
  readonly pause: (pause: SendingPause) => Promise<SendingPause>;
  /** The pause that stands. */
  readonly paused: () => Promise<SendingPause | undefined>;
  readonly note: (notice: Notice) => Promise<unknown>;
}

/** Whether the address was not suppressed before, and the newsletters that it has readers of. */
export interface SuppressedAddress {
  readonly isNew: boolean;
  readonly newsletterIds: readonly string[];
}

type Suppress<Answer> = (
  addressKey: string,
  reason: SuppressionReason,
  at: number,
) => Promise<Answer>;

/** Suppresses an address, and counts that as trouble of the newsletter that mailed it, if one did. */
export function watched(suppress: Suppress<SuppressedAddress>, deps: WatchDeps): Suppress<void> {
  return async (addressKey, reason, at) => {
    const { isNew, newsletterIds } = await suppress(addressKey, reason, at);
    const [newsletterId] = newsletterIds;
    if (newsletterId === undefined) return;
    const trouble = reason === 'complaint' ? 'complaints' : 'bounces';
    // An event that comes again may be one whose worker died before the owner was told.
    const standing = isNew ? await watchReputation(trouble, at, deps) : await deps.paused();
    if (standing !== undefined) await tellPause(standing, newsletterId, deps);
  };
}

/** Counts one newly suppressed address; pauses sending when it is too much. */
async function watchReputation(
  trouble: Trouble,
  at: number,
  deps: WatchDeps,
): Promise<SendingPause | undefined> {
  await deps.count(trouble, at);
  const day = await deps.day(at);
  const by = judgeReputation(day);
  if (by === undefined) return undefined;
  const reason = `${day[by]} ${by} in ${day.sent} mails of the last 24 hours.`;
  return deps.pause({ at, by, reason });
}

/** Once for each pause that was made by itself: who resumes is told when sending stops once more. */
async function tellPause(
  { at, by }: SendingPause,
  newsletterId: string,
  deps: WatchDeps,
): Promise<void> {
  if (by === 'owner') return;
  const day = await deps.day(at);
  const notice = newNotice({
    id: `sending-paused-${by}-${at}`,
    newsletterId,
    kind: by === 'bounces' ? 'pausedForBounces' : 'pausedForComplaints',
    values: { count: String(day[by]), sent: String(day.sent) },
    at,
  });
  await deps.note(notice);
}

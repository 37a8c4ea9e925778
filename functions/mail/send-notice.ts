/** Mails a notice to the owner of a newsletter, or a letter to one of its readers. */
import type { Notice } from '../config/notice.ts';
import { dayMs } from '../config/time.ts';
import { claimUnknownMs } from '../config/waits.ts';
import type { ReaderLetter } from '../subscriber/reader-letter.ts';
import { attemptsMax } from './claim.ts';
import type { Lease } from './pace.ts';
import type { Answer } from './ses-answer.ts';

/** What the confirmations queue carries for it. */
export interface NoticeKey {
  readonly noticeId: string;
}

/** What is noted in a row of its own, and mailed once. */
export type Noted = Notice | ReaderLetter;

/** A notice with how far it has come. */
export type NotedNotice = Noted & { readonly attempt: number };

/** What mailing a notice or letter reads and writes. */
export interface SendNoticeDeps {
  /** Takes the notice for one attempt; undefined when it is done, gone, or in other hands. */
  readonly claim: (id: string, lookAgainAt: number) => Promise<NotedNotice | undefined>;
  /** Nothing more is to be done about it. */
  readonly finish: (id: string, outcome: string) => Promise<void>;
  readonly lookAgainAt: (id: string, at: number) => Promise<void>;
  readonly lease: () => Promise<Lease>;
  readonly submit: (notice: Noted) => Promise<Answer>;
  readonly now: () => number;
}

/** An owner who cannot be mailed yet, such as in the sandbox, may be by tomorrow. */
const refusedAfterMs = dayMs;

/** Mails it; what SES does not answer is tried again after a while, a few times. */
export async function sendNotice({ noticeId }: NoticeKey, deps: SendNoticeDeps): Promise<string> {
  const lease = await deps.lease();
  if (lease.kind === 'parked') {
    await deps.lookAgainAt(noticeId, lease.until);
    return 'parked';
  }
  const notice = await deps.claim(noticeId, deps.now() + claimUnknownMs);
  if (notice === undefined) return 'stale';
  const answer = await deps.submit(notice);
  const at = nextLookAt(notice, answer, deps.now());
  if (at === undefined) await deps.finish(noticeId, answer.kind);
  else if (answer.kind !== 'unknown') await deps.lookAgainAt(noticeId, at);
  return answer.kind;
}

/** Undefined: nothing more is to be done. A letter is of no use to its reader days later. */
function nextLookAt(notice: NotedNotice, answer: Answer, now: number): number | undefined {
  switch (answer.kind) {
    case 'submitted':
      return undefined;
    case 'refused': {
      const isWorthIt = answer.kept && !('subscriberId' in notice) && notice.attempt < attemptsMax;
      return isWorthIt ? now + refusedAfterMs : undefined;
    }
    default:
      return now + claimUnknownMs;
  }
}

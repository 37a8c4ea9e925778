/** Whether SES's reports come round: a mail to each of the simulator's mailboxes, and a wait. */
import type { Notice } from '../../config/notice.ts';
import { newTrial, type Trial, type TrialMailbox, trialMailboxes, trialReports } from '../trial.ts';
import { type Diagnosis, diagnose } from './diagnosis.ts';

/** What trying the way of reports reads and writes. */
export interface TryEventPathDeps {
  readonly note: (notice: Notice) => Promise<unknown>;
  /** Has the letters of these ids mailed at once. */
  readonly enqueue: (noticeIds: readonly string[]) => Promise<void>;
  readonly heard: (noticeId: string) => Promise<Trial | undefined>;
  readonly now: () => number;
  readonly sleep: (ms: number) => Promise<void>;
}

/** What became of each mail, and how long that took (ms). */
export interface EventPathFact {
  readonly trials: Readonly<Record<TrialMailbox, Trial | undefined>>;
  readonly tookMs: number;
}

const lookEveryMs = 1_000;

/** Mails each mailbox and waits until all reports are there, a mail is refused, or the time is over. */
export async function tryEventPath(
  input: { readonly newsletterId: string; readonly id: string; readonly waitMs: number },
  { note, enqueue, heard, now, sleep }: TryEventPathDeps,
): Promise<EventPathFact> {
  const at = now();
  const notices = trialMailboxes.map((mailbox) => newTrial(mailbox, { ...input, at }));
  for (const notice of notices) await note(notice);
  await enqueue(notices.map(({ id }) => id));
  for (let waited = 0; ; waited += lookEveryMs) {
    const found = await Promise.all(notices.map(({ id }) => heard(id)));
    const trials = Object.fromEntries(
      trialMailboxes.map((mailbox, n) => [mailbox, found[n]]),
    ) as EventPathFact['trials'];
    const isOver = trialMailboxes.every((mailbox) => isSettled(mailbox, trials[mailbox]));
    if (isOver || waited >= input.waitMs) return { trials, tookMs: waited };
    await sleep(lookEveryMs);
  }
}

function isSettled(mailbox: TrialMailbox, trial: Trial | undefined): boolean {
  return trial?.state === 'refused' || isHeard(mailbox, trial);
}

function isHeard(mailbox: TrialMailbox, trial: Trial | undefined): boolean {
  return trial?.reported.includes(trialReports[mailbox]) === true;
}

/** Pure: which mails did not go out, and which reports did not come. */
export function judgeEventPath({ trials, tookMs }: EventPathFact): readonly Diagnosis[] {
  const seconds = Math.round(tookMs / 1000);
  const missing = trialMailboxes.filter((mailbox) => !isHeard(mailbox, trials[mailbox]));
  if (missing.length === 0) return [diagnose('eventPathFine', { seconds })];
  const isMailed = (mailbox: TrialMailbox) => trials[mailbox]?.state === 'submitted';
  const unmailed = missing.filter((mailbox) => !isMailed(mailbox));
  const unheard = missing.filter(isMailed).map((mailbox) => trialReports[mailbox]);
  return [
    ...unmailed.map((mailbox) => {
      const reason = trials[mailbox]?.reason ?? `It waits: ${trials[mailbox]?.state ?? 'unknown'}.`;
      return diagnose('trialUnmailed', { mailbox, reason });
    }),
    ...(unheard.length === 0
      ? []
      : [diagnose('trialUnheard', { reports: unheard.join(', '), seconds })]),
  ];
}

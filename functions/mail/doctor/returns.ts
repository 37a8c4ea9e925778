/** Whether what comes back reaches an installation that mails by a relay. */
import { dayMs, minuteMs } from '../../config/time.ts';
import type { Returns } from '../returns.ts';
import { type Diagnosis, diagnose } from './diagnosis.ts';

/** What is known of it, and now (ms). */
export interface ReturnsFact extends Returns {
  readonly now: number;
}

/** Pure: a mailbox that cannot be read is to be seen to; and so is that nothing ever came. */
export function judgeReturns(fact: ReturnsFact): readonly Diagnosis[] {
  const { now, mailbox, handedAt, copiedAt } = fact;
  if (mailbox !== undefined && copiedAt !== undefined) {
    return [diagnose('mailboxOfOriginal', { host: mailbox.host })];
  }
  if (mailbox?.failing !== undefined) {
    const { since, reason } = mailbox.failing;
    const minutes = Math.max(0, Math.floor((now - since) / minuteMs));
    return [diagnose('mailboxFailing', { host: mailbox.host, minutes, reason })];
  }
  if (mailbox !== undefined) return [diagnose('mailboxFine', { host: mailbox.host })];
  if (handedAt === undefined) return [diagnose('returnsNever', {})];
  const days = Math.max(0, Math.floor((now - handedAt) / dayMs));
  return [diagnose('returnsHanded', { days })];
}

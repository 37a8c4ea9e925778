/** All facts of an installation, judged: what its owner is told, line by line. */

import type { Late } from '../late.ts';
import {
  type EventsFact,
  type IdentityFact,
  judgeEvents,
  judgeIdentity,
  judgeQuota,
  judgeRates,
  judgeSandbox,
  judgeSending,
  judgeSuppression,
  type QuotaFact,
  type ReputationFact,
  type SendingFact,
} from './account.ts';
import { type Diagnosis, judged, type Look, type Subject, subjects } from './diagnosis.ts';
import {
  type AliasFact,
  type DmarcFact,
  type InboundFact,
  judgeDkim,
  judgeDmarc,
  judgeInbound,
  judgeMailFromMx,
  judgeSpf,
  type ServersFact,
  type TextsFact,
} from './dns.ts';
import { type EventPathFact, judgeEventPath } from './event-path.ts';
import { judgeReturns, type ReturnsFact } from './returns.ts';
import {
  type ConcurrencyFact,
  type DoorTime,
  judgeClock,
  judgeConcurrency,
  judgeDrift,
  judgeSecret,
  judgeSpend,
  judgeTimeouts,
  type SecretFact,
  type SpendFact,
} from './stack.ts';
import {
  type DeadLettersFact,
  type DoorErrors,
  type FeedsFact,
  judgeDeadLetters,
  judgeEditions,
  judgeErrors,
  judgeFeeds,
  judgeLate,
  judgeQueues,
  judgeSchedules,
  type QueuesFact,
  type SchedulesFact,
} from './work.ts';

/** What is known of each subject. */
export interface Facts {
  readonly dkim: readonly AliasFact[];
  readonly mailFromMx: ServersFact;
  readonly mailFromSpf: TextsFact;
  readonly dmarc: DmarcFact;
  readonly inboundMx: InboundFact;
  readonly identity: IdentityFact;
  /** Whether the account is in SES's sandbox. */
  readonly sandbox: boolean;
  readonly quota: QuotaFact;
  /** For which reports SES itself suppresses an address: of the set, or else of the account. */
  readonly suppression: readonly string[];
  readonly reputation: ReputationFact;
  readonly sending: SendingFact;
  /** How mail comes back to where a relay takes ours. */
  readonly returns: ReturnsFact;
  readonly events: EventsFact;
  readonly eventPath: EventPathFact;
  readonly schedules: SchedulesFact;
  readonly late: readonly Late[];
  readonly queues: QueuesFact;
  readonly deadLetters: DeadLettersFact;
  readonly errors: readonly DoorErrors[];
  readonly feeds: FeedsFact;
  /** How many editions are held. */
  readonly editions: number;
  readonly secret: SecretFact;
  /** How far this machine's clock is ahead (ms). */
  readonly clock: number;
  /** Resources that are not as the template says. */
  readonly drift: readonly string[];
  readonly concurrency: ConcurrencyFact;
  readonly timeouts: readonly DoorTime[];
  readonly spend: SpendFact;
}

/** What the look at each subject brought. */
export type Seen = { readonly [S in Subject]: Look<Facts[S]> };

const judges: { readonly [S in Subject]: (fact: Facts[S]) => readonly Diagnosis[] } = {
  dkim: judgeDkim,
  mailFromMx: judgeMailFromMx,
  mailFromSpf: judgeSpf,
  dmarc: judgeDmarc,
  inboundMx: judgeInbound,
  identity: judgeIdentity,
  sandbox: judgeSandbox,
  quota: judgeQuota,
  suppression: judgeSuppression,
  reputation: judgeRates,
  sending: judgeSending,
  returns: judgeReturns,
  events: judgeEvents,
  eventPath: judgeEventPath,
  schedules: judgeSchedules,
  late: judgeLate,
  queues: judgeQueues,
  deadLetters: judgeDeadLetters,
  errors: judgeErrors,
  feeds: judgeFeeds,
  editions: judgeEditions,
  secret: judgeSecret,
  clock: judgeClock,
  drift: judgeDrift,
  concurrency: judgeConcurrency,
  timeouts: judgeTimeouts,
  spend: judgeSpend,
};

/** Pure: the diagnoses in the order of the subjects, one or more of each. */
export function examine(seen: Seen): readonly Diagnosis[] {
  return subjects.flatMap((subject) => examineOne(subject, seen));
}

function examineOne<S extends Subject>(subject: S, seen: Seen): readonly Diagnosis[] {
  const look: Look<Facts[S]> = seen[subject];
  const judge: (fact: Facts[S]) => readonly Diagnosis[] = judges[subject];
  return judged(subject, look, judge);
}

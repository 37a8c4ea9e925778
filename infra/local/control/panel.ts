import type { ScheduleName } from '../../cloud/door-names.ts';
import type { Account } from '../ses/account.ts';
import type { Faults } from '../ses/faults.ts';

/** What the control page works with: the local clock, the schedules and what can be counted. */
export interface ControlPanel {
  /** The local clock, in milliseconds since 1970. */
  readonly now: () => number;
  /** Moves the clock forward in steps, firing schedules; resolves when all is at rest. */
  readonly advance: (to: number) => Promise<void>;
  /** When the next edition is due; absent while nobody is due any. */
  readonly nextEditionAt: () => Promise<number | undefined>;
  readonly fire: (schedule: ScheduleName) => Promise<void>;
  readonly status: () => Promise<PanelStatus>;
  /** The template's alarms, on what the stage has counted. */
  readonly alarms: () => readonly AlarmStatus[];
  /** The local SES, whose faults and limits can be changed. */
  readonly mail: MailSwitches;
}

/** What the control page changes of SES. */
export interface MailSwitches {
  readonly faults: Pick<Faults, 'list' | 'add' | 'clear'>;
  readonly account: Pick<Account, 'settings' | 'change' | 'sentLast24Hours'>;
}

/** How the stage stands. */
export interface PanelStatus {
  readonly queues: readonly QueueStatus[];
  readonly readers: ReaderCounts;
  readonly feeds: readonly FeedStatus[];
  /** Mails in the inbox. */
  readonly mails: number;
  readonly newsletters: readonly { readonly id: string; readonly name: string }[];
}

/** How an alarm stands, with what its text says. */
export interface AlarmStatus {
  readonly name: string;
  readonly state: 'OK' | 'ALARM';
  /** What it means and what to do. */
  readonly text: string;
  /** What was seen. */
  readonly why: string;
}

/** How many messages of a queue wait, are in work, or were given up. */
export interface QueueStatus {
  readonly name: string;
  readonly waiting: number;
  readonly inFlight: number;
  readonly dead: number;
}

interface ReaderCounts {
  readonly confirmed: number;
  readonly pending: number;
  readonly unsubscribed: number;
}

/** How a feed stands. */
export interface FeedStatus {
  readonly title: string;
  readonly url: string;
  readonly state: string;
  readonly lastError?: string;
}

/** What an SES account may do; changed at run time from the control page or by a test. */
import { dayMs } from '../../../functions/config/time.ts';

/** What an SES account may do; changed at run time from the control page or by a test. */
export interface AccountSettings {
  /** Messages a second, as GetSendQuota names it. */
  readonly maxSendRate: number;
  /** Recipients in any 24 hours; -1 means unlimited. */
  readonly max24HourSend: number;
  /** Calls a second of each action that does not send. */
  readonly callsPerSecond: number;
  readonly sendingEnabled: boolean;
  /** Mails verified recipients only; its quota is 200 a day and 1 a second, or what is less. */
  readonly sandbox: boolean;
  /** Verified domains and addresses; absent: anyone may send, and no recipient is verified. */
  readonly identities?: readonly string[] | undefined;
  /** The configuration set of an identity's mail that names none. */
  readonly defaultSets: Readonly<Record<string, string>>;
  /** Configuration sets that exist; absent: any does. */
  readonly configurationSets?: readonly string[] | undefined;
  readonly pausedSets: readonly string[];
  /** Which reports put an address on the account's suppression list. */
  readonly suppressedReasons: readonly SuppressedReason[];
  /** The same for the mail of one configuration set, in place of the account's. */
  readonly suppressedReasonsOfSets: Readonly<Record<string, readonly SuppressedReason[]>>;
}

/** Why an address is on the suppression list. */
export type SuppressedReason = 'BOUNCE' | 'COMPLAINT';

/** Recipients that were counted against the daily quota at an instant. */
interface Usage {
  readonly at: number;
  readonly recipients: number;
}

/** A part of the settings: what the sandbox leaves of them. */
type Quota = Pick<AccountSettings, 'maxSendRate' | 'max24HourSend'>;

type Admission = 'admitted' | 'too-fast' | 'quota-used';

/** The account: its settings, its sending rate and its rolling day. */
export interface Account {
  readonly settings: () => AccountSettings;
  readonly change: (patch: Partial<AccountSettings>) => AccountSettings;
  /** What the account may send, as GetSendQuota tells it. */
  readonly quota: () => Quota;
  /** May this message go now? Simulator recipients count for the rate alone. */
  readonly admit: (recipients: number, counted: number) => Admission;
  readonly admitCall: (action: string) => boolean;
  readonly sentLast24Hours: () => number;
}

/** The clock, and what was sent before a restart. */
export interface AccountDeps {
  readonly now: () => number;
  /** What was accepted before a restart, oldest first. */
  readonly history: readonly Usage[];
}

/** A small account in good standing, out of the sandbox, with the lists of any since 2019. */
const defaultSettings: AccountSettings = {
  maxSendRate: 14,
  max24HourSend: 50_000,
  callsPerSecond: 1,
  sendingEnabled: true,
  sandbox: false,
  defaultSets: {},
  pausedSets: [],
  suppressedReasons: ['BOUNCE', 'COMPLAINT'],
  suppressedReasonsOfSets: {},
};

/** SES Developer Guide, "Service quotas in Amazon SES". */
const sandboxQuota: Quota = { maxSendRate: 1, max24HourSend: 200 };

/** What sums of fractions of a token may be off by. */
const rounding = 1e-6;
/** Entries older than a day that are kept before the list is cut. */
const spentEntriesMax = 10_000;

/** Opens the account; its rate starts full and its day starts with what the history says. */
export function openAccount(initial: Partial<AccountSettings>, deps: AccountDeps): Account {
  let settings: AccountSettings = { ...defaultSettings, ...initial };
  const day = rollingDay(deps.history);
  const quota = () => quotaOf(settings);
  const sends = bucket(deps.now, () => quota().maxSendRate);
  const calls = new Map<string, Bucket>();
  return {
    settings: () => settings,
    change: (patch) => {
      settings = { ...settings, ...patch };
      return settings;
    },
    quota,
    admit: (recipients, counted) => {
      const now = deps.now();
      const { max24HourSend } = quota();
      if (max24HourSend >= 0 && counted > 0 && day.total(now) >= max24HourSend) {
        return 'quota-used';
      }
      if (!sends.take(recipients)) return 'too-fast';
      day.add({ at: now, recipients: counted });
      return 'admitted';
    },
    admitCall: (action) => {
      const known = calls.get(action) ?? bucket(deps.now, () => settings.callsPerSecond);
      calls.set(action, known);
      return known.take(1);
    },
    sentLast24Hours: () => day.total(deps.now()),
  };
}

function quotaOf({ sandbox, maxSendRate, max24HourSend }: AccountSettings): Quota {
  if (!sandbox) return { maxSendRate, max24HourSend };
  const most = sandboxQuota.max24HourSend;
  return {
    maxSendRate: Math.min(maxSendRate, sandboxQuota.maxSendRate),
    max24HourSend: max24HourSend < 0 ? most : Math.min(max24HourSend, most),
  };
}

interface Bucket {
  readonly take: (tokens: number) => boolean;
}

/**
 * A token bucket of one second. One whole token left lets a message through to all its recipients;
 * the debt is then waited off, as SES does.
 */
function bucket(now: () => number, rate: () => number): Bucket {
  let tokens = Number.POSITIVE_INFINITY;
  let filledAt = now();
  return {
    take: (wanted) => {
      const instant = now();
      const capacity = Math.max(1, rate());
      const gained = (Math.max(0, instant - filledAt) * rate()) / 1000;
      tokens = Math.min(capacity, tokens + gained);
      filledAt = instant;
      if (tokens < 1 - rounding) return false;
      tokens -= wanted;
      return true;
    },
  };
}

function rollingDay(history: readonly Usage[]) {
  const entries: Usage[] = [];
  let first = 0;
  let sum = 0;
  const add = (usage: Usage): void => {
    if (usage.recipients === 0) return;
    entries.push(usage);
    sum += usage.recipients;
  };
  const total = (now: number): number => {
    for (let oldest = entries[first]; oldest !== undefined; oldest = entries[first]) {
      if (oldest.at > now - dayMs) break;
      sum -= oldest.recipients;
      first += 1;
    }
    if (first > spentEntriesMax) {
      entries.splice(0, first);
      first = 0;
    }
    return sum;
  };
  for (const usage of history) add(usage);
  return { add, total };
}

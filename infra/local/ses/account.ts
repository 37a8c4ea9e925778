/** What an SES account may do; changed at run time from the control page or by a test. */
export interface AccountSettings {
  /** Messages a second, as GetSendQuota names it. */
  readonly maxSendRate: number;
  /** Recipients in any 24 hours; -1 means unlimited. */
  readonly max24HourSend: number;
  /** Calls a second of each action that does not send. */
  readonly callsPerSecond: number;
  readonly sendingEnabled: boolean;
  /** Domains and addresses that may send; absent: anyone may. */
  readonly identities?: readonly string[];
  /** Configuration sets that exist; absent: any does. */
  readonly configurationSets?: readonly string[];
}

/** Recipients that were counted against the daily quota at an instant. */
interface Usage {
  readonly at: number;
  readonly recipients: number;
}

type Admission = 'admitted' | 'too-fast' | 'quota-used';

/** The account: its settings, its sending rate and its rolling day. */
export interface Account {
  readonly settings: () => AccountSettings;
  readonly change: (patch: Partial<AccountSettings>) => AccountSettings;
  /** May this message go now? Simulator recipients count for the rate alone. */
  readonly admit: (recipients: number, counted: number) => Admission;
  readonly admitCall: (action: string) => boolean;
  readonly sentLast24Hours: () => number;
}

export interface AccountDeps {
  readonly now: () => number;
  /** What was accepted before a restart, oldest first. */
  readonly history: readonly Usage[];
}

/** A small account in good standing, out of the sandbox. */
const defaultSettings: AccountSettings = {
  maxSendRate: 14,
  max24HourSend: 50_000,
  callsPerSecond: 1,
  sendingEnabled: true,
};

const dayMs = 86_400_000;
/** What sums of fractions of a token may be off by. */
const rounding = 1e-6;
/** Entries older than a day that are kept before the list is cut. */
const spentEntriesMax = 10_000;

/** Opens the account; its rate starts full and its day starts with what the history says. */
export function openAccount(initial: Partial<AccountSettings>, deps: AccountDeps): Account {
  let settings: AccountSettings = { ...defaultSettings, ...initial };
  const day = rollingDay(deps.history);
  const sends = bucket(deps.now, () => settings.maxSendRate);
  const calls = new Map<string, Bucket>();
  return {
    settings: () => settings,
    change: (patch) => {
      settings = { ...settings, ...patch };
      return settings;
    },
    admit: (recipients, counted) => {
      const now = deps.now();
      const unlimited = settings.max24HourSend < 0;
      if (!unlimited && counted > 0 && day.total(now) >= settings.max24HourSend) {
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

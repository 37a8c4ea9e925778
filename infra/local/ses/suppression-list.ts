import type { AccountSettings, SuppressedReason } from './account.ts';
import { isSimulator } from './fates.ts';
import type { Accepted } from './mailbox.ts';

interface SuppressedAddress {
  readonly address: string;
  readonly reason: SuppressedReason;
  /** Since when (ms). */
  readonly at: number;
}

/**
 * The account's suppression list: what is sent to an address on it is accepted, counted against the
 * quota and not delivered (SES Developer Guide, "Using the account-level suppression list").
 */
export interface SuppressionList {
  readonly list: () => readonly SuppressedAddress[];
  readonly add: (entry: Omit<SuppressedAddress, 'at'>) => void;
  readonly remove: (address: string) => boolean;
  /** Why this configuration set does not deliver to the address; undefined: it does. */
  readonly reasonFor: (address: string, set: string | undefined) => SuppressedReason | undefined;
  /** Puts on the list who bounced or complained, when the set, or else the account, says so. */
  readonly learn: (message: Pick<Accepted, 'destinations' | 'fates' | 'configurationSet'>) => void;
}

/** Opens an empty list, kept under the address in small letters. */
export function openSuppressionList(
  settings: () => AccountSettings,
  now: () => number,
): SuppressionList {
  const entries = new Map<string, SuppressedAddress>();
  const add: SuppressionList['add'] = (entry) =>
    void entries.set(entry.address.toLowerCase(), { ...entry, at: now() });
  return {
    list: () => [...entries.values()],
    add,
    remove: (address) => entries.delete(address.toLowerCase()),
    reasonFor: (address, set) => {
      const reason = entries.get(address.toLowerCase())?.reason;
      return reason !== undefined && reasonsOf(set, settings()).includes(reason)
        ? reason
        : undefined;
    },
    learn: ({ destinations, fates, configurationSet }) => {
      destinations.forEach((address, n) => {
        const reason = learned[fates[n] ?? ''];
        // The simulator's addresses are never put on the list (the guide, "Simulator").
        if (reason === undefined || isSimulator(address)) return;
        if (reasonsOf(configurationSet, settings()).includes(reason)) add({ address, reason });
      });
    },
  };
}

const learned: Readonly<Record<string, SuppressedReason>> = {
  bounced: 'BOUNCE',
  complained: 'COMPLAINT',
};

/** A set that has reasons of its own overrides the account's, also with none. */
function reasonsOf(
  set: string | undefined,
  { suppressedReasons, suppressedReasonsOfSets }: AccountSettings,
): readonly SuppressedReason[] {
  return (set === undefined ? undefined : suppressedReasonsOfSets[set]) ?? suppressedReasons;
}

/** What a restore came to, in words. */

import type { RestoreCounts } from '../../../functions/store/restore-counts.ts';
import type { AwayReason } from '../../../functions/store/restore-reader.ts';
import type { Fact } from '../table-text.ts';

const awayWords: Readonly<Record<AwayReason, string>> = {
  left: 'left since: stay away',
  suppressed: 'bounced or complained since: stay away',
  erased: 'left or were erased since: stay away',
  anew: 'signed up anew since: as they are now',
  removed: 'unsubscribed by you since: stay away',
};

const labels: Readonly<
  Record<Exclude<keyof RestoreCounts, 'looked at' | `away: ${string}`>, string>
> = {
  'newsletters back': 'Newsletters that come back',
  'newsletters as they were': 'Newsletters as they were',
  'feeds back': 'Feeds that come back',
  'feeds as they were': 'Feeds set as they were',
  'feeds gone': 'Feeds that came since and go',
  'gates as they were': 'Gates as they were',
  'readers back': 'Readers that come back',
  'readers taken back': 'Readers unsubscribed by you that come back',
  'records of readers back': 'Records of who has left or is suppressed',
  'suppressions back': 'Addresses that are suppressed again',
  'records back': 'Records that come back',
  'schedules as they were': 'Schedules that are due when they were',
  'archives as they were': 'Archives that go on where they were',
  'asked, may confirm': 'Asked to confirm, and can still do so',
  'asked, not confirmed': 'Asked to confirm and not yet confirmed, left out',
  'changed meanwhile': 'Changed again and again meanwhile',
  unknown: 'Of a later release, left out',
  unreadable: 'Malformed, left out',
};

/** The counts that are not zero, what comes back first and who stays away last. */
export function countFacts(counts: RestoreCounts): Fact[] {
  const own = Object.entries(labels).map(
    ([name, label]) => [label, shown(counts[name as keyof typeof labels])] as const,
  );
  const away = Object.entries(awayWords).map(
    ([why, label]) =>
      [`Readers that ${label}`, shown(counts[`away: ${why as AwayReason}`])] as const,
  );
  return [...own, ...away];
}

function shown(count: number | undefined): string | undefined {
  return count === undefined || count === 0 ? undefined : count.toLocaleString('en');
}

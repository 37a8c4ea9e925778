/** What a restore comes to, counted. */
import type { AwayReason } from './restore-reader.ts';
import type { RestoreWrite } from './restore-table.ts';

/** What a restore came to, by what happened to how many. */
export type RestoreCounts = Readonly<Record<RestoreCount, number>>;

/** What is counted: what comes back, what goes, who stays away. */
export const restoreCounts = [
  'newsletters back',
  'newsletters as they were',
  'feeds back',
  'feeds as they were',
  'feeds gone',
  'gates as they were',
  'readers back',
  'readers taken back',
  'records of readers back',
  'suppressions back',
  'records back',
  'asked, not confirmed',
  'changed meanwhile',
  'unknown',
  'unreadable',
  'looked at',
] as const;
/** One of them, or why a reader stays away. */
export type RestoreCount = (typeof restoreCounts)[number] | `away: ${AwayReason}`;

/** All zero. */
export function noCounts(): RestoreCounts {
  return Object.fromEntries(restoreCounts.map((name) => [name, 0])) as RestoreCounts;
}

/** Under what a thing is counted that was written. */
export function countOf(write: RestoreWrite): RestoreCount {
  switch (write.kind) {
    case 'newsletter':
      return write.now === undefined ? 'newsletters back' : 'newsletters as they were';
    case 'feed':
      return 'feeds back';
    case 'settings':
      return 'feeds as they were';
    case 'feed goes':
      return 'feeds gone';
    case 'gate':
    case 'gate goes':
      return 'gates as they were';
    case 'reader':
      return 'readers back';
    case 'standing':
      return 'records of readers back';
    case 'trace':
      return 'records back';
    case 'take back':
      return 'readers taken back';
    case 'suppression':
      return 'suppressions back';
    case 'put':
      return 'records back';
  }
}

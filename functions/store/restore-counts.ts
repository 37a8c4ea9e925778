/** What a restore writes, and what it comes to, counted. */
import type { FeedKey } from '../feed/feed.ts';
import type { Subscriber } from '../subscriber/subscriber.ts';
import type { Row } from './client.ts';
import type { AwayReason } from './restore-reader.ts';
import type { KnownRow } from './restore-row.ts';

/** One thing that a restore writes. */
export type RestoreWrite =
  | { readonly kind: 'newsletter'; readonly row: Row; readonly now: Row | undefined }
  | { readonly kind: 'feed'; readonly row: Row }
  | { readonly kind: 'settings'; readonly row: Row; readonly now: Row }
  | { readonly kind: 'feed goes'; readonly key: FeedKey }
  | { readonly kind: 'gate'; readonly row: Row; readonly now: Row | undefined }
  | { readonly kind: 'gate goes'; readonly now: Row }
  | { readonly kind: 'reader'; readonly subscriber: Subscriber; readonly row: Row }
  /** Asked to confirm, and can still do so. */
  | { readonly kind: 'pending'; readonly subscriber: Subscriber; readonly row: Row }
  /** A segment is due at `at` (ms) at the latest. */
  | {
      readonly kind: 'due';
      readonly newsletterId: string;
      readonly segmentId: string;
      readonly at: number;
    }
  /** How far the public archive had come. */
  | { readonly kind: 'archive'; readonly row: Row }
  /** Who is not mailed: what is known of them stays known. */
  | { readonly kind: 'standing'; readonly subscriber: Subscriber; readonly row: Row }
  /** What was reported about a reader who is there. */
  | { readonly kind: 'trace'; readonly row: Row }
  | { readonly kind: 'take back'; readonly subscriber: Subscriber }
  | { readonly kind: 'suppression'; readonly row: Row }
  | { readonly kind: 'put'; readonly one: KnownRow; readonly row: Row };

/** `unchanged`: it is so already. `changed`: somebody was there first; it is decided anew. */
export type RestoreWritten = 'written' | 'unchanged' | 'changed';

/** What a restore came to, by what happened to how many. */
export type RestoreCounts = Readonly<Record<RestoreCount, number>>;

/** What is counted: what comes back, what goes, who stays away. */
const restoreCounts = [
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
  'schedules as they were',
  'archives as they were',
  'asked, may confirm',
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
    case 'due':
      return 'schedules as they were';
    case 'archive':
      return 'archives as they were';
    case 'pending':
      return 'asked, may confirm';
  }
}

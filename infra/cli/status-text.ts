/** The lines of `status`. */
import type { Edition } from '../../functions/edition/edition.ts';
import type { Newsletter } from '../../functions/edition/newsletter.ts';
import type { Segment } from '../../functions/edition/segment.ts';
import type { Feed } from '../../functions/feed/feed.ts';
import { isQuotaRead, type Pace } from '../../functions/mail/pace-book.ts';
import { sesName } from '../../functions/mail/taker.ts';
import { type ReaderState, readerStates } from '../../functions/subscriber/reader-state.ts';
import { feedState, shortId } from './feed-text.ts';
import { scheduleText } from './schedule-text.ts';
import { factsText, tableText } from './table-text.ts';
import { countText, numberText, timeText } from './time-text.ts';

/** How a newsletter stands. */
export interface NewsletterStatus {
  readonly newsletter: Newsletter;
  readonly readers: Readonly<Record<ReaderState, number>>;
  /** Pending readers whose confirmation was refused: they wait for a mail that does not come. */
  readonly confirmationsRefused: number;
  readonly feeds: readonly Feed[];
  readonly segments: readonly SegmentStatus[];
}

interface SegmentStatus extends Segment {
  readonly readers: number;
}

/** How sending stands. */
export interface Sending {
  readonly queues: Readonly<Record<string, number>>;
  readonly pace: Pace | undefined;
  /** Editions that wait for their owner. */
  readonly held: readonly Edition[];
}

const segmentsShownMax = 10;

/** One newsletter: who reads it, which feeds need a look, what comes next. */
export function newsletterLines(
  { newsletter, readers, confirmationsRefused, feeds, segments }: NewsletterStatus,
  width: number,
): string[] {
  const troubled = feeds.filter((feed) => urgencyOf(feed) > 0);
  const states = readerStates
    .filter((state) => state === 'confirmed' || readers[state] > 0)
    .map((state) => `${numberText(readers[state])} ${state}`);
  const well = feeds.length - troubled.length;
  const needs = troubled.length === 1 ? 'needs' : 'need';
  const troubles = troubled.length === 0 ? '' : `, ${troubled.length} ${needs} a look`;
  return [
    `${newsletter.name} (${newsletter.id}), times in ${newsletter.zone}`,
    '',
    ...factsText(
      [
        ['Readers', states.join(', ')],
        ['', refusedText(confirmationsRefused)],
        [
          'Feeds',
          `${countText(well, 'feed')} as ${well === 1 ? 'it' : 'they'} should be${troubles}`,
        ],
      ],
      width,
    ),
    ...(troubled.length === 0 ? [] : ['', ...troubledLines(troubled, width)]),
    '',
    ...segmentLines(segments, newsletter, width),
    '',
  ];
}

function refusedText(count: number): string | undefined {
  if (count === 0) return undefined;
  return (
    `The confirmation of ${countText(count, 'reader')} was refused: ` +
    'paperboy readers trace ADDRESS tells why; whoever signs up again is mailed again'
  );
}

/** In full: what is wrong with them is what the owner came for. */
function troubledLines(feeds: readonly Feed[], width: number): string[] {
  const facts = feeds.flatMap((feed) => [
    [shortId(feed), feed.title || feed.url] as const,
    ['', feedState(feed)] as const,
  ]);
  return factsText(facts, width);
}

const segmentColumns = [
  { title: 'NEXT EDITION' },
  { title: 'SCHEDULE', shrinksTo: 12 },
  { title: 'SECTIONS', shrinksTo: 10 },
  { title: 'READERS', align: 'right' },
] as const;

function segmentLines(
  segments: readonly SegmentStatus[],
  { zone }: Newsletter,
  width: number,
): string[] {
  if (segments.length === 0) return ['No edition is planned: nobody has confirmed yet.'];
  const rows = segments
    .slice(0, segmentsShownMax)
    .map(({ dueAt, schedule, sections, language, readers }) => [
      dueAt === undefined ? 'when there is news' : timeText(dueAt, zone),
      scheduleText(schedule, zone),
      `${sections === 'all' ? 'all' : sections.join(', ')}${language ? ` (${language})` : ''}`,
      numberText(readers),
    ]);
  const more = segments.length - segmentsShownMax;
  return [
    ...tableText(segmentColumns, rows, width),
    ...(more > 0 ? [`and ${countText(more, 'schedule')} more`] : []),
  ];
}

interface Look {
  readonly now: number;
  readonly zone: string;
  readonly width: number;
  /** Who takes our mail. */
  readonly service: string;
}

/** The queues and the account that all newsletters share. */
export function sendingLines({ queues, pace, held }: Sending, look: Look): string[] {
  const waiting = Object.entries(queues).map(([name, depth]) => `${name} ${numberText(depth)}`);
  return factsText(
    [
      ['In queues', waiting.join(', ')],
      ['Sending', stateOf(pace, look)],
      ['Held', heldText(held)],
      ['Account', pace && isQuotaRead(pace) ? quotaText(pace, look) : undefined],
    ],
    look.width,
  );
}

function stateOf(pace: Pace | undefined, at: Look): string {
  if (pace === undefined) return 'nothing was sent yet';
  if (pace.paused !== undefined) {
    return `paused since ${timeText(pace.paused.at, at.zone)}: ${pace.paused.reason}`;
  }
  if (pace.halt !== undefined) return haltText(pace, at);
  const { haltedUntil = 0, haltReason = 'no reason' } = pace;
  if (haltedUntil <= at.now) return 'as it should be';
  return `halted until ${timeText(haltedUntil, at.zone)}: ${haltReason}`;
}

/** Nobody takes mail from us: since when, in whose words, and when it is tried again. */
export function haltText(
  pace: Pace,
  { now, zone, service }: Pick<Look, 'now' | 'zone' | 'service'>,
): string {
  const { halt, haltedUntil = now, haltReason = '' } = pace;
  const since = timeText(halt?.since ?? now, zone);
  const next = haltedUntil > now ? `at ${timeText(haltedUntil, zone)}` : 'with the next mail';
  return `${service} has refused our mail since ${since}: “${haltReason}” Nothing is lost; it is tried again ${next}`;
}

function heldText({ length }: readonly Edition[]): string | undefined {
  if (length === 0) return undefined;
  const wait = length === 1 ? 'waits' : 'wait';
  return `${countText(length, 'edition')} ${wait} for you: paperboy editions held tells why`;
}

/** The quota of a new account (SES Developer Guide, "Service quotas"). */
const sandboxPerSecond = 1;
const sandboxADay = 200;
const sandboxWords =
  'That is the sandbox of SES: only addresses that you verified there are mailed, until SES gives ' +
  'you production access.';

function quotaText({ quota, takenSince }: Pace, { service }: Look): string {
  const { maxPerSecond, max24Hour, sentLast24Hours } = quota;
  const sent = numberText(sentLast24Hours + takenSince);
  const limit = max24Hour < 0 ? 'no daily limit' : `${numberText(max24Hour)} a day`;
  const account = `${numberText(maxPerSecond)} a second, ${limit}, ${sent} sent in the last day`;
  const isSandbox =
    service === sesName && maxPerSecond === sandboxPerSecond && max24Hour === sandboxADay;
  return isSandbox ? `${account}. ${sandboxWords}` : account;
}

/** Failing feeds first, then those that were stopped for a reason. */
export function urgencyOf({ failures, lastError }: Feed): number {
  return failures > 0 ? 2 : lastError === undefined ? 0 : 1;
}

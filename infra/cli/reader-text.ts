/** Readers as the owner sees them. */
import type { Newsletter } from '../../functions/edition/newsletter.ts';
import type { Consent, Subscriber } from '../../functions/subscriber/subscriber.ts';
import { scheduleText } from './schedule-text.ts';
import { factsText, tableText } from './table-text.ts';
import { timeText } from './time-text.ts';

export const readerStates = [
  'confirmed',
  'paused',
  'pending',
  'unsubscribed',
  'suppressed',
] as const;
export type ReaderState = (typeof readerStates)[number];

/** What counts most: nobody suppressed is mailed whatever they chose. */
export function readerState(subscriber: Subscriber, now: number): ReaderState {
  const { state, suppressed, pausedUntil } = subscriber;
  if (suppressed) return 'suppressed';
  if (state === 'confirmed' && pausedUntil !== undefined && pausedUntil > now) return 'paused';
  return state;
}

const columns = [
  { title: 'ADDRESS', shrinksTo: 20 },
  { title: 'STATE' },
  { title: 'SCHEDULE', shrinksTo: 10 },
  { title: 'LAST MAIL' },
] as const;

/** One line a reader; times in the newsletter's zone. */
export function readerTable(
  readers: readonly Subscriber[],
  { zone }: Newsletter,
  look: { readonly now: number; readonly width: number },
): string[] {
  const rows = readers.map((reader) => [
    reader.address,
    readerState(reader, look.now),
    scheduleText(reader.schedule, zone),
    reader.lastSubmitted === undefined ? '-' : timeText(reader.lastSubmitted.at, zone),
  ]);
  return tableText(columns, rows, look.width);
}

/** Everything about one reader; `dueAt` is when their next edition is due. */
export function readerFacts(
  reader: Subscriber,
  { zone }: Newsletter,
  look: { readonly now: number; readonly width: number; readonly dueAt: number | undefined },
): string[] {
  const { sections, schedule, pausedUntil, lastSubmitted, claim, transientBounces } = reader;
  const time = (at: number | undefined) => (at === undefined ? undefined : timeText(at, zone));
  return factsText(
    [
      ['Address', reader.address],
      ['Id', reader.id],
      ['State', readerState(reader, look.now)],
      ['Schedule', scheduleText(schedule)],
      ['Sections', sections === 'all' ? 'all' : sections.join(', ')],
      ['Paused until', time(pausedUntil)],
      ['Next edition', time(look.dueAt)],
      ['Received all', `that was first seen until ${timeText(reader.receivedThrough, zone)}`],
      ['Signed up', time(reader.createdAt)],
      ...consentFacts(reader.consent, time),
      [
        'Last mail',
        lastSubmitted && `${time(lastSubmitted.at)}, edition ${lastSubmitted.editionId}`,
      ],
      ['SES message', lastSubmitted?.messageId],
      ['Being sent', claim && `edition ${claim.editionId}, since ${time(claim.at)}`],
      ['Bounces', transientBounces > 0 ? `${transientBounces} since a delivery` : undefined],
      ['Times', `in ${zone}`],
    ],
    look.width,
  );
}

function consentFacts(consent: Consent, time: (at: number | undefined) => string | undefined) {
  const { confirmedAt, confirmedFrom, withdrawnAt, withdrawnBy } = consent;
  return [
    [
      'Asked for it',
      `${time(consent.requestedAt)} from ${consent.requestedFrom}, words ${consent.wordsVersion}`,
    ],
    [
      'Confirmed',
      confirmedAt && `${time(confirmedAt)} from ${confirmedFrom ?? 'an unknown place'}`,
    ],
    ['Left', withdrawnAt && `${time(withdrawnAt)}, by ${withdrawnBy ?? 'unknown means'}`],
  ].map(([label, value]) => [String(label), value || undefined] as const);
}

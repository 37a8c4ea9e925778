/** Readers as the owner sees them. */
import { dayMs } from '../../functions/config/time.ts';
import type { Newsletter } from '../../functions/edition/newsletter.ts';
import { bounceFadesMs } from '../../functions/mail/bounce.ts';
import { readerState } from '../../functions/subscriber/reader-state.ts';
import type { Consent, Subscriber } from '../../functions/subscriber/subscriber.ts';
import { scheduleText } from './schedule-text.ts';
import { factsText, tableText } from './table-text.ts';
import { countText, timeText } from './time-text.ts';

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
  const { sections, schedule, pausedUntil, lastSubmitted, claim, bouncesAt } = reader;
  const time = (at: number | undefined) => (at === undefined ? undefined : timeText(at, zone));
  return factsText(
    [
      ['Address', reader.address],
      ['Id', reader.id],
      ['State', readerState(reader, look.now)],
      ['Schedule', scheduleText(schedule)],
      ['Sections', sections === 'all' ? 'all' : sections.join(', ')],
      ['Language', reader.language],
      ['Paused until', time(pausedUntil)],
      ['Next edition', time(look.dueAt)],
      ['Received all', `that was first seen until ${timeText(reader.receivedThrough, zone)}`],
      ['Signed up', time(reader.createdAt)],
      ...consentFacts(reader.consent, time),
      ...(reader.pastConsents ?? []).map(
        (past, n) => [`Before (${n + 1})`, pastText(past, time)] as const,
      ),
      [
        'Last mail',
        lastSubmitted && `${time(lastSubmitted.at)}, edition ${lastSubmitted.editionId}`,
      ],
      ['Message id', lastSubmitted?.messageId],
      ['Being sent', claim && `edition ${claim.editionId}, since ${time(claim.at)}`],
      ['Bounces', bouncesText(bouncesAt, look.now)],
      ['Times', `in ${zone}`],
    ],
    look.width,
  );
}

function bouncesText(bouncesAt: readonly number[] = [], now: number): string | undefined {
  const count = bouncesAt.filter((at) => at > now - bounceFadesMs).length;
  if (count === 0) return undefined;
  return `${countText(count, 'mail')} of the last ${bounceFadesMs / dayMs} days came back for now`;
}

function consentFacts(consent: Consent, time: (at: number | undefined) => string | undefined) {
  const { confirmedAt, confirmedFrom, withdrawnAt, withdrawnBy, withdrawnReason } = consent;
  const { restoredAt, restoredFrom, addressChangedAt, addressChangedFrom } = consent;
  const from = (place: string | undefined) => `from ${place ?? 'an unknown place'}`;
  const why = withdrawnReason === undefined ? '' : `, because: ${withdrawnReason}`;
  return [
    [
      'Asked for it',
      `${time(consent.requestedAt)} from ${consent.requestedFrom}, words ${consent.wordsVersion}`,
    ],
    ['Confirmed', confirmedAt && `${time(confirmedAt)} ${from(confirmedFrom)}`],
    ['Its mail', consent.confirmationId && `confirmation ${consent.confirmationId}`],
    ['Imported', importText(consent, time)],
    ['New address', addressChangedAt && `${time(addressChangedAt)} ${from(addressChangedFrom)}`],
    ['Left', withdrawnAt && `${time(withdrawnAt)}, by ${withdrawnBy ?? 'unknown means'}${why}`],
    ['Came back', restoredAt && `${time(restoredAt)} ${from(restoredFrom)}`],
  ].map(([label, value]) => [String(label), value || undefined] as const);
}

function importText(
  { importedAt, importedFrom, importedState, importedProof }: Consent,
  time: (at: number | undefined) => string | undefined,
): string | undefined {
  if (importedAt === undefined) return undefined;
  const state = importedState === undefined ? '' : `, called ${importedState} there`;
  const proof = importedProof === undefined ? '' : `; proof: ${importedProof}`;
  return `${time(importedAt)} from ${importedFrom ?? 'elsewhere'}${state}${proof}`;
}

/** A consent that was given once and withdrawn. */
function pastText(
  { requestedAt, confirmedAt, withdrawnAt, withdrawnBy }: Consent,
  time: (at: number | undefined) => string | undefined,
): string {
  const confirmed =
    confirmedAt === undefined ? 'never confirmed' : `confirmed ${time(confirmedAt)}`;
  const left = withdrawnAt === undefined ? '' : `, left ${time(withdrawnAt)} by ${withdrawnBy}`;
  return `asked ${time(requestedAt)}, ${confirmed}${left}`;
}

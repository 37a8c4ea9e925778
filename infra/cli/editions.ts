/** `editions list|show`: what went out, to how many, and what became of it. */
import type { Batch, Outcome } from '../../functions/edition/batch.ts';
import type { Edition, PassedOver } from '../../functions/edition/edition.ts';
import { reasonsText } from '../../functions/edition/plan/hold.ts';
import { batchStore } from '../../functions/store/batches.ts';
import { contentStore } from '../../functions/store/contents.ts';
import { editionStore } from '../../functions/store/editions.ts';
import { markStore } from '../../functions/store/marks.ts';
import { chosenNewsletter, newsletterOption } from './chosen.ts';
import { command } from './command.ts';
import type { Connection } from './connection.ts';
import { heldCommands } from './editions-held.ts';
import { RefusedError, UsageError } from './errors.ts';
import { whatText } from './marking.ts';
import { scheduleText } from './schedule-text.ts';
import { factsText, tableText } from './table-text.ts';
import { countText, readDuration, timeText } from './time-text.ts';

const sinceByDefault = '14d';

/** The option that says how far to look back. */
export const sinceOption = {
  since: { type: 'string', value: 'DURATION', help: `how far back, such as 12h or 30d (14d)` },
} as const;

/** The instant that `--since` means. */
export function sinceInstant(text: string = sinceByDefault, now: number): number {
  const duration = readDuration(text);
  if (duration === undefined)
    throw new UsageError(`--since takes 12h, 30d and the like, not ${text}.`);
  return now - duration;
}

const list = command({
  name: 'editions list',
  summary: 'Show the editions of a newsletter, the latest first',
  takes: [],
  options: { ...newsletterOption, ...sinceOption },
  isReading: true,
  run: async ({ values, screen }, connection) => {
    const newsletter = await chosenNewsletter(values.newsletter, connection);
    const since = sinceInstant(values.since, connection.now());
    const editions = await editionStore(connection.table, connection.now).list(
      newsletter.id,
      since,
    );
    const columns = [
      { title: 'Due' },
      { title: 'Schedule', shrinksTo: 12 },
      { title: 'State' },
      { title: 'Readers', align: 'right' },
      { title: 'Submitted', align: 'right' },
      { title: 'Refused', align: 'right' },
      { title: 'Skipped', align: 'right' },
      { title: 'Id' },
    ] as const;
    const rows = editions.map((edition) => [
      timeText(edition.scheduledAt, newsletter.zone),
      scheduleText(edition.schedule),
      stateOf(edition),
      String(edition.readers),
      String(edition.submitted),
      String(edition.refused),
      String(edition.skipped),
      edition.id,
    ]);
    const none = [`${newsletter.name} had no edition in that time.`];
    return {
      lines: rows.length === 0 ? none : tableText(columns, rows, screen.columns),
      json: editions,
    };
  },
});

const show = command({
  name: 'editions show',
  summary: 'Show one edition: its counts, its subjects, and who was refused or skipped and why',
  takes: ['ID'],
  options: newsletterOption,
  isReading: true,
  run: async ({ args: [id = ''], screen }, connection) => {
    const edition = await editionStore(connection.table, connection.now).load(id);
    if (edition === undefined) throw new RefusedError(`There is no edition ${id}.`);
    // Whose it is, is known: the notice of an edition that waits names no newsletter.
    const newsletter = await chosenNewsletter(edition.newsletterId, connection);
    const batches = await batchStore(connection.table, connection.now).list(id);
    const marks = await markStore(connection.table, connection.now).recorded(id);
    const facts = factsText(
      [
        ['Due', timeText(edition.scheduledAt, newsletter.zone)],
        ['Schedule', scheduleText(edition.schedule)],
        ['State', stateOf(edition)],
        ['Held', edition.held && heldText(edition.held, newsletter.zone)],
        ['Readers', `${edition.readers} in ${countText(edition.batches, 'batch', 'batches')}`],
        ['Submitted', String(edition.submitted)],
        ['Refused', String(edition.refused)],
        ['Skipped', String(edition.skipped)],
        ...passedOverFacts(edition.passedOver),
        ...marks.map((mark, n) => [n === 0 ? 'Marks' : '', whatText(mark)] as const),
        ['Subjects', (await subjectsOf(batches, connection)).join(' / ') || undefined],
      ],
      screen.columns,
    );
    return { lines: [...facts, ...reasonLines(batches)], json: { ...edition, batches, marks } };
  },
});

/** Who is ahead gets what is missing with the next edition: that is nothing to look at. */
const passedOverLabels: Readonly<Record<keyof PassedOver, string | undefined>> = {
  nothingNew: 'Nothing new',
  paused: 'Paused',
  ahead: undefined,
};

function passedOverFacts(passedOver: PassedOver): (readonly [label: string, text: string])[] {
  return Object.entries(passedOverLabels).flatMap(([reason, label]) => {
    const count = passedOver[reason as keyof PassedOver];
    return label === undefined ? [] : [[label, countText(count, 'reader')] as const];
  });
}

async function subjectsOf(batches: readonly Batch[], connection: Connection): Promise<string[]> {
  const contents = contentStore(connection.table, connection.now);
  const keys = [...new Set(batches.map((batch) => batch.contentKey))];
  const loaded = await Promise.all(keys.map((key) => contents.load(key)));
  return loaded.flatMap((content) => (content === undefined ? [] : [content.subject]));
}

function reasonLines(batches: readonly Batch[]): string[] {
  const outcomes = batches.flatMap((batch) => Object.values(batch.outcomes));
  const reasons = outcomes.filter((outcome) => outcome.kind !== 'submitted').map(reasonOf);
  const counts = [...Map.groupBy(reasons, (reason) => reason)];
  if (counts.length === 0) return [];
  return ['', ...counts.map(([reason, all]) => `${countText(all.length, 'reader')} ${reason}`)];
}

/** What became of one reader, in words. */
export function reasonOf(outcome: Outcome): string {
  switch (outcome.kind) {
    case 'submitted':
      return `submitted as ${outcome.messageId}`;
    case 'refused':
      return `refused: ${outcome.reason}${outcome.kept ? keptWords : ''}`;
    case 'skipped':
      return `skipped: ${skipWords[outcome.reason]}`;
  }
}

const keptWords = ' The next edition brings the same items.';

const skipWords: Readonly<Record<Extract<Outcome, { kind: 'skipped' }>['reason'], string>> = {
  'not-confirmed': 'no longer subscribed at the moment of sending',
  suppressed: 'the address bounced or complained',
  paused: 'paused by the reader',
  moved: 'moved to another schedule, which brings the same items',
  erased: 'erased',
  'already-received': 'everything in it was received before',
  'cursor-moved': 'planned once more with what was still missing',
  'no-answer': 'no answer ever came; the next edition brings the same items',
  dropped: 'its owner gave the edition up; the next one brings the same items',
};

/** The last time, also when it was released since. */
function heldText({ at, reasons }: NonNullable<Edition['held']>, zone: string): string {
  return `${timeText(at, zone)}: ${reasonsText(reasons, 'en')}`;
}

function stateOf({ state, batches, passedOver }: Edition): string {
  if (state !== 'done' || batches > 0) return state;
  return passedOver.nothingNew > 0 ? 'nothing new' : 'nobody due';
}

/** The commands on editions. */
export const editionsCommands = [list, show, ...heldCommands];

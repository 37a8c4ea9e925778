/** `digest preview|now`: what the next edition would be, and having it at once. */
import { mkdir, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Schedule } from '../../functions/config/schedule.ts';
import { encodedBytes, encodedBytesMax } from '../../functions/edition/budget.ts';
import { composeContent } from '../../functions/edition/compose.ts';
import type { Content, PersonalLink, Piece } from '../../functions/edition/content.ts';
import type { Newsletter } from '../../functions/edition/newsletter.ts';
import type { Segment } from '../../functions/edition/segment.ts';
import { eligibleLagMs } from '../../functions/feed/item.ts';
import { editionMaterial } from '../../functions/store/edition-material.ts';
import { itemStore } from '../../functions/store/items.ts';
import { segmentStore } from '../../functions/store/segments.ts';
import { chosenNewsletter, chosenSection, newsletterOption } from './chosen.ts';
import { command } from './command.ts';
import type { Connection } from './connection.ts';
import { RefusedError, UsageError } from './errors.ts';
import { readSchedule, scheduleText } from './schedule-text.ts';
import { factsText } from './table-text.ts';
import { countText, numberText, readDuration, sizeText, timeText } from './time-text.ts';

const scheduleOption = {
  schedule: {
    type: 'string',
    value: 'SCHEDULE',
    help: 'for readers of this schedule, such as "weekly fri 18"',
  },
} as const;

const dayMs = 86_400_000;

/** What a reader of this cadence has not seen yet when the edition comes. */
const periodMs = {
  instant: dayMs,
  daily: dayMs,
  weekdays: dayMs,
  weekly: 7 * dayMs,
  monthly: 31 * dayMs,
} as const satisfies Record<Schedule['cadence'], number>;

const preview = command({
  name: 'digest preview',
  summary: 'Write the edition that would go out now as edition.html and edition.txt',
  details: [
    'It stores nothing and sends nothing. Without --since it holds what a reader of the schedule',
    'would get who received the last edition. The links of each reader’s own are placeholders.',
  ],
  takes: [],
  options: {
    ...newsletterOption,
    ...scheduleOption,
    section: {
      type: 'string',
      value: 'ID',
      multiple: true,
      help: 'only for readers of these sections (all)',
    },
    since: { type: 'string', value: 'TIME', help: 'items of the last 90m, 36h, 3d or 2w' },
    out: { type: 'string', value: 'DIR', help: 'the folder to write to (preview)' },
  },
  isReading: true,
  run: async ({ values, screen }, connection) => {
    const newsletter = await chosenNewsletter(values.newsletter, connection);
    const { zone, defaultSchedule } = newsletter;
    const schedule = values.schedule ? readSchedule(values.schedule, zone) : defaultSchedule;
    const sections = values.section?.map((name) => chosenSection(name, newsletter).id) ?? 'all';
    const now = connection.now();
    const from = now - (sinceOf(values.since) ?? periodMs[schedule.cadence]);
    const content = await compose({ newsletter, schedule, sections, from, now }, connection);
    if (content === undefined) {
      throw new RefusedError(
        `Nothing is new since ${timeText(from, zone)} (${zone}), so no edition would go out. ` +
          '--since 1w looks further back.',
      );
    }
    const folder = resolve(screen.folder, values.out ?? 'preview');
    const files = await write(content, folder);
    const bytes = encodedBytes(content.html);
    const facts = {
      subject: content.subject,
      items: content.items.length,
      htmlBytes: Buffer.byteLength(files.html.body),
      encodedBytes: bytes,
      textBytes: Buffer.byteLength(files.text.body),
      from,
      to: now,
      files: [files.html.path, files.text.path],
    };
    return {
      lines: factsText(
        [
          ['Subject', content.subject],
          ['Items', `${numberText(facts.items)}, first seen since ${timeText(from, zone)}`],
          ['Schedule', scheduleText(schedule)],
          ['HTML', `${sizeText(facts.htmlBytes)}, ${sizeText(bytes)} as mailed${clipping(bytes)}`],
          ['Text', sizeText(facts.textBytes)],
          ['Written', files.html.path],
          ['', files.text.path],
        ],
        screen.columns,
      ),
      json: facts,
    };
  },
});

interface PreviewOf {
  readonly newsletter: Newsletter;
  readonly schedule: Schedule;
  readonly sections: Segment['sections'];
  readonly from: number;
  readonly now: number;
}

/** The product's own composing, only that what it makes is kept here and not in the table. */
async function compose(
  { newsletter, schedule, sections, from, now }: PreviewOf,
  { table, siteUrl }: Connection,
): Promise<Content | undefined> {
  let content: Content | undefined;
  const period = { newsletterId: newsletter.id, schedule, sections, scheduledAt: now, from };
  await composeContent({ ...period, cutoff: now }, siteUrl, {
    ...editionMaterial(table, () => now),
    hasContent: async () => false,
    putContent: async (made) => {
      content = made;
    },
  });
  return content;
}

function clipping(bytes: number): string {
  const limit = sizeText(encodedBytesMax);
  return bytes > encodedBytesMax ? `: over ${limit}, inboxes clip it` : ` of ${limit}`;
}

function sinceOf(text: string | undefined): number | undefined {
  const ms = text === undefined ? undefined : readDuration(text);
  if (text === undefined || ms !== undefined) return ms;
  throw new UsageError(`--since takes a time such as 90m, 36h, 3d or 2w, not ${text}.`);
}

const placeholders: Readonly<Record<PersonalLink, string>> = {
  unsubscribe: '#unsubscribe-link-of-the-reader',
  preferences: '#preferences-link-of-the-reader',
};

async function write(content: Content, folder: string) {
  const html = { path: join(folder, 'edition.html'), body: filled(content.html) };
  const text = { path: join(folder, 'edition.txt'), body: filled(content.text) };
  try {
    await mkdir(folder, { recursive: true });
    for (const { path, body } of [html, text]) await writeFile(path, body);
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new RefusedError(`The preview cannot be written: ${why}`);
  }
  return { html, text };
}

function filled(pieces: readonly Piece[]): string {
  return pieces
    .map((piece) => (typeof piece === 'string' ? piece : placeholders[piece.personal]))
    .join('');
}

const now = command({
  name: 'digest now',
  summary: 'Make the next edition of every reader due at once',
  details: [
    'Each reader gets what is new to them, and nothing when nothing is. The schedules go on as',
    'before. With --schedule only readers of that schedule are served.',
  ],
  takes: [],
  options: { ...newsletterOption, ...scheduleOption },
  isReading: false,
  run: async ({ values }, connection) => {
    const newsletter = await chosenNewsletter(values.newsletter, connection);
    const segments = segmentStore(connection.table);
    const all = await segments.list(newsletter.id);
    const wanted = segmentsOf(all, values.schedule, newsletter);
    if (wanted.length === 0) {
      const who = values.schedule === undefined ? '' : ` of the schedule ${values.schedule}`;
      throw new RefusedError(`${newsletter.name} has no readers${who} yet.`);
    }
    await untilEligible(newsletter, connection);
    // Ticks have whole seconds: one in this very second must find it due.
    const at = connection.now() - (connection.now() % 1000);
    for (const segment of wanted) if (!isWoken(segment)) await segments.makeDue(segment, at);
    await connection.fireDigest?.();
    const what = countText(wanted.length, 'schedule');
    const when =
      connection.fireDigest === undefined
        ? 'The next tick, within a minute, sends it.'
        : `It is on its way: ${connection.siteUrl}/_inbox/`;
    return { lines: [`The edition of ${newsletter.name} is due now (${what}). ${when}`] };
  },
});

function segmentsOf(
  segments: readonly Segment[],
  schedule: string | undefined,
  { zone }: Newsletter,
): readonly Segment[] {
  const wanted = schedule === undefined ? undefined : scheduleText(readSchedule(schedule, zone));
  return segments.filter(
    (segment) => wanted === undefined || scheduleText(segment.schedule) === wanted,
  );
}

/** An instant segment that is due already is due for news that an earlier instant would miss. */
function isWoken({ schedule, dueAt }: Segment): boolean {
  return schedule.cadence === 'instant' && dueAt !== undefined;
}

/** What has just come in is only chosen a moment later; the owner means it to go along. */
async function untilEligible({ id }: Newsletter, { table, now: clock }: Connection): Promise<void> {
  const at = clock();
  const fresh = await itemStore(table).between(id, at - eligibleLagMs, at);
  const newest = Math.max(0, ...fresh.map((item) => item.firstSeenAt));
  // A second more: the instant that is due is cut to the whole second.
  const wait = newest + eligibleLagMs + 1000 - at;
  if (wait > 0) await sleep(wait);
}

export const digestCommands = [preview, now];

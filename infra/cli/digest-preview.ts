/** `digest preview`: the edition that would go out now, as files. */
import { mkdir, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { lookBackMs } from '../../functions/config/cadence.ts';
import type { Schedule } from '../../functions/config/schedule.ts';
import type { Content, PersonalLink, Piece } from '../../functions/edition/content.ts';
import { activeAt } from '../../functions/edition/mark.ts';
import type { Newsletter } from '../../functions/edition/newsletter.ts';
import { openComposer } from '../../functions/edition/plan/compose.ts';
import { encodedBytes, encodedBytesMax } from '../../functions/edition/print/budget.ts';
import type { Segment } from '../../functions/edition/segment.ts';
import { editionMaterial } from '../../functions/store/edition-material.ts';
import { markStore } from '../../functions/store/marks.ts';
import { chosenNewsletter, chosenSection, newsletterOption } from './chosen.ts';
import { type Answer, command, type Input } from './command.ts';
import type { Connection } from './connection.ts';
import { messageOf, RefusedError, UsageError } from './errors.ts';
import { findingText } from './finding-text.ts';
import { leadText } from './lead-text.ts';
import { readSchedule, scheduleOption, scheduleText } from './schedule-text.ts';
import { factsText } from './table-text.ts';
import { numberText, readDuration, sizeText, timeText } from './time-text.ts';

const options = {
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
} as const;

/** `digest preview`: writes the next edition to files. */
export const preview = command({
  name: 'digest preview',
  summary: 'Write the edition that would go out now as edition.html and edition.txt',
  details: [
    'It stores nothing and sends nothing. Without --since it holds what a reader of the schedule',
    'would get who received the last edition. The links of each reader’s own are placeholders.',
  ],
  takes: [],
  options,
  isReading: true,
  run: previewEdition,
});

async function previewEdition(
  { values, screen }: Input<typeof options>,
  connection: Connection,
): Promise<Answer> {
  const newsletter = await chosenNewsletter(values.newsletter, connection);
  const { zone, defaultSchedule } = newsletter;
  const schedule = values.schedule ? readSchedule(values.schedule, zone) : defaultSchedule;
  const sections = values.section?.map((name) => chosenSection(name, newsletter).id) ?? 'all';
  const now = connection.now();
  const from = now - (sinceOf(values.since) ?? lookBackMs(schedule.cadence));
  const period: Period = { newsletter, schedule, sections, from, now };
  const content = await compose(period, connection);
  if (content === undefined) {
    throw new RefusedError(
      `Nothing is new since ${timeText(from, zone)} (${zone}), so no edition would go out. ` +
        '--since 1w looks further back.',
    );
  }
  const files = await write(content, resolve(screen.folder, values.out ?? 'preview'));
  return answerOf(content, files, period, screen.columns);
}

function answerOf(content: Content, files: Files, period: Period, columns: number): Answer {
  const { newsletter, schedule, from, now: to } = period;
  const { subject } = content;
  const items = content.items.length;
  const encoded = encodedBytes(content.html);
  const htmlBytes = Buffer.byteLength(files.html.body);
  const textBytes = Buffer.byteLength(files.text.body);
  const paths = [files.html.path, files.text.path] as const;
  return {
    lines: factsText(
      [
        ['Subject', subject],
        ['Leads', content.lead && leadLine(content)],
        ['Items', `${numberText(items)}, first seen since ${timeText(from, newsletter.zone)}`],
        ['Schedule', scheduleText(schedule)],
        ['HTML', `${sizeText(htmlBytes)}, ${sizeText(encoded)} as mailed${clipping(encoded)}`],
        ['Text', sizeText(textBytes)],
        ['Written', paths[0]],
        ['', paths[1]],
        ...content.findings.map((finding, n) => {
          return [n === 0 ? 'To look at' : '', findingText(finding)] as const;
        }),
      ],
      columns,
    ),
    json: {
      subject,
      items,
      htmlBytes,
      encodedBytes: encoded,
      textBytes,
      from,
      to,
      files: paths,
      lead: content.lead,
      findings: content.findings,
      excluded: content.excluded,
    },
  };
}

/** The title that leads, and why it does. */
function leadLine({ lead, page }: Content): string | undefined {
  const reasons = leadText(lead?.reasons ?? []);
  const title = page?.stories[0]?.title;
  return title === undefined ? reasons : `${title} (${reasons})`;
}

interface Period {
  readonly newsletter: Newsletter;
  readonly schedule: Schedule;
  readonly sections: Segment['sections'];
  readonly from: number;
  readonly now: number;
}

/** The product's own composing, only that what it makes is kept here and not in the table. */
async function compose(
  { newsletter, schedule, sections, from, now }: Period,
  { table, siteUrl }: Connection,
): Promise<Content | undefined> {
  let content: Content | undefined;
  const period = { newsletterId: newsletter.id, schedule, sections, scheduledAt: now, from };
  const compose = openComposer(siteUrl, {
    ...editionMaterial(table, () => now),
    findings: async () => undefined,
    putContent: async (made) => {
      content = made;
    },
  });
  const marks = activeAt(await markStore(table, () => now).list(newsletter.id), now);
  const contentFor = await compose({ ...period, cutoff: now, marks });
  await contentFor();
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

interface Files {
  readonly html: { readonly path: string; readonly body: string };
  readonly text: { readonly path: string; readonly body: string };
}

const placeholders: Readonly<Record<PersonalLink, string>> = {
  unsubscribe: '#unsubscribe-link-of-the-reader',
  preferences: '#preferences-link-of-the-reader',
  address: 'reader@example.org',
  schedule: '(when it comes)',
};

async function write(content: Content, folder: string): Promise<Files> {
  const html = { path: join(folder, 'edition.html'), body: filled(content.html) };
  const text = { path: join(folder, 'edition.txt'), body: filled(content.text) };
  try {
    await mkdir(folder, { recursive: true });
    for (const { path, body } of [html, text]) await writeFile(path, body);
  } catch (error) {
    const why = messageOf(error);
    throw new RefusedError(`The preview cannot be written: ${why}`);
  }
  return { html, text };
}

function filled(pieces: readonly Piece[]): string {
  return pieces
    .map((piece) => (typeof piece === 'string' ? piece : placeholders[piece.personal]))
    .join('');
}

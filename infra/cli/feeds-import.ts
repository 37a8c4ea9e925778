/** `feeds import`: OPML files, archive items, and folders of both. */
import { eligibleLagMs } from '../../functions/feed/item.ts';
import { segmentStore } from '../../functions/store/segments.ts';
import { chosenNewsletter, chosenSection, newsletterOption } from './chosen.ts';
import { type Answer, command, type Input } from './command.ts';
import type { Connection } from './connection.ts';
import { UsageError } from './errors.ts';
import { openArchiveImport } from './import-archive.ts';
import { readImports } from './import-files.ts';
import { importOpml } from './import-opml.ts';
import { countText, numberText } from './time-text.ts';

const options = {
  ...newsletterOption,
  section: { type: 'string', value: 'ID', help: 'the section that all of it goes into' },
  feed: { type: 'string', value: 'NAME', help: 'the archive that items belong to (their host)' },
} as const;

export const importFeeds = command({
  name: 'feeds import',
  summary: 'Take in feeds from OPML files, and items from an archive of feeds',
  details: [
    'An archive item is a file whose first line is <!--milliseconds since 1970-->, then',
    '[title](address), a rule, and HTML. It counts as news now: it goes into the next edition.',
    'Outlines of an OPML file become sections. Importing again changes nothing.',
  ],
  takes: ['FILE|FOLDER...'],
  options,
  isReading: false,
  run: importAll,
});

interface Counts {
  files: number;
  added: number;
  known: number;
  readonly refused: string[];
}

const nameCharsMax = 80;

async function importAll(input: Input<typeof options>, connection: Connection): Promise<Answer> {
  const { values, args, screen } = input;
  let newsletter = await chosenNewsletter(values.newsletter, connection);
  const sectionId = values.section && chosenSection(values.section, newsletter).id;
  const archive = openArchiveImport(
    {
      newsletterId: newsletter.id,
      sectionId: sectionId ?? chosenSection(undefined, newsletter).id,
      name: archiveName(values.feed),
    },
    connection,
  );
  const feeds: Counts = { files: 0, added: 0, known: 0, refused: [] };
  const items = { files: 0, refused: [] as string[] };
  for await (const file of readImports(args, screen.folder)) {
    if (file.kind === 'refused') items.refused.push(`${file.path}: ${file.reason}`);
    if (file.kind === 'archive') {
      items.files += 1;
      const reason = await archive.take(file.text);
      if (reason !== undefined) items.refused.push(`${file.path}: ${reason}`);
    }
    if (file.kind === 'opml') {
      const done = await importOpml(file.text, { newsletter, sectionId }, connection);
      newsletter = done.newsletter;
      feeds.files += 1;
      feeds.added += done.added;
      feeds.known += done.known;
      feeds.refused.push(...done.refused.map((reason) => `${file.path}: ${reason}`));
    }
  }
  const { stored, seen } = await archive.finish();
  if (stored > 0) await wakeInstant(newsletter.id, connection);
  const refused = [...feeds.refused, ...items.refused];
  return {
    lines: [
      ...refused.map((line) => `Refused ${line}`),
      ...(feeds.files === 0 ? [] : [summary('feed', feeds.added, feeds.known, feeds.refused)]),
      ...(feeds.files > 0 && items.files + items.refused.length === 0
        ? []
        : [summary('item', stored, seen, items.refused)]),
    ],
    isRefused: refused.length > 0,
  };
}

/** Readers who get everything at once get this too. */
async function wakeInstant(newsletterId: string, { table, now }: Connection): Promise<void> {
  await segmentStore(table).wakeInstant(newsletterId, now() + eligibleLagMs);
}

function summary(what: string, added: number, known: number, refused: readonly string[]): string {
  const counts = [numberText(known), numberText(refused.length)];
  return `${countText(added, what)} new, ${counts[0]} known, ${counts[1]} refused.`;
}

function archiveName(name: string | undefined): string | undefined {
  const trimmed = name?.trim();
  if (trimmed === undefined) return undefined;
  if (trimmed !== '' && trimmed.length <= nameCharsMax && !/\p{Cc}/u.test(trimmed)) return trimmed;
  throw new UsageError(`--feed takes a name of 1 to ${nameCharsMax} characters in one line.`);
}

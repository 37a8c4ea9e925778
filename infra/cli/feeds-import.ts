/** `feeds import`: OPML files, archive items, and folders of both. */
import { eligibleLagMs } from '../../functions/feed/item.ts';
import { segmentStore } from '../../functions/store/segments.ts';
import { chosenOpenNewsletter, chosenSection, newsletterOption } from './chosen.ts';
import { type Answer, command, type Input } from './command.ts';
import type { Connection } from './connection.ts';
import { UsageError } from './errors.ts';
import { openArchiveImport } from './import-archive.ts';
import { type Import, type ImportKind, importKinds, readImports } from './import-files.ts';
import { openOpmlImport } from './import-opml.ts';
import { countText, numberText } from './time-text.ts';

const options = {
  ...newsletterOption,
  section: { type: 'string', value: 'ID', help: 'the section that all of it goes into' },
  feed: { type: 'string', value: 'NAME', help: 'the archive that items belong to (their host)' },
} as const;

/** `feeds import`: lists of feeds, and archived items. */
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

const nameCharsMax = 80;

async function importAll(input: Input<typeof options>, connection: Connection): Promise<Answer> {
  const { args, screen } = input;
  const { newsletterId, imports } = await openImports(input, connection);
  const tallies = Object.entries(imports).map(([kind, target]) => ({
    what: importKinds[kind as ImportKind],
    kind,
    target,
    files: 0,
    refused: [] as string[],
  }));
  const others: string[] = [];
  for await (const file of readImports(args, screen.folder)) {
    const tally = tallies.find(({ kind }) => kind === file.kind);
    if (file.kind === 'refused') others.push(`${file.path}: ${file.reason}`);
    else if (tally !== undefined) {
      const reasons = await tally.target.take(file.text);
      tally.refused.push(...reasons.map((reason) => `${file.path}: ${reason}`));
      tally.files += 1;
    }
  }
  const met: string[] = [];
  for (const { kind, what, target, files, refused } of tallies) {
    const counts = await target.finish();
    if (kind === 'archive' && counts.added > 0) await wakeInstant(newsletterId, connection);
    if (files > 0) met.push(summary(what, counts, refused.length));
  }
  const all = [...tallies.flatMap(({ refused }) => refused), ...others];
  return {
    lines: [
      ...all.map((line) => `Refused ${line}`),
      ...met,
      ...(others.length === 0 ? [] : [`${countText(others.length, 'file')} refused.`]),
      ...(all.length + met.length === 0 ? ['There is nothing to import there.'] : []),
    ],
    isRefused: all.length + met.length === 0 || all.length > 0,
  };
}

async function openImports({ values }: Input<typeof options>, connection: Connection) {
  const name = archiveName(values.feed);
  const newsletter = await chosenOpenNewsletter(values.newsletter, connection);
  const section = chosenSection(values.section, newsletter);
  const sectionId = values.section === undefined ? undefined : section.id;
  const archive = { newsletterId: newsletter.id, sectionId: section.id, name };
  return {
    newsletterId: newsletter.id,
    imports: {
      opml: openOpmlImport({ newsletter, sectionId }, connection),
      archive: openArchiveImport(archive, connection),
    } satisfies Record<ImportKind, Import>,
  };
}

/** Readers who get everything at once get this too. */
async function wakeInstant(newsletterId: string, { table, now }: Connection): Promise<void> {
  await segmentStore(table).wakeInstant(newsletterId, now() + eligibleLagMs);
}

type Counts = Awaited<ReturnType<Import['finish']>>;

function summary(what: string, { added, known }: Counts, refused: number): string {
  return `${countText(added, what)} new, ${numberText(known)} known, ${numberText(refused)} refused.`;
}

function archiveName(name: string | undefined): string | undefined {
  const trimmed = name?.trim();
  if (trimmed === undefined) return undefined;
  if (trimmed !== '' && trimmed.length <= nameCharsMax && !/\p{Cc}/u.test(trimmed)) return trimmed;
  throw new UsageError(`--feed takes a name of 1 to ${nameCharsMax} characters in one line.`);
}

/** `feeds import`: OPML files, archive items, and folders of both. */
import { eligibleLagMs } from '../../functions/feed/item.ts';
import { segmentStore } from '../../functions/store/segments.ts';
import { chosenNewsletter, chosenSection, newsletterOption } from './chosen.ts';
import { type Answer, command, type Input } from './command.ts';
import type { Connection } from './connection.ts';
import { UsageError } from './errors.ts';
import { openArchiveImport } from './import-archive.ts';
import { type Import, readImports } from './import-files.ts';
import { openOpmlImport } from './import-opml.ts';
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

const nameCharsMax = 80;
const kinds = { opml: 'feed', archive: 'item' } as const;
type Kind = keyof typeof kinds;

async function importAll(input: Input<typeof options>, connection: Connection): Promise<Answer> {
  const { args, screen } = input;
  const { newsletterId, imports } = await openImports(input, connection);
  const files = { opml: 0, archive: 0 };
  const refused: Record<Kind | 'other', string[]> = { opml: [], archive: [], other: [] };
  for await (const file of readImports(args, screen.folder)) {
    if (file.kind === 'refused') refused.other.push(`${file.path}: ${file.reason}`);
    else {
      const reasons = await imports[file.kind].take(file.text);
      refused[file.kind].push(...reasons.map((reason) => `${file.path}: ${reason}`));
      files[file.kind] += 1;
    }
  }
  const counts = { opml: await imports.opml.finish(), archive: await imports.archive.finish() };
  if (counts.archive.added > 0) await wakeInstant(newsletterId, connection);
  const all = [...refused.opml, ...refused.archive, ...refused.other];
  const met = (['opml', 'archive'] as const).filter((kind) => files[kind] > 0);
  return {
    lines: [
      ...all.map((line) => `Refused ${line}`),
      ...met.map((kind) => summary(kinds[kind], counts[kind], refused[kind].length)),
      ...(refused.other.length === 0
        ? []
        : [`${countText(refused.other.length, 'file')} refused.`]),
      ...(all.length + met.length === 0 ? ['There is nothing to import there.'] : []),
    ],
    isRefused: all.length + met.length === 0 || all.length > 0,
  };
}

async function openImports({ values }: Input<typeof options>, connection: Connection) {
  const name = archiveName(values.feed);
  const newsletter = await chosenNewsletter(values.newsletter, connection);
  const section = chosenSection(values.section, newsletter);
  const sectionId = values.section === undefined ? undefined : section.id;
  const archive = { newsletterId: newsletter.id, sectionId: section.id, name };
  return {
    newsletterId: newsletter.id,
    imports: {
      opml: openOpmlImport({ newsletter, sectionId }, connection),
      archive: openArchiveImport(archive, connection),
    } satisfies Record<Kind, Import>,
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

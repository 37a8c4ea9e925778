/** `newsletter set`: single fields of a newsletter, the others untouched. */
import type { Newsletter } from '../../functions/edition/newsletter.ts';
import { isStranded } from '../../functions/edition/segment.ts';
import { feedStore } from '../../functions/store/feeds.ts';
import { newsletterStore } from '../../functions/store/newsletters.ts';
import { readerCountStore } from '../../functions/store/readers.ts';
import { segmentStore } from '../../functions/store/segments.ts';
import { chosenNewsletter, newsletterOption } from './chosen.ts';
import { type Answer, command, type Input } from './command.ts';
import type { Connection } from './connection.ts';
import { RefusedError, UsageError } from './errors.ts';
import {
  checkNewsletter,
  type NewsletterValues,
  newsletterOptions,
  withOptions,
} from './newsletter-options.ts';
import { newsletterFacts } from './newsletter-text.ts';
import { countText } from './time-text.ts';

const options = {
  ...newsletterOption,
  ...newsletterOptions,
  images: { type: 'boolean', help: 'with pictures' },
  'remove-section': {
    type: 'string',
    value: 'ID',
    multiple: true,
    help: 'take away a section that has no feeds',
  },
} as const;

/** `newsletter set`: changes what is named, and nothing else. */
export const set = command({
  name: 'newsletter set',
  summary: 'Change what the options name, and nothing else',
  details: [
    '--section renames the section of that id, or adds it after the others; the options --cadence,',
    '--embed-origin and --letter replace all of theirs. An empty value takes away an address, a part',
    'of the look, all origins, all letters. Readers keep their schedules.',
  ],
  takes: [],
  options,
  isReading: false,
  run: setNewsletter,
});

async function setNewsletter(
  { values, screen }: Input<typeof options>,
  connection: Connection,
): Promise<Answer> {
  const { newsletter: id, images, 'remove-section': removed = [], ...changes } = values;
  if (Object.keys(changes).length === 0 && images === undefined && removed.length === 0) {
    throw new UsageError('Say what to change: paperboy newsletter set --help lists the options.');
  }
  const newsletter = await chosenNewsletter(id, connection);
  const drafted = changed(newsletter, changes, images);
  const sections = drafted.sections.filter((section) => !removed.includes(section.id));
  await checkRemovable(removed, newsletter, connection);
  const next = checkNewsletter({ ...drafted, sections }, connection.stack?.domain);
  if (!(await newsletterStore(connection.table).replace(newsletter, next))) {
    throw new RefusedError(
      'Somebody changed the newsletter this moment. Nothing was changed: give it again.',
    );
  }
  const stranded = removed.length === 0 ? 0 : await countStranded(newsletter, next, connection);
  return {
    lines: [
      `${next.name} is changed.`,
      ...(stranded === 0 ? [] : [strandedText(stranded)]),
      '',
      ...newsletterFacts(next, connection.siteUrl, screen.columns),
    ],
  };
}

/** Readers who had chosen only what is taken away now. */
async function countStranded(
  before: Newsletter,
  { id, sections }: Newsletter,
  { table }: Connection,
): Promise<number> {
  const segments = (await segmentStore(table).list(id)).filter(
    (segment) => isStranded(segment, sections) && !isStranded(segment, before.sections),
  );
  return readerCountStore(table).inSegments(segments.map((segment) => segment.id));
}

function strandedText(readers: number): string {
  return (
    `${countText(readers, 'reader')} had chosen nothing else: they get no edition until they choose ` +
    'a section again, by the preferences link in their mails.'
  );
}

function changed(newsletter: Newsletter, values: NewsletterValues, images: boolean | undefined) {
  if (images === true && values['no-images'] === true) {
    throw new UsageError('Give --images or --no-images, not both.');
  }
  const drafted = withOptions(newsletter, values);
  return images === true ? { ...drafted, images } : drafted;
}

async function checkRemovable(
  removed: readonly string[],
  { id, sections }: Newsletter,
  { table }: Connection,
): Promise<void> {
  if (removed.length === 0) return;
  const feeds = await feedStore(table).list(id);
  for (const sectionId of removed) {
    if (!sections.some((section) => section.id === sectionId)) {
      throw new RefusedError(`${id} has no section ${sectionId}.`);
    }
    const members = feeds.filter((feed) => feed.sectionId === sectionId);
    if (members.length === 0) continue;
    const titles = members.map(({ title, url }) => title || url).join(', ');
    throw new RefusedError(`The section ${sectionId} still has feeds: ${titles}.`);
  }
}

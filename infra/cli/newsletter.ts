/** `newsletter create|list|show|set`. */
import type { Newsletter } from '../../functions/edition/newsletter.ts';
import { feedStore } from '../../functions/store/feeds.ts';
import { newsletterStore } from '../../functions/store/newsletters.ts';
import { chosenNewsletter, newsletterOption } from './chosen.ts';
import { type Answer, command, type Input } from './command.ts';
import type { Connection } from './connection.ts';
import { RefusedError, UsageError } from './errors.ts';
import {
  checkNewsletter,
  type Draft,
  type NewsletterValues,
  newsletterOptions,
  withOptions,
} from './newsletter-options.ts';
import { scheduleText } from './schedule-text.ts';
import { slug } from './slug.ts';
import { factsText, tableText } from './table-text.ts';
import { countText, timeText } from './time-text.ts';

const create = command({
  name: 'newsletter create',
  summary: 'Set up a new newsletter',
  details: [
    'It needs --name, --sender-address and --postal-address. Without the other options it is in',
    'English and in the zone of this machine, has one section, news=News, offers every cadence,',
    'goes out daily at 7, prints 40 items with 280 characters each, and pictures.',
  ],
  takes: [],
  options: {
    id: { type: 'string', value: 'ID', help: 'what commands and links call it (from the name)' },
    ...newsletterOptions,
  },
  isReading: false,
  run: async ({ values, screen }, connection) => {
    const { table, stack, now } = connection;
    const draft = newDraft(values.id ?? idFrom(values.name), now(), connection);
    const sections = values.section ?? ['news=News'];
    const filled = withOptions(draft, { ...values, section: sections });
    const newsletter = checkNewsletter(nameSender(filled), stack?.domain);
    const store = newsletterStore(table);
    if ((await store.load(newsletter.id)) !== undefined) {
      throw new RefusedError(
        `There is a newsletter ${newsletter.id} already. Choose another --id, or change that one: ` +
          `paperboy newsletter set --newsletter ${newsletter.id} …`,
      );
    }
    await store.save(newsletter);
    return {
      lines: [
        `${newsletter.name} is set up.`,
        '',
        ...factsOf(newsletter, connection, screen.columns),
        '',
        'Next, give it something to read: paperboy feeds add URL',
      ],
    };
  },
});

function newDraft(id: string, createdAt: number, { stack }: Connection): Draft {
  const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
  return {
    id,
    name: '',
    description: '',
    language: 'en',
    zone,
    sender: { name: '', address: stack?.defaults.senderAddress ?? '' },
    postalAddress: stack?.defaults.postalAddress ?? '',
    sections: [],
    cadences: ['instant', 'daily', 'weekdays', 'weekly', 'monthly'],
    defaultSchedule: { cadence: 'daily', hour: 7, zone },
    itemsMax: 40,
    excerptChars: 280,
    images: true,
    createdAt,
  };
}

/** Mails come from the newsletter by name, unless the owner gives another. */
function nameSender(draft: Draft): Draft {
  const { sender, name } = draft;
  return sender.name === '' ? { ...draft, sender: { ...sender, name } } : draft;
}

function idFrom(name: string | undefined): string {
  const id = slug(name ?? '');
  if (id !== '') return id;
  if (name === undefined) throw new UsageError('--name: give the newsletter a name.');
  throw new UsageError('--id: give it an id of a-z, 0-9 and -, its name has none of them.');
}

const list = command({
  name: 'newsletter list',
  summary: 'Show all newsletters',
  takes: [],
  options: {},
  isReading: true,
  run: async ({ screen }, { table }) => {
    const all = await newsletterStore(table).list();
    const feeds = await Promise.all(all.map(({ id }) => feedStore(table).list(id)));
    const rows = all.map(({ id, name, language, zone, defaultSchedule }, n) => [
      id,
      name,
      language,
      String(feeds[n]?.length ?? 0),
      scheduleText(defaultSchedule, zone),
      zone,
    ]);
    const lines = tableText(listColumns, rows, screen.columns);
    const none = ['There is no newsletter yet. paperboy newsletter create --help tells how.'];
    return { lines: all.length === 0 ? none : lines, json: all };
  },
});

const listColumns = [
  { title: 'ID', shrinksTo: 12 },
  { title: 'NAME', shrinksTo: 12 },
  { title: 'LANG' },
  { title: 'FEEDS', align: 'right' },
  { title: 'DEFAULT' },
  { title: 'ZONE' },
] as const;

const show = command({
  name: 'newsletter show',
  summary: 'Show how a newsletter is set up',
  takes: [],
  options: newsletterOption,
  isReading: true,
  run: async ({ values, screen }, connection) => {
    const newsletter = await chosenNewsletter(values.newsletter, connection);
    return { lines: factsOf(newsletter, connection, screen.columns), json: newsletter };
  },
});

function factsOf(newsletter: Newsletter, { siteUrl }: Connection, columns: number): string[] {
  const { sender, zone, itemsMax, excerptChars } = newsletter;
  const [firstSection, ...otherSections] = newsletter.sections.map(
    (section) => `${section.id}: ${section.name}`,
  );
  return factsText(
    [
      ['Id', newsletter.id],
      ['Name', newsletter.name],
      ['Description', newsletter.description === '' ? undefined : newsletter.description],
      ['Language', newsletter.language],
      ['Zone', zone],
      ['From', `${sender.name} <${sender.address}>`],
      ['Reply to', newsletter.replyTo],
      ['Postal address', newsletter.postalAddress],
      ['Sections', firstSection],
      ...otherSections.map((section) => ['', section] as const),
      ['Cadences', newsletter.cadences.join(', ')],
      ['Default', scheduleText(newsletter.defaultSchedule, zone)],
      ['An edition', `${countText(itemsMax, 'item')} at most, the rest by title`],
      ['An excerpt', excerptChars === 0 ? 'none' : `${countText(excerptChars, 'character')}`],
      ['Pictures', newsletter.images ? 'yes' : 'no'],
      ['Since', timeText(newsletter.createdAt, zone)],
      ['Sign-up', siteUrl],
    ],
    columns,
  );
}

const setOptions = {
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

const set = command({
  name: 'newsletter set',
  summary: 'Change what the options name, and nothing else',
  details: [
    '--section renames the section of that id, or adds it after the others; the --cadence options',
    'replace those offered; --reply-to "" takes the address away. Readers keep their schedules.',
  ],
  takes: [],
  options: setOptions,
  isReading: false,
  run: setNewsletter,
});

async function setNewsletter(
  { values, screen }: Input<typeof setOptions>,
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
  await newsletterStore(connection.table).save(next);
  return {
    lines: [`${next.name} is changed.`, '', ...factsOf(next, connection, screen.columns)],
  };
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

export const newsletterCommands = [create, list, show, set];

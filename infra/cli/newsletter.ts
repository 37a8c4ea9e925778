/** `newsletter create|list|show`; the others have files of their own. */
import { newsletterByDefault } from '../../functions/edition/newsletter.ts';
import { slug } from '../../functions/edition/slug.ts';
import { feedStore } from '../../functions/store/feeds.ts';
import { newsletterStore } from '../../functions/store/newsletters.ts';
import { chosenNewsletter, newsletterOption } from './chosen.ts';
import { command } from './command.ts';
import type { Connection } from './connection.ts';
import { RefusedError, UsageError } from './errors.ts';
import { noteFirst } from './first-newsletter.ts';
import { archive, reopen } from './newsletter-close.ts';
import { deleteOne } from './newsletter-delete.ts';
import type { Draft } from './newsletter-draft.ts';
import { gate } from './newsletter-gate.ts';
import { checkNewsletter, newsletterOptions, withOptions } from './newsletter-options.ts';
import { set } from './newsletter-set.ts';
import { newsletterFacts } from './newsletter-text.ts';
import { scheduleText } from './schedule-text.ts';
import { tableText } from './table-text.ts';

/** `newsletter create`: sets up a new one. */
export const create = command({
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
    await noteFirst(connection);
    await store.save(newsletter);
    return {
      lines: [
        `${newsletter.name} is set up.`,
        '',
        ...newsletterFacts(newsletter, connection.siteUrl, screen.columns),
        '',
        'Next, give it something to read: paperboy feeds add URL',
      ],
    };
  },
});

function newDraft(id: string, createdAt: number, { stack }: Connection): Draft {
  const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
  return {
    ...newsletterByDefault(zone),
    id,
    name: '',
    sender: { name: '', address: stack?.defaults.senderAddress ?? '' },
    postalAddress: stack?.defaults.postalAddress ?? '',
    sections: [],
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
    const rows = all.map(({ id, name, language, zone, defaultSchedule, closedAt }, n) => [
      id,
      name,
      language,
      String(feeds[n]?.length ?? 0),
      closedAt === undefined ? scheduleText(defaultSchedule, zone) : 'closed',
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
    return {
      lines: newsletterFacts(newsletter, connection.siteUrl, screen.columns),
      json: newsletter,
    };
  },
});

/** The commands on newsletters. */
export const newsletterCommands = [create, list, show, set, gate, archive, reopen, deleteOne];

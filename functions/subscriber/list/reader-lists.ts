/**
 * The lists of readers that other systems export. Most of their columns are understood by their
 * words; here stands how a system is known, and what its words mean otherwise there. `lists` is all
 * that says which systems are known: help, tests and README are held to it.
 */
import type { Meaning } from './column-meaning.ts';
import type { ConsentMeaning, OwnCells, Standing } from './consent-cell.ts';
import { plainWords } from './plain-words.ts';

interface ListKind {
  readonly system: string;
  /** The list is of this system when it has one column of each group. */
  readonly knownBy: readonly (readonly string[])[];
  readonly columns?: Readonly<Record<string, Meaning>>;
  /** Words of its columns that mean something else than they say. */
  readonly cells?: OwnCells;
  /** A column that is only in the file of those of whom all the same is to be said. */
  readonly fileOf?: Readonly<Record<string, Standing>>;
}

/** The first that fits counts: what is told by less comes later. */
const lists = [
  {
    system: 'Mailchimp',
    knownBy: [['leid', 'euid', 'member rating', 'optin time']],
    fileOf: { 'unsub time': 'left', 'clean time': 'bounced' },
  },
  { system: 'Ghost', knownBy: [['subscribed to emails']] },
  {
    system: 'Substack',
    knownBy: [['active subscription', 'email disabled', 'stripe plan']],
    // They speak of what is paid for.
    columns: {
      'active subscription': 'aside',
      'cancel date': 'aside',
      'subscription created at': 'requested-at',
      type: 'aside',
    },
  },
  {
    system: 'Buttondown',
    knownBy: [
      ['creation date'],
      ['subscriber type', 'type', 'referrer url', 'undeliverability date'],
    ],
    columns: { 'subscriber type': 'state', type: 'state' },
  },
  { system: 'MailPoet', knownBy: [['list status'], ['global status']] },
  {
    system: 'Constant Contact',
    knownBy: [['email permission status']],
    // It speaks of the mailbox, not of its owner.
    columns: { 'email status': 'deliverable' },
  },
  {
    system: 'HubSpot',
    knownBy: [
      ['record id', 'contact id'],
      ['unsubscribed from all email', 'marketing email confirmation', 'email hard bounce reason'],
    ],
    cells: { 'marketing contact': 'fine', 'non marketing contact': 'not-agreed' },
  },
  {
    system: 'Klaviyo',
    knownBy: [
      ['email marketing consent'],
      [
        'klaviyo id',
        'profile created on',
        'email suppressions',
        'email marketing consent timestamp',
      ],
    ],
  },
  {
    system: 'Shopify',
    knownBy: [['accepts email marketing', 'accepts marketing']],
  },
  {
    system: 'phpList',
    knownBy: [['is this subscriber confirmed', 'is this subscriber blacklisted']],
  },
  {
    system: 'Mailjet',
    knownBy: [['is excluded from campaigns', 'is opt in pending', 'is spam complaining']],
  },
  {
    system: 'Brevo',
    knownBy: [
      ['email blacklisted', 'blacklisted'],
      ['added time', 'modified time', 'opt in'],
    ],
    // 1 is yes, 2 is no.
    columns: { 'double opt in': 'confirmed' },
  },
  {
    system: 'AWeber',
    knownBy: [['stop time', 'date stopped', 'stop status', 'ad tracking', 'stop date']],
    columns: { 'ad tracking': 'aside' },
  },
  {
    system: 'Campaign Monitor',
    knownBy: [['consent to track', 'permission to track', 'date subscribed'], ['email address']],
    columns: { 'consent to track': 'aside', 'permission to track': 'aside' },
  },
  {
    system: 'Sendy',
    knownBy: [['last activity'], ['opt in method', 'signed up from', 'added via', 'joined']],
    columns: { gdpr: 'agreed', method: 'aside', 'opt in method': 'aside' },
  },
  {
    system: 'MailerLite',
    knownBy: [
      ['opt in date', 'opt in ip'],
      ['subscribed at', 'subscribed', 'unsubscribed'],
    ],
  },
  { system: 'beehiiv', knownBy: [['subscriber id', 'subscription tier'], ['status']] },
  {
    system: 'Keila',
    knownBy: [['external id'], ['data'], ['status']],
  },
  {
    system: 'Mautic',
    knownBy: [
      ['date identified', 'last active'],
      ['points', 'do not contact', 'dnc', 'stage'],
    ],
  },
  {
    system: 'listmonk',
    knownBy: [['uuid'], ['attributes', 'attribs'], ['status']],
    // Of the person, in all lists: who has left this one, or never confirmed, is enabled too.
    cells: { enabled: 'silent' },
  },
  {
    system: 'EmailOctopus',
    knownBy: [['email address'], ['last updated at'], ['status']],
  },
  {
    system: 'Kit',
    knownBy: [['first name'], ['created at'], ['status', 'state']],
    cells: { inactive: 'unconfirmed' },
  },
] as const satisfies readonly ListKind[];

/** A system whose lists of readers are known. */
export type ListSystem = (typeof lists)[number]['system'];

/** The systems whose lists are known by their columns. */
export const listSystems: readonly ListSystem[] = lists.map(({ system }) => system);

/** How the columns of a list are to be read, where their words do not say it. */
export interface ListWays extends Pick<ListKind, 'system' | 'columns' | 'cells'> {
  /** What is said of everybody in it. */
  readonly ofAll: Standing | undefined;
}

/** Tells the system by the headings. */
export function listWays(heading: readonly string[]): ListWays {
  const names = heading.map(plainWords);
  const kinds: readonly ListKind[] = lists;
  const kind = kinds.find(({ knownBy }) =>
    knownBy.every((group) => group.some((name) => names.includes(name))),
  );
  const { system = 'a list', columns = {}, cells = {}, fileOf = {} } = kind ?? {};
  const ofAll = Object.entries(fileOf).find(([name]) => names.includes(name))?.[1];
  return { system, columns, cells, ofAll };
}

/** What the names of files say; `ask` is what yes would mean in a column of that name. */
const stateNames: readonly (readonly [RegExp, Extract<ConsentMeaning, Standing>])[] = [
  [/^(?:unsubscribed|archived)_/i, 'left'],
  [/^cleaned_/i, 'bounced'],
  [/^nonsubscribed_/i, 'not-agreed'],
];

/**
 * Mailchimp writes a file for each state and names only the file after it:
 * `cleaned_email_audience_export_….csv`.
 */
export function standingOfFile(name: string): Standing | undefined {
  return stateNames.find(([form]) => form.test(name))?.[1];
}

/**
 * The lists of readers that other systems export, by their own names of columns. `lists` is all that
 * says which systems are known: help, tests and README are held to it.
 */

/** What a column may tell about a reader. Names of people are left where they are. */
export type Field =
  | 'address'
  | 'state'
  /** True when nothing is to be mailed there any more. */
  | 'isLeft'
  /** False when nothing is to be mailed there any more. */
  | 'isMailed'
  | 'leftAt'
  | 'bouncedAt'
  | 'requestedAt'
  | 'requestedFrom'
  | 'confirmedAt'
  | 'confirmedFrom'
  | 'tags'
  | 'zone'
  | 'language';

interface ListKind {
  readonly system: string;
  /** The list is of this system when it has one column of each group. */
  readonly knownBy: readonly (readonly string[])[];
  readonly columns: Readonly<Partial<Record<Field, readonly string[]>>>;
}

const address = ['email_address', 'email', 'e_mail', 'e_mail_address', 'mail', 'address'];

/** The first that fits counts: what is told by less comes later. */
const lists = [
  {
    system: 'Mailchimp',
    knownBy: [['leid', 'euid', 'member_rating', 'optin_time']],
    columns: {
      address: ['email_address', 'email'],
      leftAt: ['unsub_time'],
      bouncedAt: ['clean_time'],
      requestedAt: ['optin_time'],
      requestedFrom: ['optin_ip'],
      confirmedAt: ['confirm_time'],
      confirmedFrom: ['confirm_ip'],
      tags: ['tags'],
      zone: ['timezone'],
    },
  },
  {
    system: 'Ghost',
    knownBy: [['subscribed_to_emails']],
    columns: {
      address: ['email'],
      isMailed: ['subscribed_to_emails'],
      leftAt: ['deleted_at'],
      requestedAt: ['created_at'],
      tags: ['labels'],
    },
  },
  {
    system: 'Substack',
    knownBy: [['active_subscription', 'email_disabled', 'stripe_plan']],
    columns: {
      address: ['email'],
      isLeft: ['email_disabled'],
      requestedAt: ['created_at', 'subscription_created_at', 'start_date'],
    },
  },
  {
    system: 'Buttondown',
    knownBy: [
      ['creation_date'],
      ['subscriber_type', 'type', 'referrer_url', 'undeliverability_date'],
    ],
    columns: {
      address: ['email_address', 'email'],
      state: ['subscriber_type', 'type', 'status'],
      leftAt: ['unsubscription_date'],
      bouncedAt: ['undeliverability_date'],
      requestedAt: ['creation_date'],
      requestedFrom: ['ip_address'],
      tags: ['tags'],
    },
  },
  {
    system: 'listmonk',
    knownBy: [['uuid'], ['attributes', 'attribs'], ['status']],
    columns: { address: ['email'], state: ['status'], requestedAt: ['created_at'] },
  },
  {
    system: 'Kit',
    knownBy: [['first_name'], ['created_at'], ['status', 'state']],
    columns: {
      address: ['email_address', 'email'],
      state: ['status', 'state'],
      requestedAt: ['created_at'],
      tags: ['tags'],
    },
  },
] as const satisfies readonly ListKind[];

/** A system whose lists of readers are known. */
export type ListSystem = (typeof lists)[number]['system'];

/** The systems whose lists are known by their columns. */
export const listSystems: readonly ListSystem[] = lists.map(({ system }) => system);

/** Any other list: the names that most people would give the columns. */
const anyList: ListKind = {
  system: 'a list',
  knownBy: [],
  columns: {
    address,
    state: ['status', 'state', 'subscription_status'],
    leftAt: ['unsubscribed_at', 'unsubscribe_date'],
    bouncedAt: ['bounced_at'],
    requestedAt: ['created_at', 'subscribed_at', 'signed_up_at', 'date_subscribed', 'date'],
    requestedFrom: ['ip', 'ip_address', 'signup_ip'],
    confirmedAt: ['confirmed_at'],
    confirmedFrom: ['confirmed_from', 'confirm_ip'],
    tags: ['tags', 'labels', 'sections', 'groups'],
    zone: ['timezone', 'time_zone', 'zone'],
    language: ['language', 'locale'],
  },
};

/** Where each field stands in the rows of a list. */
export interface Layout {
  readonly system: string;
  readonly width: number;
  readonly columns: ReadonlyMap<Field, number>;
}

/** Tells the system by its heading; undefined when no column holds addresses. */
export function layoutOf(heading: readonly string[]): Layout | undefined {
  const names = heading.map(plainName);
  const kinds: readonly ListKind[] = lists;
  const kind = kinds.find(({ knownBy }) =>
    knownBy.every((group) => group.some((name) => names.includes(name))),
  );
  const { system, columns } = kind ?? anyList;
  const placed = Object.entries(columns).flatMap(([field, candidates]) => {
    const name = candidates.find((candidate) => names.includes(candidate));
    return name === undefined ? [] : [[field as Field, names.indexOf(name)] as const];
  });
  const layout = { system, width: heading.length, columns: new Map(placed) };
  return layout.columns.has('address') ? layout : undefined;
}

/** `"Email Address"` and `E-Mail-Address` alike. */
export function plainName(name: string): string {
  return name
    .trim()
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '_')
    .replace(/^_|_$/g, '');
}

/**
 * What the systems call the states of a reader. Whoever asked there and never confirmed has not
 * consented; a word that is not here says nothing about consent.
 */
const states: Readonly<Record<'reader' | 'left' | 'unconfirmed', readonly string[]>> = {
  reader: [
    ...['subscribed', 'active', 'confirmed', 'enabled', 'regular', 'premium', 'gifted', 'trialed'],
    ...['paid', 'free', 'past_due', 'churning', 'true', 'yes'],
  ],
  left: [
    ...['unsubscribed', 'cancelled', 'canceled', 'removed', 'deleted', 'archived', 'disabled'],
    ...['bounced', 'cleaned', 'undeliverable', 'complained', 'spammy', 'blocked', 'blocklisted'],
    ...['blacklisted', 'suppressed', 'opted_out', 'false', 'no'],
  ],
  unconfirmed: [
    ...['unconfirmed', 'unactivated', 'inactive', 'pending', 'nonsubscribed', 'non_subscribed'],
    ...['transactional', 'not_confirmed'],
  ],
};

/** What a state of another system means here; undefined when it is not known. */
export function meaningOf(state: string): keyof typeof states | undefined {
  const name = plainName(state);
  if (states.reader.includes(name)) return 'reader';
  if (states.left.includes(name)) return 'left';
  return states.unconfirmed.includes(name) ? 'unconfirmed' : undefined;
}

/**
 * Mailchimp writes a file for each state and names only the file after it:
 * `cleaned_email_audience_export_….csv`.
 */
export function stateOfFile(name: string): string | undefined {
  return /^(unsubscribed|cleaned|nonsubscribed|archived)_/i.exec(name)?.[1]?.toLowerCase();
}

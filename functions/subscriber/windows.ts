/**
 * How much may be asked of the signup form in an hour: by one network, for one mailbox, for the
 * mailboxes of one domain, and by everybody together. Nobody can have strangers mailed by the
 * thousand (list bombing).
 */
import { createHash } from 'node:crypto';
import { dayMs, hourMs } from '../config/time.ts';

/** One count: whose it is, how long it runs, and how far it may go. */
export interface Window {
  readonly kind: 'network' | 'mailbox' | 'domain' | 'all' | 'address' | 'sign-in' | 'token';
  readonly name: string;
  readonly lengthMs: number;
  readonly max: number;
  /** Begins with what is taken, and not with an hour or a day of the clock; then `max` is 1. */
  readonly isRolling?: true;
}

/** `used` counts what was just taken. */
export type Taking = { readonly kind: 'taken'; readonly used: number } | { readonly kind: 'full' };

/** Counts what happened in a stretch of time, and says when there was too much. */
export interface Windows {
  /** Takes this much of a window at once, if there is room; 0 only looks, at the same cost. */
  readonly take: (window: Window, amount: 0 | 1) => Promise<Taking>;
}

/** Forms of one network in a window before each must bring a proof of work. */
export const requestsPerNetworkMax = 40;
/** The same from all networks that one customer may have at once (/56), and one site (/48). */
const requestsPerCustomerMax = 2 * requestsPerNetworkMax;
const requestsPerSiteMax = 4 * requestsPerNetworkMax;
/** Mails in a day to other spellings of one mailbox's address. */
export const mailsPerMailboxMax = 5;
/** Confirmations to one domain in a window. */
export const mailsPerDomainMax = 400;
const mailsInAllMax = 2_400;
/** Who bounced or complained is asked so seldom whether mail arrives again. */
const returnPauseMs = 30 * dayMs;
/** The window of all together is as many rows, so that no single one is written all the time. */
const allShards = 8;

/** Requests from the network of this address, whatever comes of them. */
export function networkWindow(from: string): Window {
  return {
    kind: 'network',
    name: networkOf(from),
    lengthMs: hourMs,
    max: requestsPerNetworkMax,
  };
}

/**
 * The windows of the networks around this address: of IPv6 a customer is given 256 networks of 64
 * bits or more (RIPE-690 §4.2), and each would have a window to itself.
 */
export function networkWindows(from: string): readonly [Window, ...Window[]] {
  const own = networkWindow(from);
  const groups = /^(.*)::\/64$/.exec(own.name)?.[1]?.split(':');
  if (groups === undefined) return [own];
  const [a = '0', b = '0', c = '0', d = '0'] = groups;
  const customer = (Number.parseInt(d, 16) & 0xff00).toString(16);
  return [
    own,
    { ...own, name: `${a}:${b}:${c}:${customer}::/56`, max: requestsPerCustomerMax },
    { ...own, name: `${a}:${b}:${c}::/48`, max: requestsPerSiteMax },
  ];
}

/**
 * Mails to a mailbox by addresses with tags, or dots, that lead there. An address as the mailbox
 * itself is called has no such window: it is asked once a day, and nobody can use that up.
 */
export function mailboxWindows(addressKey: string): readonly Window[] {
  const mailbox = mailboxOf(addressKey);
  if (mailbox === addressKey) return [];
  const name = createHash('sha256').update(mailbox).digest('base64url');
  return [{ kind: 'mailbox', name, lengthMs: dayMs, max: mailsPerMailboxMax }];
}

/** Providers that take no notice of some signs, and may have several names. */
const providers: Readonly<Record<string, { readonly domain: string; readonly unseen: RegExp }>> = {
  'gmail.com': { domain: 'gmail.com', unseen: /\./g },
  'googlemail.com': { domain: 'gmail.com', unseen: /\./g },
  'proton.me': { domain: 'proton.me', unseen: /[._-]/g },
  'protonmail.com': { domain: 'proton.me', unseen: /[._-]/g },
  'pm.me': { domain: 'proton.me', unseen: /[._-]/g },
};

/** Where mail to an address arrives: without a tag (RFC 5233), and without dots that say nothing. */
export function mailboxOf(addressKey: string): string {
  const at = addressKey.lastIndexOf('@');
  const domain = addressKey.slice(at + 1);
  const whole = addressKey.slice(0, at);
  const tag = whole.indexOf('+', 1);
  const local = tag < 0 ? whole : whole.slice(0, tag);
  const provider = providers[domain];
  if (provider === undefined) return `${local}@${domain}`;
  return `${local.replace(provider.unseen, '')}@${provider.domain}`;
}

/** Mails to the domain of this address. */
export function domainWindow(addressKey: string): Window {
  const name = addressKey.slice(addressKey.lastIndexOf('@') + 1);
  return { kind: 'domain', name, lengthMs: hourMs, max: mailsPerDomainMax };
}

/** Letters of one kind about one newsletter to one address: one in 24 hours. */
export function addressWindow(kind: string, newsletterId: string, addressKey: string): Window {
  const facts = [kind, newsletterId, addressKey].join('#');
  // The row names nobody: it may outlive a reader who has themselves erased.
  const name = createHash('sha256').update(facts).digest('base64url');
  return { kind: 'address', name, lengthMs: dayMs, max: 1, isRolling: true };
}

/** Confirmations that pass the suppression of an address, of whichever newsletter: one in 30 days. */
export function returnWindow(addressKey: string): Window {
  const name = createHash('sha256').update(`return#${addressKey}`).digest('base64url');
  return { kind: 'address', name, lengthMs: returnPauseMs, max: 1, isRolling: true };
}

/** Mails to anybody: the part of the window that falls to this random id. */
export function allWindow(randomId: string): Window {
  let sum = 0;
  for (const letter of randomId) sum = (sum * 31 + (letter.codePointAt(0) ?? 0)) >>> 0;
  const max = mailsInAllMax / allShards;
  return { kind: 'all', name: String(sum % allShards), lengthMs: hourMs, max };
}

/** Of the same windows, what the confirmations of an import may use: honest signups keep the rest. */
const importShareOfDomain = 1 / 2;
const importShareOfAll = 1 / 4;

/** The windows for a confirmation of an import, which leaves them open to everybody else. */
export function importWindows(addressKey: string, id: string): readonly [Window, Window] {
  const domain = domainWindow(addressKey);
  const all = allWindow(id);
  return [
    { ...domain, max: domain.max * importShareOfDomain },
    { ...all, max: all.max * importShareOfAll },
  ];
}

/** Confirmations of imports in an hour, at most. */
export const importMailsAnHour = mailsInAllMax * importShareOfAll;

/** Past the middle of a window, people have to prove that they are in earnest. */
export function isPressed({ max }: Window, taking: Taking): boolean {
  return taking.kind === 'full' || taking.used > max / 2;
}

/** An IPv4 address; of an IPv6 address the first 64 bits, which one customer has to themselves. */
export function networkOf(address: string): string {
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address)?.[1];
  if (mapped !== undefined) return mapped;
  if (!address.includes(':')) return address.slice(0, 64);
  const [head = '', tail] = (address.split('%')[0] ?? '').toLowerCase().split('::');
  const before = groupsOf(head);
  const after = tail === undefined ? [] : groupsOf(tail);
  const missing = Math.max(0, 8 - before.length - after.length);
  const zeros = tail === undefined ? [] : Array.from({ length: missing }, () => '0');
  return `${[...before, ...zeros, ...after].slice(0, 4).join(':')}::/64`;
}

function groupsOf(text: string): string[] {
  return text === '' ? [] : text.split(':').map((group) => group.replace(/^0+(?=.)/, ''));
}

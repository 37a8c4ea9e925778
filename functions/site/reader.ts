/** The reader of a signed link, and how pages speak to them. */
import type { Context } from 'hono';
import type { Newsletter } from '../edition/newsletter.ts';
import { isFresh, preferencesLink, signLink } from '../subscriber/links.ts';
import type { OpenLinkDeps } from '../subscriber/open-link.ts';
import { openLink } from '../subscriber/open-link.ts';
import type { Subscriber } from '../subscriber/subscriber.ts';
import { type PageLanguage, pageLanguageOf } from './page-language.ts';
import { findNewsletter, type Site } from './site.ts';

/** The reader whom a signed link was made for. */
export interface Reader {
  readonly newsletter: Newsletter;
  readonly subscriber: Subscriber;
  readonly pageLanguage: PageLanguage;
}

/** The reader of a preferences link; `isFresh` when it was mailed to them alone, lately. */
export interface LinkedReader extends Reader {
  readonly isFresh: boolean;
}

/** Why there is none: the link is not ours, or whom it was for is gone. */
export type Absent = 'link' | 'gone';

/** Finds the reader of a preferences link. */
export async function findReader(
  c: Context,
  site: Site<OpenLinkDeps>,
): Promise<LinkedReader | Absent> {
  const input = { purpose: 'preferences', token: c.req.param('token') ?? '' } as const;
  const opened = await openLink(input, site.deps.readers);
  if (opened.kind === 'gone') return 'gone';
  if (opened.kind !== 'open') return 'link';
  const reader = await readerOf(opened.subscriber, site);
  if (reader === undefined) return 'link';
  return { ...reader, isFresh: isFresh(opened.link, site.deps.readers.now()) };
}

/**
 * The way from another page to a reader's choices. The links of old mails still lead to that page
 * after a move, and must not lead further: then the link is to be had by mail.
 */
export function choicesPath(subscriber: Subscriber, { keys }: Pick<OpenLinkDeps, 'keys'>): string {
  const { newsletterId, consent } = subscriber;
  if (consent.addressChangedAt !== undefined) return `/n/${newsletterId}/link`;
  return `/preferences/${signLink(preferencesLink(subscriber), keys)}`;
}

/** The reader with their newsletter; undefined when that is gone. */
export async function readerOf(
  subscriber: Subscriber,
  site: Site<OpenLinkDeps>,
): Promise<Reader | undefined> {
  const newsletter = await findNewsletter(site, subscriber.newsletterId);
  if (newsletter === undefined) return undefined;
  const pageLanguage = pageLanguageOf(subscriber.language ?? newsletter.language);
  return { newsletter, subscriber, pageLanguage };
}

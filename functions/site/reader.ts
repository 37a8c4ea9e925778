/** The reader of a signed link, and how pages speak to them. */
import type { Context } from 'hono';
import type { Newsletter } from '../edition/newsletter.ts';
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

/** Why there is none: the link is not ours, or whom it was for is gone. */
export type Absent = 'link' | 'gone';

/** Finds the reader of a preferences link. */
export async function findReader(c: Context, site: Site<OpenLinkDeps>): Promise<Reader | Absent> {
  const input = { purpose: 'preferences', token: c.req.param('token') ?? '' } as const;
  const opened = await openLink(input, site.deps.readers);
  if (opened.kind === 'gone') return 'gone';
  if (opened.kind !== 'open') return 'link';
  return (await readerOf(opened.subscriber, site)) ?? 'link';
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

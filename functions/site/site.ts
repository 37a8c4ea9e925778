/**
 * The site room: what readers see on the web, and the guards around it. Pages work without
 * JavaScript, GET and HEAD change nothing, and it neither sends mail nor knows how rows are kept.
 */
import type { PublishedEdition } from '../edition/archive.ts';
import type { Newsletter } from '../edition/newsletter.ts';
import type { HubDeps } from './hub-deps.ts';

/** Settings of the site. */
export interface SiteSettings {
  /** Where the site is on the web, such as https://news.example.com. */
  readonly siteUrl: string;
  /** The region of AWS in which everything is, for the privacy notice. */
  readonly region?: string | undefined;
}

/** The public archives, as pages read them. */
interface ArchiveDeps {
  /** Newest first: those before an instant, or the nearest after one, or simply the newest. */
  readonly list: (
    newsletterId: string,
    range: {
      readonly before?: number | undefined;
      readonly after?: number | undefined;
      readonly limit: number;
    },
  ) => Promise<readonly PublishedEdition[]>;
  readonly page: (
    newsletterId: string,
    key: string,
  ) => Promise<{ readonly html: string; readonly isListed: boolean } | undefined>;
}

/** What any page may ask. */
export interface SiteDeps {
  readonly newsletters: () => Promise<readonly Newsletter[]>;
  readonly newsletter: (id: string) => Promise<Newsletter | undefined>;
  readonly hubs: HubDeps;
  readonly archive: ArchiveDeps;
  /** Takes note of a failure; the visitor sees a page that says so. */
  readonly reportError: (error: unknown) => void;
}

/** The site, as a page sees it whose use cases of a reader need `Readers`. */
export interface Site<Readers = unknown> {
  readonly deps: SiteDeps & { readonly readers: Readers };
  readonly settings: SiteSettings;
}

/** The newsletter of this id; an id that no newsletter can have is not even looked up. */
export async function findNewsletter(site: Site, id: string): Promise<Newsletter | undefined> {
  return /^[a-z0-9-]{1,40}$/.test(id) ? await site.deps.newsletter(id) : undefined;
}

/** The newsletters that the home page names. */
export async function listedNewsletters(site: Site): Promise<readonly Newsletter[]> {
  return (await site.deps.newsletters()).filter(({ home }) => home !== 'hidden');
}

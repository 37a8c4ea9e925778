/**
 * The site room: what readers see on the web, and the guards around it. Pages work without
 * JavaScript, GET and HEAD change nothing, and it neither sends mail nor knows how rows are kept.
 */
import type { Newsletter } from '../edition/newsletter.ts';
import type { ChangePreferencesDeps } from '../subscriber/change-preferences.ts';
import type { ConfirmDeps } from '../subscriber/confirm.ts';
import type { ResubscribeDeps } from '../subscriber/resubscribe.ts';
import type { SignUpDeps } from '../subscriber/sign-up.ts';
import type { UnsubscribeDeps } from '../subscriber/unsubscribe.ts';

export interface SiteSettings {
  /** Where the site is on the web, such as https://news.example.com. */
  readonly siteUrl: string;
}

/** What the use cases of a reader need, all together. */
type ReaderDeps = SignUpDeps &
  ConfirmDeps &
  ChangePreferencesDeps &
  UnsubscribeDeps &
  ResubscribeDeps;

export interface SiteDeps {
  readonly readers: ReaderDeps;
  readonly newsletters: () => Promise<readonly Newsletter[]>;
  readonly newsletter: (id: string) => Promise<Newsletter | undefined>;
  /** Takes note of a failure; the visitor sees a page that says so. */
  readonly reportError: (error: unknown) => void;
}

export interface Site {
  readonly deps: SiteDeps;
  readonly settings: SiteSettings;
}

/** The newsletter of this id; an id that no newsletter can have is not even looked up. */
export async function findNewsletter(site: Site, id: string): Promise<Newsletter | undefined> {
  return /^[a-z0-9-]{1,40}$/.test(id) ? await site.deps.newsletter(id) : undefined;
}

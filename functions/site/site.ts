/**
 * The site room: what readers see on the web, and the guards around it. Pages work without
 * JavaScript, GET and HEAD change nothing, and it neither sends mail nor knows how rows are kept.
 */
import type { PublishedEdition } from '../edition/archive.ts';
import type { Newsletter } from '../edition/newsletter.ts';
import type { AdmitDeps } from '../subscriber/admit.ts';
import type { AskLinkDeps } from '../subscriber/ask-link.ts';
import type { AskAddressDeps, MoveAddressDeps } from '../subscriber/change-address.ts';
import type { ChangePreferencesDeps } from '../subscriber/change-preferences.ts';
import type { ConfirmDeps } from '../subscriber/confirm.ts';
import type { EraseDeps } from '../subscriber/erase.ts';
import type { KnownDeps } from '../subscriber/known.ts';
import type { ResubscribeDeps } from '../subscriber/resubscribe.ts';
import type { SignUpDeps } from '../subscriber/sign-up.ts';
import type { UnsubscribeDeps } from '../subscriber/unsubscribe.ts';
import type { HubDeps } from './hub-deps.ts';

export interface SiteSettings {
  /** Where the site is on the web, such as https://news.example.com. */
  readonly siteUrl: string;
}

/** What the use cases of a reader need, all together. */
type ReaderDeps = SignUpDeps &
  ConfirmDeps &
  ChangePreferencesDeps &
  UnsubscribeDeps &
  ResubscribeDeps &
  AdmitDeps &
  AskLinkDeps &
  AskAddressDeps &
  MoveAddressDeps &
  EraseDeps &
  KnownDeps;

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

export interface SiteDeps {
  readonly readers: ReaderDeps;
  readonly newsletters: () => Promise<readonly Newsletter[]>;
  readonly newsletter: (id: string) => Promise<Newsletter | undefined>;
  readonly hubs: HubDeps;
  readonly archive: ArchiveDeps;
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

/** The web edition: the same stories as in the mail, for anybody, without a reader's own links. */
import { archivePaths, hasPublicArchive } from '../archive.ts';
import type { EditionPage } from '../content.ts';
import type { Newsletter } from '../newsletter.ts';
import { phrase, wordsFor } from '../words.ts';
import { type Data, fillText } from './program.ts';
import type { Story } from './story.ts';
import { templates } from './templates.ts';

/** Named in lists of editions and in their feeds. */
const storyLinesMax = 10;

/** Whose page it is, and where it will be on the web. */
export interface PageInput {
  readonly newsletter: Newsletter;
  readonly siteUrl: string;
  /** The key of the content; without one there is no page. */
  readonly pageKey?: string | undefined;
}

/** Where this edition can be read on the web, or undefined when it cannot. */
export function pageUrlOf({ newsletter, siteUrl, pageKey }: PageInput): string | undefined {
  if (pageKey === undefined || !hasPublicArchive(newsletter)) return undefined;
  return new URL(archivePaths.edition(newsletter.id, pageKey), siteUrl).href;
}

/** Renders the page from what the mail was rendered from. */
export function renderPage(input: PageInput, data: Data, stories: readonly Story[]): EditionPage {
  const { newsletter } = input;
  const pageUrl = pageUrlOf(input) ?? '';
  const originals = stories.flatMap(({ link }) => (link === undefined ? [] : [{ link }]));
  const [original] = originals;
  const words = wordsFor(newsletter.language).mail.edition;
  const picture = stories.find(({ image }) => image !== undefined)?.image?.src;
  const html = fillText(templates.edition, {
    ...data,
    page: true,
    viewUrl: undefined,
    pageUrl,
    // A page of one story is that story's copy; a page of several is an original of its own.
    canonical: stories.length === 1 && original !== undefined ? original.link : pageUrl,
    originals,
    picture,
    ...linksOf(input),
    signup: phrase(words.signup, { newsletter: newsletter.name }),
    archive: words.archive,
  });
  return {
    html,
    dateLine: String(data.dateLine),
    preview: String(data.preview),
    ...lines(stories),
    ...(picture === undefined ? {} : { picture }),
  };
}

function linksOf({ newsletter: { id }, siteUrl }: PageInput) {
  const at = (path: string) => new URL(path, siteUrl).href;
  return {
    signupUrl: at(archivePaths.landing(id)),
    archiveUrl: at(archivePaths.list(id)),
    atomUrl: at(archivePaths.atom(id)),
    jsonUrl: at(archivePaths.json(id)),
  };
}

function lines(stories: readonly Story[]): Pick<EditionPage, 'stories'> {
  const leading = stories.slice(0, storyLinesMax);
  return {
    stories: leading.map(({ title, link }) => (link === undefined ? { title } : { title, link })),
  };
}

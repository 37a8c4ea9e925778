/** What an owner says themselves: notes at the top, and items of their own. */
import { textPrintOf } from '../../feed/read/text-print.ts';
import { isLanguage } from '../languages.ts';
import { type Mark, markedMs, notedMs, ownFeedId } from '../mark.ts';
import { markId } from '../mark-id.ts';
import type { Newsletter } from '../newsletter.ts';
import { htmlOfMarkdown } from '../print/markdown.ts';
import {
  addressOf,
  faultsIn,
  faultsOfSection,
  keepMark,
  type MarkingDeps,
  type MarkResult,
  textOf,
  titleSchema,
  type Window,
  windowOf,
} from './keep-mark.ts';

/** A note as it is written: Markdown, by language. */
export interface NoteWish extends Window {
  /** The writer's own name for it: a note of the same name takes its place. */
  readonly key?: string | undefined;
  readonly texts: Readonly<Record<string, string>>;
}

const noteCharsMax = 5_000;

/** Puts a note at the top of what is due while it stands. */
export async function addNote(
  newsletter: Newsletter,
  { texts, key, ...wish }: NoteWish,
  deps: MarkingDeps,
): Promise<MarkResult> {
  const { times, faults } = windowOf(wish, notedMs, deps.now());
  const entries = Object.entries(texts).map(([language, text]) => [language, text.trim()] as const);
  const made = entries.map(([language, markdown]) => {
    return [language, { markdown, html: htmlOfMarkdown(markdown) }] as const;
  });
  const note = {
    id: key === undefined ? deps.randomId() : markId('note', { feedId: ownFeedId, key }),
    newsletterId: newsletter.id,
    kind: 'note',
    texts: Object.fromEntries(made),
    ...times,
  } as const;
  return keepMark(note, [...faultsOfTexts(entries), ...faults], deps);
}

function faultsOfTexts(entries: readonly (readonly [string, string])[]): string[] {
  if (entries.length === 0) return ['A note needs a text.'];
  const schema = textOf('The text', noteCharsMax);
  return entries.flatMap(([language, text]) => [
    ...(isLanguage(language) ? [] : [`${language} is no language: write en, zh-Hans or ar.`]),
    ...faultsIn(schema, text),
  ]);
}

/** An item of the owner's own as it is written; the text is Markdown. */
export interface OwnItemWish extends Window {
  /** The writer's own name for it: given again, nothing is made a second time. */
  readonly key?: string | undefined;
  readonly title: string;
  readonly text?: string | undefined;
  readonly link?: string | undefined;
  readonly picture?: string | undefined;
  readonly sectionId: string;
}

const ownTextCharsMax = 20_000;

/**
 * Adds an item of the owner's own. It is kept like an item of a feed, seen first when it may be
 * printed, so each reader who is due it gets it once.
 */
export async function addOwnItem(
  newsletter: Newsletter,
  wish: OwnItemWish,
  deps: MarkingDeps,
): Promise<MarkResult> {
  const now = deps.now();
  const { title, text, link, picture, sectionId } = wish;
  const { times, faults } = windowOf(wish, markedMs, now);
  const key = wish.key ?? deps.randomId();
  const item = { feedId: ownFeedId, key };
  const named = title.trim();
  const common = { id: markId('own', item), newsletterId: newsletter.id, item, named, ...times };
  const standing = await standingOwn(newsletter.id, common.id, wish.key, deps);
  const result = await keepMark(
    standing ?? { ...common, kind: 'own', sectionId },
    [
      ...faultsOfSection(newsletter, sectionId),
      ...faultsIn(titleSchema, title),
      ...faultsIn(textOf('The text', ownTextCharsMax), text),
      ...faultsIn(addressOf('The link'), link),
      ...faultsIn(addressOf('The picture'), picture),
      ...faults,
    ],
    deps,
  );
  if (result.kind === 'refused') return result;
  // After its mark: an item that nothing says is to be printed is passed over for good.
  const own = {
    ...item,
    newsletterId: newsletter.id,
    firstSeenAt: Math.max(times.from, now),
    title: named,
    ...(text === undefined ? {} : { content: htmlOfMarkdown(text) }),
    ...(link === undefined ? {} : { link }),
    ...(picture === undefined ? {} : { image: picture }),
    categories: [],
    enclosures: [],
  };
  const isNew = await deps.storeItem({ ...own, print: textPrintOf(own) });
  if (isNew || standing !== undefined) return result;
  await deps.remove(result.mark);
  return { kind: 'refused', faults: [`The key ${key} was used before: give another one.`] };
}

/** The mark that a call before made under this key, perhaps just before it died. */
async function standingOwn(
  newsletterId: string,
  id: string,
  key: string | undefined,
  { list }: MarkingDeps,
): Promise<Mark | undefined> {
  if (key === undefined) return undefined;
  return (await list(newsletterId)).find((mark) => mark.id === id);
}

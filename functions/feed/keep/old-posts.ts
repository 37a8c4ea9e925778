/**
 * Posts of long ago that appear at once: a window that grows, an index, the backlog behind a first
 * document that was empty. Dates decide nothing; here they are ground for asking the owner.
 */
import { dayMs } from '../../config/time.ts';
import type { ParsedItem } from '../item.ts';

/** One or two may be mended, imported, or dated by what they tell of. */
const oldItemsMin = 3;
/** Of what the feed showed before, nothing else is known to be so old. */
const yearsMs = 365 * dayMs;
/** Before the feed was watched, and not by a little. */
const beforeWatchingMs = 30 * dayMs;
/** Undated, behind an empty document. */
const undatedItemsMin = 4;

/** What is looked at. */
export interface Appearance {
  readonly news: readonly ParsedItem[];
  /** What is shown beside it and was shown before. */
  readonly known: readonly ParsedItem[];
  readonly addedAt: number;
  /** Whether the feed has never shown anything before. */
  readonly isFirst: boolean;
}

/** Those of the new items that are old, if they are so many that somebody should look. */
export function oldPosts(appearance: Appearance): ReadonlySet<ParsedItem> {
  return new Set(appearance.isFirst ? behindEmpty(appearance) : longAgo(appearance));
}

function behindEmpty({ news, addedAt }: Appearance): readonly ParsedItem[] {
  const undated = news.filter((item) => dateOf(item) === undefined);
  const before = news.filter((item) => (dateOf(item) ?? addedAt) < addedAt);
  return undated.length >= undatedItemsMin ? [...before, ...undated] : before;
}

function longAgo({ news, known, addedAt }: Appearance): readonly ParsedItem[] {
  const dates = known.flatMap((item) => dateOf(item) ?? []).sort((a, b) => a - b);
  const middle = dates[Math.floor(dates.length / 2)];
  const watched = Math.min(middle ?? addedAt, addedAt) - beforeWatchingMs;
  const latest = middle === undefined ? watched : Math.max(watched, middle - yearsMs);
  const old = news.filter((item) => (dateOf(item) ?? Number.POSITIVE_INFINITY) < latest);
  return old.length >= oldItemsMin ? old : [];
}

/** The epoch itself is what software writes that knows no date. */
function dateOf({ publishedAt, updatedAt }: ParsedItem): number | undefined {
  return publishedAt === undefined || publishedAt === 0 ? updatedAt || undefined : publishedAt;
}

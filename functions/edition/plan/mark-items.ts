/** Marks on items: made, listed, taken back. Commands and pages call the same. */
import type { Heading } from '../choose/headings.ts';
import { isActive, type Mark, markedMs } from '../mark.ts';
import { markId } from '../mark-id.ts';
import type { Newsletter } from '../newsletter.ts';
import {
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

/** What is wanted of an item that is there. */
export type ItemWish =
  | { readonly kind: 'pin' | 'leave-out' }
  | { readonly kind: 'move'; readonly sectionId: string }
  | {
      readonly kind: 'retitle';
      readonly title?: string | undefined;
      readonly excerpt?: string | undefined;
    };

const excerptSchema = textOf('The excerpt', 1_000);

/** Marks an item; the same wish once more takes the place of the first. */
export async function markItem(
  newsletter: Newsletter,
  item: Pick<Heading, 'feedId' | 'key' | 'title'>,
  wish: ItemWish & Window,
  deps: MarkingDeps,
): Promise<MarkResult> {
  const { feedId, key, title: named } = item;
  const id = markId(wish.kind, item);
  const common = { id, newsletterId: newsletter.id, item: { feedId, key }, named };
  const faults = faultsOfWish(newsletter, wish);
  const window = windowOf(wish, markedMs, deps.now());
  return keepMark(
    { ...common, ...wanted(wish), ...window.times },
    [...faults, ...window.faults],
    deps,
  );
}

function wanted(wish: ItemWish) {
  switch (wish.kind) {
    case 'pin':
    case 'leave-out':
      return { kind: wish.kind } as const;
    case 'move':
      return { kind: wish.kind, sectionId: wish.sectionId } as const;
    case 'retitle': {
      const { kind, title, excerpt } = wish;
      return {
        kind,
        ...(title === undefined ? {} : { title: title.trim() }),
        ...(excerpt === undefined ? {} : { excerpt: excerpt.trim() }),
      } as const;
    }
  }
}

function faultsOfWish(newsletter: Newsletter, wish: ItemWish): string[] {
  if (wish.kind === 'move') return faultsOfSection(newsletter, wish.sectionId);
  if (wish.kind !== 'retitle') return [];
  const { title, excerpt } = wish;
  if (title === undefined && excerpt === undefined) return ['Give a title, an excerpt, or both.'];
  return [...faultsIn(titleSchema, title), ...faultsIn(excerptSchema, excerpt)];
}

/** Takes a mark back, by its id or the beginning of one; what was planned with it stays as it is. */
export async function takeBack(
  newsletterId: string,
  id: string,
  { list, remove }: Pick<MarkingDeps, 'list' | 'remove'>,
): Promise<
  { readonly kind: 'gone' | 'several' } | { readonly kind: 'taken back'; readonly mark: Mark }
> {
  const all = await list(newsletterId);
  const meant = all.filter((mark) => mark.id === id);
  const [mark, ...more] = meant.length > 0 ? meant : all.filter((one) => one.id.startsWith(id));
  if (mark === undefined || id === '') return { kind: 'gone' };
  if (more.length > 0) return { kind: 'several' };
  await remove(mark);
  return { kind: 'taken back', mark };
}

/** The marks that act at an instant (ms) or will, with whether they do. */
export async function listMarks(
  newsletterId: string,
  at: number,
  { list }: Pick<MarkingDeps, 'list'>,
): Promise<readonly (Mark & { readonly isActive: boolean })[]> {
  const all = await list(newsletterId);
  return all
    .filter(({ until }) => until > at)
    .map((mark) => ({ ...mark, isActive: isActive(mark, at) }));
}

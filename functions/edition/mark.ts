/**
 * Marks: what an owner wants to be done with items, and what they want to say themselves. A mark
 * belongs to a newsletter, not to a segment's edition: it acts on all that is not yet planned.
 */
import { dayMs } from '../config/time.ts';
import type { ItemRef } from './content.ts';

interface Marked {
  readonly id: string;
  readonly newsletterId: string;
  /** It acts on editions that are due in [from, until), in milliseconds. */
  readonly from: number;
  readonly until: number;
  readonly madeAt: number;
}

interface OfItem extends Marked {
  readonly item: ItemRef;
  /** What the item is called, for lists. */
  readonly named: string;
}

/** Comes first. */
interface Pin extends OfItem {
  readonly kind: 'pin';
}

/** Is not printed, nor the same story from another feed. */
interface LeaveOut extends OfItem {
  readonly kind: 'leave-out';
}

/** Stands in another section, and comes to who reads that. */
interface Move extends OfItem {
  readonly kind: 'move';
  readonly sectionId: string;
}

/** Has another title, or another excerpt, or both. */
interface Retitle extends OfItem {
  readonly kind: 'retitle';
  readonly title?: string;
  readonly excerpt?: string;
}

/** An item of the owner's own: it is kept like any other, and printed as long as this says so. */
interface OwnItem extends OfItem {
  readonly kind: 'own';
  readonly sectionId: string;
}

/** Some words at the top of editions. */
export interface Note extends Marked {
  readonly kind: 'note';
  /** By language. */
  readonly texts: Readonly<Record<string, NoteText>>;
}

/** What was written, and the HTML that was made of it when it was. */
export interface NoteText {
  readonly markdown: string;
  readonly html: string;
}

/** A mark on an item. */
type ItemMark = Pin | LeaveOut | Move | Retitle | OwnItem;
/** Any mark. */
export type Mark = ItemMark | Note;

/** Items of the owner's own belong to no feed: this stands in its place. */
export const ownFeedId = 'own';
/** So long a mark acts when nobody says how long: each reader has had an edition by then. */
export const markedMs = 35 * dayMs;
/** So long a note stands when nobody says how long. */
export const notedMs = 7 * dayMs;
/** An owner who marks more than these has another aim. */
export const marksMax = 200;

/** Whether a mark acts on what is due at this instant (ms). */
export function isActive({ from, until }: Pick<Mark, 'from' | 'until'>, at: number): boolean {
  return from <= at && at < until;
}

/** Those that act on what is due at this instant (ms). */
export function activeAt(marks: readonly Mark[], at: number): readonly Mark[] {
  return marks.filter((mark) => isActive(mark, at));
}

/** Tells an item from all others of its newsletter. */
export function refKey({ feedId, key }: ItemRef): string {
  return `${feedId} ${key}`;
}

/** The marks that act on an edition, found by the item that they are about. */
export interface Marking {
  readonly isEmpty: boolean;
  readonly pinnedAt: (item: ItemRef) => number | undefined;
  readonly isLeftOut: (item: ItemRef) => boolean;
  /** The section that the item was moved to, or was written for. */
  readonly sectionOf: (item: ItemRef) => string | undefined;
  /** Whether an item of the owner's own is still to be printed. */
  readonly isOwn: (item: ItemRef) => boolean;
  readonly words: (item: ItemRef) => Pick<Retitle, 'title' | 'excerpt'> | undefined;
  readonly notes: readonly Note[];
  /** What tells these marks from all others. */
  readonly key: string;
}

/** What these marks say together; of two of a kind on an item the later one. */
export function markingOf(
  marks: readonly Mark[],
  sections: readonly { readonly id: string }[],
): Marking {
  const active = [...marks].sort((a, b) => a.madeAt - b.madeAt || (a.id < b.id ? -1 : 1));
  const known = new Set(sections.map(({ id }) => id));
  const of = <K extends ItemMark['kind']>(kind: K) => {
    const own = active.filter((mark) => mark.kind === kind) as Extract<ItemMark, { kind: K }>[];
    return new Map(own.map((mark) => [refKey(mark.item), mark]));
  };
  const [pins, out, moves, words, owned] = [
    of('pin'),
    of('leave-out'),
    of('move'),
    of('retitle'),
    of('own'),
  ];
  const sectionIn = (mark: Move | OwnItem | undefined) =>
    mark !== undefined && known.has(mark.sectionId) ? mark.sectionId : undefined;
  return {
    isEmpty: active.length === 0,
    pinnedAt: (item) => pins.get(refKey(item))?.madeAt,
    isLeftOut: (item) => out.has(refKey(item)),
    sectionOf: (item) => sectionIn(moves.get(refKey(item))) ?? sectionIn(owned.get(refKey(item))),
    isOwn: (item) => owned.has(refKey(item)),
    words: (item) => words.get(refKey(item)),
    notes: active.filter((mark) => mark.kind === 'note'),
    key: active.length === 0 ? '' : JSON.stringify(active),
  };
}

/** The note in this language, else in that of the newsletter, else in whichever there is. */
export function noteIn(
  { texts }: Note,
  languages: readonly string[],
): { readonly language: string; readonly text: NoteText } | undefined {
  const wanted = [...languages, ...languages.map(baseOf), ...Object.keys(texts)];
  for (const language of wanted) {
    const text = texts[language];
    if (text !== undefined) return { language, text };
  }
  return undefined;
}

function baseOf(language: string): string {
  return language.split('-', 1)[0] ?? language;
}

/**
 * What an edition says: the items chosen, and the same for every reader once rendered, except for
 * the places where a reader's own links go.
 */
import type { Item } from '../feed/item.ts';
import type { StoryLine } from './archive.ts';
import type { Finding } from './finding.ts';

/** An item that an edition prints, with what the choice knows of it. */
export interface ChosenItem {
  readonly item: Item;
  /** The title of the feed that brought it. */
  readonly source: string;
  /** The titles of the feeds that brought the same story later. */
  readonly alsoIn: readonly string[];
  /** When its owner pinned it (ms): it comes first, the longest pinned before the others. */
  readonly pinnedAt?: number;
  /** What its owner wants to be said of it, instead of what it says itself. */
  readonly excerpt?: string;
}

interface ChosenSection {
  readonly id: string;
  readonly name: string;
  readonly items: readonly ChosenItem[];
}

/** Sections in the owner's order, none empty; `leftOut` is listed by title, never dropped. */
export interface Choice {
  readonly sections: readonly ChosenSection[];
  readonly leftOut: readonly ChosenItem[];
  /** What is too much even for a list of titles: it is counted there. Absent when there is none. */
  readonly unlisted?: readonly ItemRef[];
  /** What the feeds of these items repeat at the ends of theirs, by feed, as learnt so far. */
  readonly boilerplate?: Readonly<Record<string, readonly string[]>>;
  /** What the owner says above everything, as HTML that was cleaned once already. */
  readonly notes?: readonly ShownNote[];
  /** What these readers could have been given and are not, each with the reason. */
  readonly excluded: readonly Excluded[];
}

/** A note in the language in which it is printed. */
export interface ShownNote {
  readonly language: string;
  readonly html: string;
}

/**
 * An item that is not printed: because `as` tells the same, in this edition or in one before, because
 * the owner has left that out, or because it goes out no more, or none of its story does.
 */
export interface Excluded {
  readonly item: ItemRef;
  readonly reason: 'same-story' | 'told-before' | 'left-out' | 'kept-out' | 'skipped';
  readonly as?: ItemRef;
}

/** A place for what is the reader's own: a node of the program, never text to search for. */
export type PersonalLink = 'unsubscribe' | 'preferences' | 'address' | 'schedule';
/** A part of what was rendered: text for everybody, or a link of the reader's own. */
export type Piece = string | { readonly personal: PersonalLink };

/** Why a story leads; those with a minus speak against it. */
export type LeadReason =
  | 'pinned'
  | 'firstSection'
  | 'earlySection'
  | 'fresh'
  | 'severalFeeds'
  | 'longText'
  | 'text'
  | 'landscapePicture'
  | 'picture'
  | '-old'
  | '-opinion'
  | '-recording'
  | '-hardlyText';

/** An edition as a mail: subject, HTML and plain text, cut where a reader's links go. */
export interface Rendered {
  readonly subject: string;
  readonly html: readonly Piece[];
  readonly text: readonly Piece[];
  /** The length of excerpts with which it fits into a mail. */
  readonly excerptChars?: number;
  /** Addresses or titles of the stories of which only the words are printed. */
  readonly plain?: readonly string[];
  /** The stories in their order, as far as their owner may be asked about them. */
  readonly stories?: readonly (ItemRef & { readonly title: string })[];
  /** What leads it, and why. */
  readonly lead?: { readonly item: ItemRef; readonly reasons: readonly LeadReason[] };
  /** None when the newsletter's editions are not for everybody. */
  readonly page?: EditionPage;
}

/** The same edition on the web: a whole document, and what a list of editions says of it. */
export interface EditionPage {
  readonly html: string;
  readonly dateLine: string;
  readonly preview: string;
  readonly stories: readonly StoryLine[];
  /** The address of its first picture. */
  readonly picture?: string;
}

/** Rendered content under the key of everything that it depends on. */
export interface Content extends Rendered {
  readonly key: string;
  readonly newsletterId: string;
  readonly items: readonly ItemRef[];
  readonly excluded: readonly Excluded[];
  /** What the pre-flight found. */
  readonly findings: readonly Finding[];
}

/** Which item: its feed and its key there. */
export interface ItemRef {
  readonly feedId: string;
  readonly key: string;
}

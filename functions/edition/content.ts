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
  /** What these readers could have been given and are not, each with the reason. */
  readonly excluded: readonly Excluded[];
}

/**
 * An item that is not printed: because `as` tells the same, in this edition or in one before, or
 * because it goes out no more, or none of its story does.
 */
export interface Excluded {
  readonly item: ItemRef;
  readonly reason: 'same-story' | 'told-before' | 'kept-out' | 'skipped';
  readonly as?: ItemRef;
}

/** A place for a link of the reader's own: a node of the program, never text to search for. */
export type PersonalLink = 'unsubscribe' | 'preferences';
/** A part of what was rendered: text for everybody, or a link of the reader's own. */
export type Piece = string | { readonly personal: PersonalLink };

/** An edition as a mail: subject, HTML and plain text, cut where a reader's links go. */
export interface Rendered {
  readonly subject: string;
  readonly html: readonly Piece[];
  readonly text: readonly Piece[];
  /** The length of excerpts with which it fits into a mail. */
  readonly excerptChars?: number;
  /** Addresses or titles of the stories of which only the words are printed. */
  readonly plain?: readonly string[];
  /** None when the newsletter's editions are not for everybody. */
  readonly page?: EditionPage;
}

/** The same edition on the web: a whole document, and what a list of editions says of it. */
export interface EditionPage {
  readonly html: string;
  readonly dateLine: string;
  readonly preview: string;
  readonly stories: readonly StoryLine[];
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

/**
 * What an edition says: the items chosen, and the same for every reader once rendered, except for
 * the places where a reader's own links go.
 */
import type { Item } from '../feed/item.ts';

export interface ChosenItem {
  readonly item: Item;
  /** The title of the feed that brought it. */
  readonly source: string;
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
}

/** A place for a link of the reader's own: a node of the program, never text to search for. */
export type PersonalLink = 'unsubscribe' | 'preferences';
export type Piece = string | { readonly personal: PersonalLink };

export interface Rendered {
  readonly subject: string;
  readonly html: readonly Piece[];
  readonly text: readonly Piece[];
}

/** Rendered content under the key of everything that it depends on. */
export interface Content extends Rendered {
  readonly key: string;
  readonly newsletterId: string;
  readonly items: readonly ItemRef[];
}

export interface ItemRef {
  readonly feedId: string;
  readonly key: string;
}

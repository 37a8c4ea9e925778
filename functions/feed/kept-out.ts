/** Why an item goes into no edition: by which rule, in which words, and since when. */

/** A rule by which an item is kept out. */
export type KeepingRule =
  /** A filter of the owner's. */
  | 'filter'
  /** The owner took it out. */
  | 'skipped'
  /** The owner left out what a surge had brought, or what waited for their word. */
  | 'dropped'
  /** Its feed took it down before it went out. */
  | 'withdrawn'
  /** The owner's word was waited for in vain. */
  | 'notDecided'
  /** Its feed was removed while it waited. */
  | 'feedRemoved';

/** That an item was kept out. */
export interface KeptOut {
  readonly rule: KeepingRule;
  /** In words, for the owner. */
  readonly reason: string;
  readonly at: number;
}

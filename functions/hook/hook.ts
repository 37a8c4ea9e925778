/** Webhooks: addresses of programs that are told what happens to a newsletter, and what they are told. */

/** What a program can be told of; the names stand in the payload, too. */
export const hookEvents = [
  'reader.joined',
  'reader.left',
  'edition.sent',
  'edition.held',
  'feed.failing',
] as const;

/** One of `hookEvents`. */
export type HookEvent = (typeof hookEvents)[number];

/** Why a hook could not be told last, in plain words. */
export interface HookFailure {
  /** In milliseconds, like all instants here. */
  readonly at: number;
  readonly reason: string;
}

/** An address that is told, as its newsletter keeps it; its secret is kept nowhere. */
export interface Hook {
  readonly id: string;
  readonly url: string;
  readonly events: readonly HookEvent[];
  readonly createdAt: number;
  readonly failure?: HookFailure;
  /** When it took something last, give or take a few minutes. */
  readonly takenAt?: number;
  /** Since when it has taken everything again. */
  readonly wellSince?: number;
  /** It was switched off then, because it did not take what it was told. */
  readonly offSince?: number;
}

/** Something that happened, once for each id; no address of anybody is in it. */
export interface Happening {
  readonly id: string;
  readonly newsletterId: string;
  readonly event: HookEvent | typeof testEvent;
  readonly at: number;
  /** What is to be known of it, such as the id of the reader. */
  readonly facts: Readonly<Record<string, string | number | readonly string[]>>;
}

/** What the owner sends to see whether it arrives. */
export const testEvent = 'hook.test' as const;

/** So many hooks may a newsletter have: they are in one row, and are told at the same time. */
export const hooksMax = 5;

/** Whether the hook is on, and was there for this event when it happened. */
export function isFor({ events, createdAt, offSince }: Hook, { event, at }: Happening): boolean {
  return offSince === undefined && createdAt <= at && events.some((one) => one === event);
}

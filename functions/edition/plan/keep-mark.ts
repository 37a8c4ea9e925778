/** Keeping a mark: its id, its window, and what is wrong with it. */
import * as v from 'valibot';
import { dayMs } from '../../config/time.ts';
import type { Item } from '../../feed/item.ts';
import { type Mark, marksMax } from '../mark.ts';
import { line, type Newsletter } from '../newsletter.ts';
import { webUrl } from '../url.ts';

/** What making and taking back marks reads and writes. */
export interface MarkingDeps {
  readonly list: (newsletterId: string) => Promise<readonly Mark[]>;
  /** Keeps it in the place of one of the same id. */
  readonly save: (mark: Mark) => Promise<void>;
  readonly remove: (mark: Mark) => Promise<void>;
  /** Keeps an item of the owner's own, to be first seen at an instant (ms); false: it was there. */
  readonly storeItem: (item: Item) => Promise<boolean>;
  readonly randomId: () => string;
  readonly now: () => number;
}

/** When a mark acts (ms); what is absent is from now, and for as long as is usual. */
export interface Window {
  readonly from?: number | undefined;
  readonly until?: number | undefined;
}

/** A mark that was made, or what is wrong with it, a sentence each. */
export type MarkResult =
  | { readonly kind: 'marked'; readonly mark: Mark }
  | { readonly kind: 'refused'; readonly faults: readonly string[] };

/** Some text, with these words for it in what is said of a bad one. */
export const textOf = (what: string, charsMax: number) =>
  v.pipe(
    v.string(),
    v.trim(),
    v.nonEmpty(`${what} must not be empty.`),
    v.maxLength(charsMax, `${what} must have at most ${charsMax} characters.`),
  );
/** An address on the web. */
export const addressOf = (what: string) =>
  v.pipe(
    v.string(),
    v.check((text) => webUrl(text) !== undefined, `${what} must be a whole address of the web.`),
    v.maxLength(2_000, `${what} is too long.`),
  );

/** The title of an item. */
export const titleSchema = line('The title', 300);

/** Whether there is such a section. */
export function faultsOfSection({ sections }: Newsletter, sectionId: string): string[] {
  return sections.some(({ id }) => id === sectionId) ? [] : [`There is no section ${sectionId}.`];
}

/** What is wrong with a text that may be absent. */
export function faultsIn(schema: v.GenericSchema<string>, value: string | undefined): string[] {
  if (value === undefined) return [];
  const { issues = [] } = v.safeParse(schema, value);
  return issues.map(({ message }) => message);
}

interface CheckedWindow {
  readonly times: Pick<Mark, 'from' | 'until' | 'madeAt'>;
  readonly faults: readonly string[];
}

const windowDaysMax = 400;

/** The window in which a mark acts, and what is wrong with it. */
export function windowOf({ from, until }: Window, usualMs: number, now: number): CheckedWindow {
  const start = from ?? now;
  const end = until ?? start + usualMs;
  return {
    times: { from: start, until: end, madeAt: now },
    faults: [
      ...(end <= start ? ['It must begin before it ends.'] : []),
      ...(end <= now ? ['It must not be over already.'] : []),
      ...(end - now > windowDaysMax * dayMs
        ? [`It must be over within ${windowDaysMax} days.`]
        : []),
    ],
  };
}

/** Keeps a mark that nothing speaks against. */
export async function keepMark(
  mark: Mark,
  faults: readonly string[],
  { list, save }: MarkingDeps,
): Promise<MarkResult> {
  if (faults.length > 0) return { kind: 'refused', faults };
  const others = (await list(mark.newsletterId)).filter(({ id }) => id !== mark.id);
  if (others.length >= marksMax) {
    return { kind: 'refused', faults: [`There are ${marksMax} marks already: take some back.`] };
  }
  await save(mark);
  return { kind: 'marked', mark };
}

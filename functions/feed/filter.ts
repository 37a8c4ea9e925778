/** The filters of an owner, as they are kept: what each looks at, and what it does. */
import * as v from 'valibot';

/** What a filter can look at. */
export const filterFields = ['words', 'category', 'author', 'language'] as const;

/** The most filters of a feed or a section. */
export const filtersMax = 50;
const valueCharsMax = 200;

/** The shape of a filter. */
const FilterSchema = v.object({
  /** `keep`: only what one of these says may go. `drop`: what it says may not. */
  does: v.picklist(['keep', 'drop']),
  by: v.picklist(filterFields),
  /** A word or phrase, a category, an author, or a language such as `de`. */
  value: v.pipe(v.string(), v.trim(), v.nonEmpty(), v.maxLength(valueCharsMax)),
});

/** A filter of an owner. */
export type Filter = v.InferOutput<typeof FilterSchema>;
/** What a filter looks at. */
export type FilterField = Filter['by'];

/** The filter in words: `drop category “Sponsored”`. */
export function filterText({ does, by, value }: Filter): string {
  return `${does} ${by} “${value}”`;
}

/** Reads `category=Sponsored`; undefined when it names nothing that a filter can look at. */
export function readFilter(does: Filter['does'], text: string): Filter | undefined {
  const at = text.indexOf('=');
  const by = filterFields.find((field) => field === text.slice(0, Math.max(0, at)).trim());
  const read = v.safeParse(FilterSchema, { does, by, value: text.slice(at + 1) });
  return read.success ? read.output : undefined;
}

/** The filter as a file says it, so that it can be read back: `drop category=Sponsored`. */
export function filterWritten({ does, by, value }: Filter): string {
  return `${does} ${by}=${value}`;
}

/** Reads that; undefined when it is none. */
export function readWrittenFilter(text: string): Filter | undefined {
  const [, does, rest = ''] = /^\s*(keep|drop)\s+(.*)$/s.exec(text) ?? [];
  return does === 'keep' || does === 'drop' ? readFilter(does, rest) : undefined;
}

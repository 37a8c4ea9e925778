/** What filters would do to items of late, before they are saved. */
import * as v from 'valibot';
import { type Filter, FilterSchema, filterFields } from '../filter.ts';
import type { ParsedItem } from '../item.ts';
import { filteredOut } from './pass.ts';

/** An item, and the filter that would keep it out, in words. */
export interface Tried<One extends ParsedItem> {
  readonly item: One;
  readonly keptOut: string | undefined;
}

/** Tries filters on items; nothing is changed. */
export async function tryFilters<One extends ParsedItem>(
  items: readonly One[],
  filters: readonly Filter[],
): Promise<Tried<One>[]> {
  const tried: Tried<One>[] = [];
  for (const item of items) {
    const keptOut = (await filteredOut(item, { filters }, 0))?.reason;
    tried.push({ item, keptOut });
  }
  return tried;
}

/** Reads `category=Sponsored`; undefined when it names nothing that a filter can look at. */
export function readFilter(does: Filter['does'], text: string): Filter | undefined {
  const at = text.indexOf('=');
  const by = filterFields.find((field) => field === text.slice(0, Math.max(0, at)).trim());
  const read = v.safeParse(FilterSchema, { does, by, value: text.slice(at + 1) });
  return read.success ? read.output : undefined;
}

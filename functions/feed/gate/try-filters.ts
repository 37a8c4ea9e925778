/** What filters would do to items of late, before they are saved. */
import type { Filter } from '../filter.ts';
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

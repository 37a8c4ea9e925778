/** Prints of items for a door that seldom needs any: the cleaner is loaded with the first. */
import type { ParsedItem } from '../../feed/item.ts';
import type { Ends } from './boilerplate.ts';

/** What an item begins and ends with. */
export async function endsLater(item: ParsedItem): Promise<Ends> {
  const { endsOfItem } = await import('./prune.ts');
  return endsOfItem(item);
}

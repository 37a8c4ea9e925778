/** All that an owner's look at single items reads and writes, put together. */
import type { DeskDeps, PrintedIn } from '../feed/gate/desk.ts';
import type { Item } from '../feed/item.ts';
import { batchStore } from './batches.ts';
import type { Table } from './client.ts';
import { contentStore } from './contents.ts';
import { editionStore } from './editions.ts';
import { feedStore } from './feeds.ts';
import { gateRows } from './gate.ts';
import { itemStore } from './items.ts';

/** What the book needs: the table, and the same without repeats, as a stamp must not land late. */
interface DeskTable {
  readonly table: Table;
  readonly prompt: Table;
  readonly now: () => number;
}

/** The book of single items in this table. */
export function deskBook({ table, prompt, now }: DeskTable): DeskDeps {
  return {
    gate: gateRows(table, prompt, now),
    feeds: async (newsletterId) =>
      (await feedStore(table).list(newsletterId)).map(({ id }) => ({ newsletterId, feedId: id })),
    stamped: itemStore(table).stamped,
    printedIn: (item) => printedIn({ table, now }, item),
    now,
  };
}

/** The editions since it was stamped whose contents name it. */
async function printedIn(
  { table, now }: Pick<DeskTable, 'table' | 'now'>,
  item: Item,
): Promise<readonly PrintedIn[]> {
  const { load } = contentStore(table, now);
  const batches = batchStore(table, now);
  const found: PrintedIn[] = [];
  const editions = await editionStore(table, now).list(item.newsletterId, item.firstSeenAt);
  for (const { id: editionId, scheduledAt } of editions) {
    const keys = new Set((await batches.list(editionId)).map(({ contentKey }) => contentKey));
    for (const key of keys) {
      const how = howIn(await load(key), item);
      if (how !== undefined) found.push({ editionId, scheduledAt, how });
    }
  }
  return found;
}

type LoadedContent = Awaited<ReturnType<ReturnType<typeof contentStore>['load']>>;

function howIn(content: LoadedContent, { feedId, key }: Item): string | undefined {
  const isIt = (ref: { readonly feedId: string; readonly key: string }) =>
    ref.feedId === feedId && ref.key === key;
  if (content?.items.some(isIt)) return 'printed';
  return content?.excluded.find((one) => isIt(one.item))?.reason;
}

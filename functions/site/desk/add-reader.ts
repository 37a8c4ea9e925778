/** Adding one reader by hand: the use case, on what the desk has. */
import { openSegment } from '../../edition/segment.ts';
import { type Added, type Addition, addByHand } from '../../subscriber/by-hand.ts';
import type { Desk } from './desk.ts';
import type { ReadersUses } from './readers-uses.ts';

/** Adds a reader to a newsletter. The import's way into the table is loaded with the first. */
export async function addReader(
  addition: Addition,
  { readers, now, randomId, keys }: Desk<ReadersUses>['deps'],
): Promise<Added> {
  const { finding, writing } = await import('../../subscriber/import/import-table.ts');
  const { table, join } = readers.adding;
  const around = {
    openSegment: (choice: Parameters<typeof openSegment>[0]) => openSegment(choice, { join, now }),
    signingKeys: async () => keys,
    ...{ now, randomId },
  };
  const find = await finding(addition.newsletter.id, table, around);
  return addByHand(addition, {
    find,
    writing: writing(table, around),
    note: readers.one.note,
    ...{ randomId, now },
  });
}

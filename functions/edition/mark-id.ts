/** The ids of marks on items: the same for the same wish about the same item. */
import { createHash } from 'node:crypto';
import type { ItemRef } from './content.ts';
import type { Mark } from './mark.ts';

/** The id of a mark of this kind. */
export function markId(kind: Mark['kind'], { feedId, key }: ItemRef): string {
  const facts = JSON.stringify([kind, feedId, key]);
  return createHash('sha256').update(facts).digest('hex').slice(0, 10);
}

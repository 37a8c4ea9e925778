/** Which moves of a reader are told to hooks: who becomes a reader, and who is one no more. */
import type { Happening } from '../hook/hook.ts';
import type { Changes, Expected } from '../subscriber/moves.ts';
import type { Subscriber } from '../subscriber/subscriber.ts';

type Mover = Pick<Subscriber, 'id' | 'newsletterId'>;

/** Pure: what a move is to hooks; undefined where it is nothing to them. */
export function readerMoved(
  { id, newsletterId }: Mover,
  { state: before }: Expected,
  { state: after, consent }: Changes,
): Happening | undefined {
  if (after === 'confirmed' && before !== 'confirmed') {
    // Who takes leaving back joins once more: the first time was told under its own instant.
    const at = Math.max(consent?.confirmedAt ?? 0, consent?.restoredAt ?? 0);
    const named = `joined-${id}-${at.toString(36)}`;
    return { id: named, newsletterId, event: 'reader.joined', at, facts: { reader: id } };
  }
  if (after !== 'unsubscribed' || before !== 'confirmed') return undefined;
  const { withdrawnAt: at = 0, withdrawnBy } = consent ?? {};
  const by = withdrawnBy === undefined ? {} : { by: withdrawnBy };
  return leftOf({ id, newsletterId }, at, by);
}

/** Pure: that a reader was erased, who was one until then. */
export function readerErased(
  { id, newsletterId, state }: Mover & Pick<Subscriber, 'state'>,
  at: number,
): Happening | undefined {
  return state === 'confirmed' ? leftOf({ id, newsletterId }, at, { by: 'erasure' }) : undefined;
}

function leftOf({ id, newsletterId }: Mover, at: number, by: Happening['facts']): Happening {
  const named = `left-${id}-${at.toString(36)}`;
  return { id: named, newsletterId, event: 'reader.left', at, facts: { reader: id, ...by } };
}

/** Leaving a story out of what was shown to its owner. */
import type { Call, CalledItem } from '../call.ts';
import { type Mark, markedMs } from '../mark.ts';
import { markId } from '../mark-id.ts';
import type { Newsletter } from '../newsletter.ts';

/** What leaving a story out writes. */
export interface LeaveOutDeps {
  readonly saveMark: (mark: Mark) => Promise<void>;
  readonly now: () => number;
}

/** Leaves it out of that edition, and of all that is not planned yet. */
export async function leaveOutOfCall(
  {
    newsletter,
    call,
    item,
  }: { readonly newsletter: Newsletter; readonly call: Call; readonly item: CalledItem },
  { saveMark, now }: LeaveOutDeps,
): Promise<void> {
  const { feedId, key, title: named } = item;
  const madeAt = now();
  await saveMark({
    id: markId('leave-out', item),
    newsletterId: newsletter.id,
    kind: 'leave-out',
    item: { feedId, key },
    named,
    // An edition that waits is due already.
    from: Math.min(madeAt, call.scheduledAt),
    until: madeAt + markedMs,
    madeAt,
  });
}

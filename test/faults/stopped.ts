/** Editions that were stopped, by their owner or because their planners died: what the verdict asks. */
import type { Ledger } from './ledger.ts';
import type { World } from './trial.ts';
import type { Evidence } from './verdict.ts';

/** A look at the edition, its lease, and a throttled message: what was in flight when it was stopped. */
const inFlightMs = 3_000;

/** Nobody is mailed what its owner has stopped, but for whoever was in flight. */
export function mailedWhileHeld(ledger: Ledger): string[] {
  return ledger.mails.flatMap((mail) => {
    const since = ledger.stoppedSince(mail);
    if (since === undefined || mail.at - since <= inFlightMs) return [];
    return [`${mail.reader} was mailed ${mail.edition}, held for ${mail.at - since} ms`];
  });
}

/** A planner of their own that dies, and the next tick: the others are not planned later than that. */
const heldUpMsMax = 30 * 60_000;

/** An edition that its planners die of is set aside, its owner told, and the others go out. */
export function heldUpByKiller({ rows }: Evidence, { strikes }: World): string[] {
  const killer = strikes.killer();
  if (killer === undefined) return [];
  const all = [...rows.editions.values()];
  const late = all.filter(({ segmentId, scheduledAt, releasedAt, held }) => {
    const isOther = segmentId !== killer && held === undefined;
    return isOther && (releasedAt ?? scheduledAt) - scheduledAt > heldUpMsMax;
  });
  const spared = all.filter(({ segmentId }) => segmentId === killer);
  const wasHeld = spared.some(({ held }) =>
    held?.reasons.some(({ check }) => check === 'makingFails'),
  );
  const told = spared.some(({ id }) =>
    rows.letters.some((letter) => letter.id.startsWith(`held-${id}`)),
  );
  return [
    ...late.map(({ id }) => `edition ${id} was held up by that of ${killer}`),
    ...(wasHeld && told ? [] : [`no edition of ${killer} was held, or nobody was told`]),
  ];
}

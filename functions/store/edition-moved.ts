/** What becomes of an edition, as hooks are told it. */
import type { Edition } from '../edition/edition.ts';
import type { ErrorFinding } from '../edition/finding.ts';
import type { Happening } from '../hook/hook.ts';

/** Pure: that all its readers were mailed, or will not be. */
export function editionSent(edition: Edition, at: number): Happening {
  const { id, newsletterId, scheduledAt, submitted, refused, skipped } = edition;
  return {
    id: `sent-${id}`,
    newsletterId,
    event: 'edition.sent',
    at,
    facts: { edition: id, due: new Date(scheduledAt).toISOString(), submitted, refused, skipped },
  };
}

/** Pure: that it waits for its owner; undefined when it was they who stopped it. */
export function editionHeld(
  { id, newsletterId, scheduledAt }: Edition,
  reasons: readonly ErrorFinding[],
  at: number,
): Happening | undefined {
  if (reasons.every(({ check }) => check === 'stoppedByOwner')) return undefined;
  const checks = reasons.map(({ check }) => check);
  return {
    id: `held-${id}-${at.toString(36)}`,
    newsletterId,
    event: 'edition.held',
    at,
    facts: { edition: id, due: new Date(scheduledAt).toISOString(), reasons: checks },
  };
}

/** Why a reader left, if they care to tell: one of a few reasons, kept with the consent. */
import { withChanges } from './moves.ts';
import { openLink } from './open-link.ts';
import type { LeavingReason } from './subscriber.ts';
import type { UnsubscribeAnswer, UnsubscribeDeps } from './unsubscribe.ts';

/** Notes the reason of a reader who has left. */
export async function noteReason(
  { token, reason }: { readonly token: string; readonly reason: LeavingReason },
  deps: Omit<UnsubscribeDeps, 'endUnreadable'>,
): Promise<UnsubscribeAnswer> {
  const opened = await openLink({ purpose: 'unsubscribe', token }, deps);
  if (opened.kind === 'gone') return { kind: 'unsubscribed' };
  if (opened.kind !== 'open') return { kind: 'unknown' };
  const { subscriber } = opened;
  if (subscriber.state !== 'unsubscribed') return { kind: 'unsubscribed', subscriber };
  const changes = { consent: { ...subscriber.consent, withdrawnReason: reason } };
  await deps.save(subscriber.id, { state: 'unsubscribed' }, changes);
  return { kind: 'unsubscribed', subscriber: withChanges(subscriber, changes) };
}

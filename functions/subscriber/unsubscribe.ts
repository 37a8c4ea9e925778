/** A reader leaves: by the one-click request of a mail program, or by the button on the page. */
import type { ConfirmDeps } from './confirm.ts';
import { toUnsubscribed, withChanges } from './moves.ts';
import { type OpenLinkDeps, openLink } from './open-link.ts';
import type { Consent, Subscriber } from './subscriber.ts';

/** What leaving reads and writes. */
export type UnsubscribeDeps = OpenLinkDeps & Pick<ConfirmDeps, 'save'>;

/** A reader who has been erased has left too: the answer is the same, only nameless. */
export type UnsubscribeAnswer =
  | { readonly kind: 'unsubscribed'; readonly subscriber?: Subscriber }
  | { readonly kind: 'unknown' };

const attemptsMax = 4;

/** Unsubscribes at once, whatever the state; doing it again changes nothing. */
export async function unsubscribe(
  input: { readonly token: string; readonly by: NonNullable<Consent['withdrawnBy']> },
  deps: UnsubscribeDeps,
): Promise<UnsubscribeAnswer> {
  for (let attempt = 1; attempt <= attemptsMax; attempt++) {
    const opened = await openLink({ purpose: 'unsubscribe', token: input.token }, deps);
    if (opened.kind === 'gone') return { kind: 'unsubscribed' };
    if (opened.kind !== 'open') return { kind: 'unknown' };
    const { subscriber } = opened;
    const move = toUnsubscribed(subscriber, input.by, deps.now());
    if (move === undefined) return { kind: 'unsubscribed', subscriber };
    if ((await deps.save(subscriber.id, move.expected, move.changes)) === 'saved') {
      return { kind: 'unsubscribed', subscriber: withChanges(subscriber, move.changes) };
    }
  }
  throw new Error(`A subscriber changed ${attemptsMax} times while unsubscribing.`);
}

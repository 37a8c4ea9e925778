/** A reader leaves: by the one-click request of a mail program, or by the button on the page. */
import type { ConfirmDeps } from './confirm.ts';
import { readLink } from './links.ts';
import { toUnsubscribed, withChanges } from './moves.ts';
import { type OpenedLink, type OpenLinkDeps, openLink } from './open-link.ts';
import type { Consent, Subscriber } from './subscriber.ts';

/** What leaving reads and writes. */
export type UnsubscribeDeps = OpenLinkDeps &
  Pick<ConfirmDeps, 'save'> & {
    /** Ends the subscription of a reader whose row cannot be read, and leaves the rest as it is. */
    readonly endUnreadable: (id: string) => Promise<void>;
  };

/** A reader who has been erased has left too: the answer is the same, only nameless. */
export type UnsubscribeAnswer =
  | { readonly kind: 'unsubscribed'; readonly subscriber?: Subscriber }
  | { readonly kind: 'unknown' };

/** The same, where damage in the row of a reader is no reason to keep them. */
type OpenedLeaving = OpenedLink | { readonly kind: 'unreadable'; readonly subscriberId: string };

/** Opens a link of leaving. */
export async function openLeaving(token: string, deps: OpenLinkDeps): Promise<OpenedLeaving> {
  const input = { purpose: 'unsubscribe', token } as const;
  try {
    return await openLink(input, deps);
  } catch (error) {
    if (!(error instanceof Error) || error.name !== 'MalformedRow') throw error;
    const reading = readLink(input.purpose, token, deps.keys, deps.now());
    if (reading.kind === 'refused') return { kind: 'refused' };
    return { kind: 'unreadable', subscriberId: reading.link.subscriberId };
  }
}

const attemptsMax = 4;

/** Unsubscribes at once, whatever the state; doing it again changes nothing. */
export async function unsubscribe(
  input: { readonly token: string; readonly by: NonNullable<Consent['withdrawnBy']> },
  deps: UnsubscribeDeps,
): Promise<UnsubscribeAnswer> {
  for (let attempt = 1; attempt <= attemptsMax; attempt++) {
    const opened = await openLeaving(input.token, deps);
    if (opened.kind === 'unreadable') await deps.endUnreadable(opened.subscriberId);
    if (opened.kind === 'gone' || opened.kind === 'unreadable') return { kind: 'unsubscribed' };
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

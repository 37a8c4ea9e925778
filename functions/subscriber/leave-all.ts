/** A reader leaves every newsletter of the house at once, by the way out of any of them. */
import { toUnsubscribed } from './moves.ts';
import { openLink } from './open-link.ts';
import type { Subscriber } from './subscriber.ts';
import type { UnsubscribeAnswer, UnsubscribeDeps } from './unsubscribe.ts';

/** What leaving all reads and writes. */
export interface LeaveAllDeps extends UnsubscribeDeps {
  /** The readers of an address, one for each newsletter. */
  readonly readersAt: (addressKey: string) => Promise<readonly Subscriber[]>;
}

const attemptsMax = 4;

/** Unsubscribes the address of this link from everything; doing it again changes nothing. */
export async function leaveAll(
  { token }: { readonly token: string },
  deps: LeaveAllDeps,
): Promise<UnsubscribeAnswer> {
  const opened = await openLink({ purpose: 'unsubscribe', token }, deps);
  if (opened.kind === 'gone') return { kind: 'unsubscribed' };
  if (opened.kind !== 'open') return { kind: 'unknown' };
  const { addressKey, id } = opened.subscriber;
  for (const reader of await deps.readersAt(addressKey)) await leave(reader, deps);
  const subscriber = await deps.load(id);
  return { kind: 'unsubscribed', ...(subscriber === undefined ? {} : { subscriber }) };
}

async function leave(reader: Subscriber, deps: LeaveAllDeps): Promise<void> {
  let current: Subscriber | undefined = reader;
  for (let attempt = 1; attempt <= attemptsMax; attempt++) {
    const move = current && toUnsubscribed(current, 'page', deps.now());
    if (move === undefined) return;
    if ((await deps.save(reader.id, move.expected, move.changes)) === 'saved') return;
    current = await deps.load(reader.id);
  }
  throw new Error(`A subscriber changed ${attemptsMax} times while unsubscribing.`);
}

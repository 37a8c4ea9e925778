/** A reader leaves every newsletter of the house at once, by the way out of any of them. */
import { signLink } from './links.ts';
import { type UnsubscribeAnswer, type UnsubscribeDeps, unsubscribe } from './unsubscribe.ts';

/** What leaving all reads and writes. */
export interface LeaveAllDeps extends UnsubscribeDeps {
  /** The ids of the readers of an address, one for each newsletter. */
  readonly readerIdsAt: (addressKey: string) => Promise<readonly string[]>;
}

/** Unsubscribes the address of this link from everything; doing it again changes nothing. */
export async function leaveAll(
  { token }: { readonly token: string },
  deps: LeaveAllDeps,
): Promise<UnsubscribeAnswer> {
  const answer = await unsubscribe({ token, by: 'page' }, deps);
  if (answer.kind !== 'unsubscribed' || answer.subscriber === undefined) return answer;
  const { id, addressKey } = answer.subscriber;
  for (const subscriberId of await deps.readerIdsAt(addressKey)) {
    if (subscriberId === id) continue;
    const own = signLink({ purpose: 'unsubscribe', subscriberId }, deps.keys);
    await unsubscribe({ token: own, by: 'page' }, deps);
  }
  return answer;
}

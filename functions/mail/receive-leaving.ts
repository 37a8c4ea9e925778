/** Mail that was received for us: whoever wrote to their own address of leaving is taken off. */
import { keepFresh } from '../config/door.ts';
import type { Newsletter } from '../edition/newsletter.ts';
import { leaveByMail } from '../subscriber/leave-by-mail.ts';
import type { SigningKeys } from '../subscriber/token.ts';
import type { UnsubscribeDeps } from '../subscriber/unsubscribe.ts';
import { goodbye, type WelcomeGoodbyeDeps } from '../subscriber/welcome-goodbye.ts';

/** What taking off reads and writes. */
export interface ReceiveLeavingDeps extends Omit<UnsubscribeDeps, 'keys'>, WelcomeGoodbyeDeps {
  readonly newsletter: (id: string) => Promise<Newsletter | undefined>;
  readonly readKeys: () => Promise<SigningKeys>;
}

/** The way out by mail to this domain; undefined where nothing is received. */
export function openLeaving(domain: string | undefined, deps: ReceiveLeavingDeps) {
  if (domain === undefined) return undefined;
  const ready = keepFresh(deps.readKeys, deps.now);
  return async (recipients: readonly string[]): Promise<void> => {
    const answers = await leaveByMail({ recipients, domain }, { ...deps, keys: await ready() });
    for (const answer of answers) {
      if (answer.kind !== 'unsubscribed' || answer.subscriber === undefined) continue;
      const { subscriber } = answer;
      const newsletter = await deps.newsletter(subscriber.newsletterId);
      await goodbye(subscriber, newsletter?.letters ?? [], deps);
    }
  };
}

/** A reader has everything about them erased: what stays is a hash that only the key can make. */
import { type OpenLinkDeps, openFreshLink } from './open-link.ts';
import type { Subscriber } from './subscriber.ts';
import { keyedHash, type SigningKeys } from './token.ts';

/** What erasing a reader takes away, and what it leaves. */
export interface EraseDeps extends OpenLinkDeps {
  /** Takes the reader and their address out of the table, and leaves the hash. */
  readonly erase: (subscriber: Subscriber, at: number) => Promise<void>;
}

/** Erases the reader of this link; one who is gone already stays so. */
export async function erase(
  { token }: { readonly token: string },
  deps: EraseDeps,
): Promise<{ readonly kind: 'erased' | 'unknown' }> {
  const opened = await openFreshLink(token, deps);
  if (opened.kind === 'gone') return { kind: 'erased' };
  if (opened.kind === 'refused') return { kind: 'unknown' };
  const { subscriber } = opened;
  // No link can be mailed to who is suppressed; and nothing that they want is lost.
  if (opened.kind !== 'open' && !subscriber.suppressed) return { kind: 'unknown' };
  await deps.erase(subscriber, deps.now());
  return { kind: 'erased' };
}

/**
 * Under which an earlier release remembered an erased address: by a key of the links. Today a key of
 * its own does it (functions/config/hash-key.ts). An import asks for all, and brings nobody back.
 */
export function erasureHashes(
  { newsletterId, addressKey }: Pick<Subscriber, 'newsletterId' | 'addressKey'>,
  { current, older }: SigningKeys,
): readonly string[] {
  return [current, ...older].map((key) =>
    keyedHash('erased', `${newsletterId}/${addressKey}`, key),
  );
}

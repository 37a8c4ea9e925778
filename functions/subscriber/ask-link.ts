/** A reader without an old mail at hand asks for the link to their preferences. */
import { type AddressRefusal, parseAddress } from './address.ts';
import { type OpenLinkDeps, openLink } from './open-link.ts';
import type { PostLetterDeps } from './reader-letter.ts';
import { hasRoom, type SignUpDeps } from './sign-up.ts';
import { addressWindow } from './windows.ts';

/** What mailing a reader's link reads and writes. */
export type AskLinkDeps = PostLetterDeps &
  Pick<SignUpDeps, 'findByAddress' | 'windows' | 'now' | 'randomId'>;

/** `asked` is all that a visitor ever learns, whether or not the address is known. */
export type AskLinkAnswer =
  | { readonly kind: 'asked' }
  | { readonly kind: 'later' }
  | { readonly kind: 'refused'; readonly reason: AddressRefusal };

/** Mails the link to who is a reader, once a day; for everybody else it does as if. */
export async function askLink(
  input: { readonly newsletterId: string; readonly typedAddress: string },
  deps: AskLinkDeps,
): Promise<AskLinkAnswer> {
  const parsed = parseAddress(input.typedAddress);
  if (parsed.kind === 'refused') return parsed;
  const { newsletterId } = input;
  const found = await deps.findByAddress(newsletterId, parsed.key);
  const reader = found.suppressed ? undefined : found.subscriber;
  const isKnown = reader !== undefined && reader.state !== 'pending';
  const first = await deps.windows.take(addressWindow('link', newsletterId, parsed.key), 1);
  const isMailed = isKnown && first.kind === 'taken';
  if (!(await hasRoom(parsed.key, isMailed ? 1 : 0, deps))) return { kind: 'later' };
  const subscriberId = isMailed ? reader.id : 'nobody';
  const id = `link-${deps.randomId()}`;
  await deps.postLetter({ id, kind: 'link', newsletterId, subscriberId, at: deps.now() });
  return { kind: 'asked' };
}

/** Mails a fresh link to the reader of an older one, once a day; to nobody who is suppressed. */
export async function askOwnLink(
  { token }: { readonly token: string },
  deps: AskLinkDeps & OpenLinkDeps,
): Promise<'asked' | 'later' | 'unknown'> {
  const opened = await openLink({ purpose: 'preferences', token }, deps);
  if (opened.kind !== 'open') return 'unknown';
  const { subscriber } = opened;
  const { newsletterId, addressKey, suppressed, state } = subscriber;
  const first = await deps.windows.take(addressWindow('link', newsletterId, addressKey), 1);
  const isMailed = !suppressed && state !== 'pending' && first.kind === 'taken';
  if (!(await hasRoom(addressKey, isMailed ? 1 : 0, deps))) return 'later';
  if (!isMailed) return 'asked';
  const id = `link-${deps.randomId()}`;
  const letter = { id, kind: 'link', newsletterId, subscriberId: subscriber.id } as const;
  await deps.postLetter({ ...letter, at: deps.now() });
  return 'asked';
}

/** A reader without an old mail at hand asks for the link to their preferences. */
import { type AddressRefusal, parseAddress } from './address.ts';
import { type OpenLinkDeps, openLink } from './open-link.ts';
import type { PostLetterDeps } from './reader-letter.ts';
import type { SignUpDeps } from './sign-up.ts';
import { takeTurn } from './turn.ts';

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
  const turn = await takeTurn('link', { newsletterId, addressKey: parsed.key }, isKnown, deps);
  if (turn === 'later') return { kind: 'later' };
  const isMailed = isKnown && turn === 'taken';
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
  const isKnown = !suppressed && state !== 'pending';
  const turn = await takeTurn('link', { newsletterId, addressKey }, isKnown, deps);
  if (turn === 'later') return 'later';
  if (!isKnown || turn === 'over') return 'asked';
  const id = `link-${deps.randomId()}`;
  const letter = { id, kind: 'link', newsletterId, subscriberId: subscriber.id } as const;
  await deps.postLetter({ ...letter, at: deps.now() });
  return 'asked';
}

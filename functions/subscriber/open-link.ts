/** From a token in an address to the subscriber whom it was signed for. Changes nothing. */
import { isFresh, type Link, type LinkPurpose, readLink } from './links.ts';
import type { Subscriber } from './subscriber.ts';
import type { SigningKeys } from './token.ts';

/** What opening a signed link reads. */
export interface OpenLinkDeps {
  readonly keys: SigningKeys;
  readonly load: (id: string) => Promise<Subscriber | undefined>;
  readonly now: () => number;
}

/** `gone`: the link is ours, its subscriber has been forgotten or erased. */
export type OpenedLink =
  | { readonly kind: 'open' | 'expired'; readonly link: Link; readonly subscriber: Subscriber }
  | { readonly kind: 'gone' }
  | { readonly kind: 'refused' };

/** Opens a link of this purpose. */
export async function openLink(
  input: { readonly purpose: LinkPurpose; readonly token: string },
  deps: OpenLinkDeps,
): Promise<OpenedLink> {
  const reading = readLink(input.purpose, input.token, deps.keys, deps.now());
  if (reading.kind === 'refused') return { kind: 'refused' };
  const subscriber = await deps.load(reading.link.subscriberId);
  if (subscriber === undefined) return { kind: 'gone' };
  if (isVoid(reading.link, subscriber)) return { kind: 'refused' };
  return { kind: reading.kind === 'valid' ? 'open' : 'expired', link: reading.link, subscriber };
}

/** Whoever had the old mailbox, or a mail that was passed on, has no say after a move. */
function isVoid(link: Link, { consent }: Subscriber): boolean {
  return link.purpose === 'preferences' && link.movedAt !== consent.addressChangedAt;
}

/** Opens the link of a mail to nobody but the reader, as their data asks for. */
export async function openFreshLink(token: string, deps: OpenLinkDeps): Promise<OpenedLink> {
  const opened = await openLink({ purpose: 'preferences', token }, deps);
  if (opened.kind !== 'open' || isFresh(opened.link, deps.now())) return opened;
  return { ...opened, kind: 'expired' };
}

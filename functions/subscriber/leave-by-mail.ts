/**
 * Leaving by mail: an edition may name an address that ends the subscription when anything is mailed
 * to it (RFC 2369 §3.2). The token stands in the address itself, whatever the mail says.
 */
import { signLink } from './links.ts';
import { mendings } from './mended-token.ts';
import { readToken, type SigningKeys, signToken } from './token.ts';
import { type UnsubscribeAnswer, type UnsubscribeDeps, unsubscribe } from './unsubscribe.ts';

const mailbox = 'unsubscribe';
/** Of tokens that are good for this alone. */
const purpose = 'leave-by-mail';
/** RFC 5321 §4.5.3.1.1. */
const localCharsMax = 64;
const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;
const shortId = /^[A-Za-z0-9_-]{22}$/;

/**
 * The address by which this reader leaves. Undefined when it would be longer than the part before
 * the @ may be: then there is the link alone.
 */
export function leavingAddress(
  subscriberId: string,
  domain: string,
  keys: SigningKeys,
): string | undefined {
  if (!uuid.test(subscriberId)) return undefined;
  // A UUID takes 36 characters of hexadecimal, and 22 of base64url.
  const short = Buffer.from(subscriberId.replaceAll('-', ''), 'hex').toString('base64url');
  const local = `${mailbox}+${signToken(purpose, [short], keys)}`;
  return local.length > localCharsMax ? undefined : `${local}@${domain}`;
}

/** Takes off every reader whose own address is among these; mail to any other changes nothing. */
export async function leaveByMail(
  { recipients, domain }: { readonly recipients: readonly string[]; readonly domain: string },
  deps: UnsubscribeDeps,
): Promise<readonly UnsubscribeAnswer[]> {
  const ids = new Set(recipients.map((address) => readerOf(address, domain, deps.keys)));
  const answers: UnsubscribeAnswer[] = [];
  for (const subscriberId of ids) {
    if (subscriberId === undefined) continue;
    const token = signLink({ purpose: 'unsubscribe', subscriberId }, deps.keys);
    answers.push(await unsubscribe({ token, by: 'mail' }, deps));
  }
  return answers;
}

/** Pure: whether an address has the form of one to leave by; whose it is, if anybody's, is not looked at. */
export function isForLeaving(address: string, domain: string): boolean {
  const [local, at] = [address.toLowerCase(), address.lastIndexOf('@')];
  return local.slice(at + 1) === domain.toLowerCase() && local.startsWith(`${mailbox}+`);
}

function readerOf(address: string, domain: string, keys: SigningKeys): string | undefined {
  if (!isForLeaving(address, domain)) return undefined;
  const tokens = mendings(address.slice(mailbox.length + 1, address.lastIndexOf('@')));
  const facts = tokens.map((token) => readToken(purpose, token, keys)).find((one) => one);
  const [short = ''] = facts ?? [];
  if (!shortId.test(short)) return undefined;
  const hex = Buffer.from(short, 'base64url').toString('hex');
  const parts = [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20)];
  return [...parts, hex.slice(20)].join('-');
}

/** The signed link by which an owner decides about what is due at an instant: it is in their mail only. */
import { dayMs } from '../config/time.ts';
import { trimEndOf } from '../config/trim-end.ts';
import { readToken, type SigningKeys, signToken } from './token.ts';

/** What may be decided about: all that is due then (ms). */
export interface OwnerLink {
  readonly newsletterId: string;
  readonly scheduledAt: number;
}

const purpose = 'call';
/** Somebody who was away may still let it go late. */
const lifetimeMs = 7 * dayMs;

/** The page where an owner decides. */
export function ownerUrl(siteUrl: string, link: OwnerLink, keys: SigningKeys): string {
  const facts = [link.newsletterId, link.scheduledAt.toString(36)];
  return `${trimEndOf(siteUrl, /\//)}/act/${signToken(purpose, facts, keys)}`;
}

/** Reads the token of such a link; undefined when it is forged, damaged, or over. */
export function readOwnerLink(
  token: string,
  keys: SigningKeys,
  now: number,
): OwnerLink | undefined {
  const [newsletterId, instant, ...more] = readToken(purpose, token, keys) ?? [];
  const scheduledAt = Number.parseInt(instant ?? '', 36);
  if (newsletterId === undefined || more.length > 0) return undefined;
  if (!Number.isSafeInteger(scheduledAt) || now >= scheduledAt + lifetimeMs) return undefined;
  return { newsletterId, scheduledAt };
}

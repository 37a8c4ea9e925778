/** Signed links of an owner's notices: to what waits at the gate of one feed. */
import { dayMs } from '../config/time.ts';
import { trimEndOf } from '../config/trim-end.ts';
import { readToken, type SigningKeys, signToken } from './token.ts';

/** What waits of this feed, and since when the link is good. */
export interface GateLink {
  readonly newsletterId: string;
  readonly feedId: string;
  readonly issuedAt: number;
}

/** As long as anything waits for its owner's word. */
const gateLinkLifetimeMs = 14 * dayMs;
const purpose = 'gate';

/** The page on which the owner looks and decides. */
export function gateUrl(siteUrl: string, link: GateLink, keys: SigningKeys): string {
  const { newsletterId, feedId, issuedAt } = link;
  const token = signToken(purpose, [newsletterId, feedId, issuedAt.toString(36)], keys);
  return `${trimEndOf(siteUrl, /\//)}/gate/${token}`;
}

/** Reads the token of such a link; undefined when it is forged, damaged or too old. */
export function readGateLink(token: string, keys: SigningKeys, now: number): GateLink | undefined {
  const [newsletterId, feedId, issued = ''] = readToken(purpose, token, keys) ?? [];
  const issuedAt = Number.parseInt(issued, 36);
  if (newsletterId === undefined || feedId === undefined) return undefined;
  if (!Number.isSafeInteger(issuedAt) || now >= issuedAt + gateLinkLifetimeMs) return undefined;
  return { newsletterId, feedId, issuedAt };
}

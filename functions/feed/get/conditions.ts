/** The headers by which a server may say that nothing has changed. */
import type { Validators } from '../feed.ts';

interface Known {
  /** The address that the feed is known by. */
  readonly from: string;
  readonly validators: Validators | undefined;
}

/** Validators go back byte for byte, and only to the address that gave them (RFC 9110 §13.1). */
export function conditionsFor(url: string, { from, validators }: Known): Record<string, string> {
  if (validators === undefined || (validators.url ?? URL.parse(from)?.href) !== url) return {};
  const { etag, lastModified } = validators;
  return {
    ...(etag === undefined ? {} : { 'if-none-match': etag }),
    ...(lastModified === undefined ? {} : { 'if-modified-since': lastModified }),
  };
}

/** Where an answer sends its reader on to (RFC 9110 §10.2.2). */

/** Where to go on, and whether for good; or why nowhere. */
export type Redirect =
  | {
      readonly kind: 'redirect';
      readonly url: string;
      readonly isPermanent: boolean;
      /** It leads from an address that nobody can listen in on to one where anybody can. */
      readonly isPlain: boolean;
    }
  | { readonly kind: 'failed'; readonly reason: string };

/** The next hop, as written in the Location header of the answer from `url`. */
export function redirect(location: string | undefined, url: URL, isPermanent: boolean): Redirect {
  // Headers arrive as Latin-1, but what is not ASCII in an address is UTF-8 (RFC 3987 §3.1).
  const written = location && Buffer.from(location, 'latin1').toString('utf8');
  const target = written === undefined ? null : URL.parse(written, url);
  if (target === null) return { kind: 'failed', reason: 'It was redirected to nowhere.' };
  const isPlain = url.protocol === 'https:' && target.protocol === 'http:';
  return { kind: 'redirect', url: target.href, isPermanent, isPlain };
}

/** Web addresses as feeds give them: relative, padded, or of a scheme that nobody can open. */

const addressCharsMax = 2_000;

/** The absolute http(s) address, or undefined when it is none. */
export function webAddress(raw: string | undefined, base: string | undefined): string | undefined {
  const trimmed = raw?.trim();
  if (!trimmed || trimmed.length > addressCharsMax) return undefined;
  const url = URL.parse(trimmed, base);
  if (url === null || (url.protocol !== 'http:' && url.protocol !== 'https:')) return undefined;
  return url.href.length > addressCharsMax ? undefined : url.href;
}

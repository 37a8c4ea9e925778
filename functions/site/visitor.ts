/** Who is asking, as far as the request tells, and what they typed. */
import type { Context } from 'hono';
import { getConnInfo } from 'hono/aws-lambda';

/** The network address of the client as the gateway saw it; a header could be made up. */
export function clientAddress(c: Context): string {
  if (c.env?.requestContext === undefined) return 'unknown';
  return getConnInfo(c).remote.address ?? 'unknown';
}

/**
 * Whether a browser says that another site's page sent this form. Our pages send no referrer, which
 * makes their Origin `null`; so Sec-Fetch-Site is asked first. Sites that the owner allowed may.
 */
export function isForeignForm(
  c: Context,
  siteUrl: string,
  allowed: readonly string[] = [],
): boolean {
  const origin = c.req.header('origin');
  if (origin !== undefined && allowed.includes(origin)) return false;
  const site = c.req.header('sec-fetch-site');
  if (site !== undefined) return site !== 'same-origin' && site !== 'none';
  return origin !== undefined && origin !== 'null' && !isOwnOrigin(c, origin, siteUrl);
}

/**
 * Whether an origin is ours: that of the site, or the address that was called, as the gateway tells
 * it. Mailed links lead to earlier addresses of the site, and the pages there have to work.
 */
export function isOwnOrigin(c: Context, origin: string, siteUrl: string): boolean {
  return origin === new URL(siteUrl).origin || origin === new URL(c.req.url).origin;
}

/** A form as it was posted. */
export interface Form {
  /** The first value of a field, or ''. */
  readonly text: (name: string, charsMax?: number) => string;
  readonly list: (name: string) => readonly string[];
}

const valueCharsMax = 2_000;

/** Reads a form in either encoding. What is no form reads as an empty one. */
export async function readForm(c: Context): Promise<Form> {
  const fields = await c.req.parseBody({ all: true }).catch(() => ({}));
  const values = new Map(Object.entries<unknown>(fields));
  const list = (name: string, charsMax = valueCharsMax) =>
    [values.get(name)]
      .flat()
      .filter((value) => typeof value === 'string')
      .map((value) => value.slice(0, charsMax));
  return { text: (name, charsMax) => list(name, charsMax)[0] ?? '', list };
}

/** What every answer tells the browser: take nothing from elsewhere, send nothing elsewhere. */
import { createHash } from 'node:crypto';
import type { Context, MiddlewareHandler } from 'hono';
import { secureHeaders } from 'hono/secure-headers';
import { proofScript } from './proof-script.ts';
import { script } from './script.ts';
import { style } from './style.ts';

const hashSource = (text: string) =>
  `'sha256-${createHash('sha256').update(text).digest('base64')}'`;

type Policy = Readonly<Record<string, string[]>>;

const policy: Policy = {
  defaultSrc: ["'none'"],
  styleSrc: [hashSource(style)],
  scriptSrc: [hashSource(script), hashSource(proofScript)],
  imgSrc: ['data:'],
  formAction: ["'self'"],
  baseUri: ["'none'"],
  frameAncestors: ["'none'"],
};

/** Where pictures of stories may be: anywhere behind TLS, and on our own site. */
export const storyPictures = ["'self'", 'https:'] as const;

/** Whether a page that admits the pictures of stories may load this one. */
export function mayLoad(picture: string, siteUrl: string): boolean {
  const url = URL.parse(picture);
  return url?.protocol === 'https:' || url?.origin === new URL(siteUrl).origin;
}

/** An edition has styles of its own and the pictures of its stories, and runs nothing. */
const editionPolicy: Policy = {
  defaultSrc: ["'none'"],
  styleSrc: ["'unsafe-inline'"],
  imgSrc: [...storyPictures, 'data:'],
  formAction: ["'none'"],
  baseUri: ["'none'"],
  frameAncestors: ["'none'"],
};

const policyKey = 'contentSecurityPolicy';

/** What a page has beside our own style: that of the newsletter's theme, pictures of elsewhere. */
export interface Admitted {
  readonly style?: string;
  /** Sources of pictures, as a policy names them. */
  readonly pictures: readonly string[];
}

/** Admits on this page what belongs to its newsletter. */
export function admit(c: Context, { style: own, pictures }: Admitted): void {
  const { styleSrc = [], imgSrc = [] } = policy;
  c.set(policyKey, {
    ...policy,
    styleSrc: own === undefined ? styleSrc : [...styleSrc, hashSource(own)],
    imgSrc: [...imgSrc, ...pictures],
  });
}

/** Makes this answer the document of an edition. */
export function admitEdition(c: Context): void {
  c.set(policyKey, editionPolicy);
}

/** Security headers with a policy that admits our own style and script by their hashes. */
export function securityHeaders(siteUrl: string): MiddlewareHandler {
  return async (c, next) => {
    await next();
    const chosen: Policy = c.get(policyKey) ?? policy;
    // Feeds name pictures by http that are there by https, too; else an edition would lack them.
    const whole = siteUrl.startsWith('https:')
      ? { ...chosen, upgradeInsecureRequests: [] }
      : chosen;
    await headersWith(whole, siteUrl)(c, async () => {});
  };
}

function headersWith(contentSecurityPolicy: Policy, siteUrl: string): MiddlewareHandler {
  return secureHeaders({
    contentSecurityPolicy,
    permissionsPolicy: { camera: [], geolocation: [], microphone: [], payment: [] },
    referrerPolicy: 'no-referrer',
    // Only over TLS (RFC 6797 §7.2), and only for this host: the others are not ours to decide on.
    strictTransportSecurity: siteUrl.startsWith('https:') ? 'max-age=31536000' : false,
    xFrameOptions: 'DENY',
  });
}

/** Pages of a signed link: kept by no cache, listed by no search engine. */
export const privatePage: MiddlewareHandler = async (c, next) => {
  c.header('cache-control', 'no-store');
  c.header('x-robots-tag', 'noindex, nofollow');
  await next();
};

/** What pages of other sites may load (Fetch, Cross-Origin-Resource-Policy); set last of all. */
export const forOtherSites: MiddlewareHandler = async (c, next) => {
  await next();
  c.header('cross-origin-resource-policy', 'cross-origin');
};

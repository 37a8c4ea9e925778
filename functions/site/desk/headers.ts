/** What every answer of the desk tells the browser: nothing from elsewhere, nothing kept, no frames. */
import { createHash } from 'node:crypto';
import type { Context, MiddlewareHandler } from 'hono';
import { secureHeaders } from 'hono/secure-headers';
import { storyPictures } from '../headers.ts';
import { passkeyScript } from './passkey-script.ts';
import { deskScript } from './script.ts';
import { deskStyle } from './style.ts';

const hashSource = (text: string) =>
  `'sha256-${createHash('sha256').update(text).digest('base64')}'`;

type Policy = Readonly<Record<string, string[]>>;

const pagePolicy: Policy = {
  defaultSrc: ["'none'"],
  styleSrc: [hashSource(deskStyle)],
  scriptSrc: [hashSource(deskScript), hashSource(passkeyScript)],
  connectSrc: ["'self'"],
  frameSrc: ["'self'"],
  imgSrc: ['data:'],
  formAction: ["'self'"],
  baseUri: ["'none'"],
  frameAncestors: ["'none'"],
};

/**
 * A preview holds text of feeds: it runs nothing, sends nothing, and stands in a frame of the desk
 * with an origin of its own, so that nothing in it could reach the page around it.
 */
const previewPolicy: Policy = {
  defaultSrc: ["'none'"],
  styleSrc: ["'unsafe-inline'"],
  imgSrc: [...storyPictures, 'data:'],
  formAction: ["'none'"],
  baseUri: ["'none'"],
  frameAncestors: ["'self'"],
  sandbox: ['allow-popups', 'allow-popups-to-escape-sandbox'],
};

const policyKey = 'deskPolicy';

/** Makes this answer the document of a preview. */
export function admitPreview(c: Context): void {
  c.set(policyKey, previewPolicy);
}

/** The headers of the desk. */
export function deskHeaders(siteUrl: string): MiddlewareHandler {
  const isSecure = siteUrl.startsWith('https:');
  return async (c, next) => {
    c.header('cache-control', 'no-store');
    c.header('x-robots-tag', 'noindex, nofollow');
    await next();
    const isPreview = c.get(policyKey) !== undefined;
    await secureHeaders({
      contentSecurityPolicy: isPreview ? previewPolicy : pagePolicy,
      permissionsPolicy: { camera: [], geolocation: [], microphone: [], payment: [] },
      referrerPolicy: 'no-referrer',
      strictTransportSecurity: isSecure ? 'max-age=31536000' : false,
      xFrameOptions: isPreview ? 'SAMEORIGIN' : 'DENY',
    })(c, async () => {});
  };
}

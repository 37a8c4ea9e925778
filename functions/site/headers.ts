/** What every answer tells the browser: take nothing from elsewhere, send nothing elsewhere. */
import { createHash } from 'node:crypto';
import type { MiddlewareHandler } from 'hono';
import { secureHeaders } from 'hono/secure-headers';
import { script } from './script.ts';
import { style } from './style.ts';

const hashSource = (text: string) =>
  `'sha256-${createHash('sha256').update(text).digest('base64')}'`;

/** Security headers with a policy that admits our own style and script by their hashes. */
export function securityHeaders(siteUrl: string): MiddlewareHandler {
  return secureHeaders({
    contentSecurityPolicy: {
      defaultSrc: ["'none'"],
      styleSrc: [hashSource(style)],
      scriptSrc: [hashSource(script)],
      imgSrc: ['data:'],
      formAction: ["'self'"],
      baseUri: ["'none'"],
      frameAncestors: ["'none'"],
    },
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

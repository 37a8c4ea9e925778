/** The site put together: which page answers which address, behind which guards. */
import { type Context, Hono } from 'hono';
import { handle } from 'hono/aws-lambda';
import { bodyLimit } from 'hono/body-limit';
import { postConfirmation, showConfirmation } from './confirm-page.ts';
import { privatePage, securityHeaders } from './headers.ts';
import { showHome, showLanding } from './landing.ts';
import { postPreferences, showPreferences } from './preferences-page.ts';
import { problemPage } from './problem.ts';
import type { Site, SiteDeps, SiteSettings } from './site.ts';
import { subscribe } from './subscribe.ts';
import { postUnsubscribe, showUnsubscribe } from './unsubscribe-page.ts';

const bodyBytesMax = 64 * 1024;

/** Pages of a signed link say nothing to search engines; the landing pages want to be found. */
const robots = `User-agent: *
Disallow: /confirm/
Disallow: /preferences/
Disallow: /unsubscribe/
`;

/** Builds the site. It keeps nothing between requests. */
export function createSite(deps: SiteDeps, settings: SiteSettings): Hono {
  const site: Site = { deps, settings };
  const on = (answer: (c: Context, site: Site) => Promise<Response>) => (c: Context) =>
    answer(c, site);
  const limited = bodyLimit({
    maxSize: bodyBytesMax,
    onError: (c) => problemPage(c, 'tooLarge'),
  });
  const app = new Hono({ strict: false });
  app.use(securityHeaders(settings.siteUrl));
  for (const path of ['/confirm/*', '/preferences/*', '/unsubscribe/*']) app.use(path, privatePage);
  app.get('/', on(showHome));
  app.get('/n/:id', on(showLanding));
  app.get('/n/:id/subscribe', on(showLanding));
  app.post('/n/:id/subscribe', limited, on(subscribe));
  app.get('/confirm/:token', on(showConfirmation));
  app.post('/confirm/:token', on(postConfirmation));
  app.get('/preferences/:token', on(showPreferences));
  app.post('/preferences/:token', limited, on(postPreferences));
  app.get('/unsubscribe/:token', on(showUnsubscribe));
  app.post('/unsubscribe/:token', on(postUnsubscribe));
  app.get('/robots.txt', (c) => c.text(robots));
  app.notFound((c) => problemPage(c, 'missing'));
  app.onError((error, c) => {
    deps.reportError(error);
    return problemPage(c, 'broken');
  });
  return app;
}

/** The site as a Lambda behind an HTTP API (payload format 2.0). */
export function toLambda(app: Hono): ReturnType<typeof handle> {
  return handle(app);
}

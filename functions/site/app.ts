/** The site put together: which page answers which address, behind which guards. */
import type { Context, Hono } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import { etag } from 'hono/etag';
import { Hono as TinyHono } from 'hono/tiny';
import { type ActPageReaders, postAct, showAct } from './act-page.ts';
import type { AddressPageReaders } from './address-page.ts';
import { postAddress, showAddress } from './address-page.ts';
import type { ApiReaders } from './api.ts';
import { allowForm, showForm, subscribeByApi } from './api.ts';
import { showArchive } from './archive-page.ts';
import type { BackPageReaders } from './back-page.ts';
import { postBack, showBack } from './back-page.ts';
import type { ConfirmPageReaders } from './confirm-page.ts';
import { postConfirmation, showConfirmation } from './confirm-page.ts';
import { showAtom, showJson } from './edition-feeds.ts';
import { showEdition } from './edition-page.ts';
import { showEmbed } from './embed.ts';
import { type GatePageReaders, postGate, showGate } from './gate-page.ts';
import { forOtherSites, privatePage, securityHeaders } from './headers.ts';
import type { LandingReaders } from './landing.ts';
import { showHome, showLanding } from './landing.ts';
import type { LeftPageReaders } from './left-page.ts';
import { postReason, postRestore, showRestore } from './left-page.ts';
import type { LinkPageReaders } from './link-page.ts';
import { postLinkForm, showLinkChoice, showLinkForm } from './link-page.ts';
import type { OwnDataReaders } from './own-data.ts';
import { exportKnown } from './own-data.ts';
import type { PreferencesPageReaders } from './preferences-page.ts';
import { postPreferences, showPreferences } from './preferences-page.ts';
import { showPrivacy } from './privacy-page.ts';
import { problemPage } from './problem.ts';
import type { Site, SiteSettings } from './site.ts';
import { showRobots, showSitemap } from './sitemap.ts';
import type { SubscribeReaders } from './subscribe.ts';
import { subscribe } from './subscribe.ts';
import type { UnsubscribePageReaders } from './unsubscribe-page.ts';
import { postUnsubscribe, showUnsubscribe } from './unsubscribe-page.ts';
import { answerHub, takePing } from './websub.ts';

const bodyBytesMax = 64 * 1024;
/** A hub pushes the whole feed; what is larger is no larger news. */
const pushBytesMax = 5_000_000;

/** Pages of a signed link say nothing to search engines. */
const linkPaths = [
  'confirm',
  'preferences',
  'unsubscribe',
  'address',
  'restore',
  'reason',
  'back',
  'act',
  'gate',
];

/** What the pages need of a reader's use cases, all together. */
export type SiteReaders = ActPageReaders &
  AddressPageReaders &
  ApiReaders &
  BackPageReaders &
  ConfirmPageReaders &
  GatePageReaders &
  LandingReaders &
  LeftPageReaders &
  LinkPageReaders &
  OwnDataReaders &
  PreferencesPageReaders &
  SubscribeReaders &
  UnsubscribePageReaders;

/** What surrounds the site. */
export type AppDeps = Site<SiteReaders>['deps'];

/** Builds the site. It keeps nothing between requests. */
export function createSite(deps: AppDeps, settings: SiteSettings): Hono {
  const site: Site<SiteReaders> = { deps, settings };
  const on = (answer: (c: Context, site: Site<SiteReaders>) => Promise<Response>) => (c: Context) =>
    answer(c, site);
  const limited = bodyLimit({
    maxSize: bodyBytesMax,
    onError: (c) => problemPage(c, 'tooLarge'),
  });
  const app = new TinyHono({ strict: false });
  for (const path of ['/api/*', '/n/:id/embed.js']) app.use(path, forOtherSites);
  app.use(securityHeaders(settings.siteUrl));
  for (const path of linkPaths) app.use(`/${path}/*`, privatePage);
  app.get('/', on(showHome));
  app.get('/n/:id', on(showLanding));
  app.get('/n/:id/subscribe', on(showLanding));
  app.post('/n/:id/subscribe', limited, on(subscribe));
  app.get('/link', on(showLinkChoice));
  app.get('/n/:id/link', on(showLinkForm));
  app.post('/n/:id/link', limited, on(postLinkForm));
  app.get('/n/:id/embed.js', on(showEmbed));
  app.get('/api/n/:id/form', on(showForm));
  app.on('OPTIONS', ['/api/n/:id/form', '/api/n/:id/subscribe'], on(allowForm));
  app.post('/api/n/:id/subscribe', limited, on(subscribeByApi));
  app.get('/confirm/:token', on(showConfirmation));
  app.post('/confirm/:token', on(postConfirmation));
  app.get('/preferences/:token', on(showPreferences));
  app.post('/preferences/:token', limited, on(postPreferences));
  app.get('/preferences/:token/export', on(exportKnown));
  app.get('/address/:token', on(showAddress));
  app.post('/address/:token', on(postAddress));
  app.get('/back/:token', on(showBack));
  app.post('/back/:token', on(postBack));
  app.get('/act/:token', on(showAct));
  app.post('/act/:token', limited, on(postAct));
  app.get('/gate/:token', on(showGate));
  app.post('/gate/:token', limited, on(postGate));
  app.get('/restore/:token', on(showRestore));
  app.post('/restore/:token', on(postRestore));
  app.post('/reason/:token', limited, on(postReason));
  app.get('/unsubscribe/:token', on(showUnsubscribe));
  app.post('/unsubscribe/:token', on(postUnsubscribe));
  const pushed = bodyLimit({ maxSize: pushBytesMax, onError: (c) => c.body(null, 202) });
  app.get('/websub/:feed/:token', on(answerHub));
  app.post('/websub/:feed/:token', pushed, on(takePing));
  app.get('/n/:id/privacy', on(showPrivacy));
  app.get('/n/:id/archive', on(showArchive));
  app.get('/n/:id/e/:key', etag(), on(showEdition));
  app.get('/n/:id/editions.atom', etag(), on(showAtom));
  app.get('/n/:id/editions.json', etag(), on(showJson));
  app.get('/robots.txt', on(showRobots));
  app.get('/sitemap.xml', etag(), on(showSitemap));
  // What is left of a link without its token, or with more behind it, leads to another one.
  const isLink = (path: string) => linkPaths.includes(path.split('/').find((part) => part) ?? '');
  app.notFound((c) => problemPage(c, isLink(c.req.path) ? 'link' : 'missing'));
  app.onError((error, c) => {
    deps.reportError(error);
    return problemPage(c, 'broken');
  });
  return app;
}

/** The desk for programs put together. Loaded with the first call: pages do without it. */
import type { Context, Hono } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import { Hono as TinyHono } from 'hono/tiny';
import { type ApiDesk, apiPathOf, apiRoot } from './api.ts';
import { guardedCall, problemAnswer } from './guard.ts';
import { refuse } from './problems.ts';
import { apiRoutes } from './routes.ts';

/** No call takes more: a hundred items with long names. */
const bodyBytesMax = 200_000;

/** Builds it. It keeps nothing between requests. */
export function createApi(desk: ApiDesk): Hono {
  const app = new TinyHono({ strict: false });
  const limitedTo = (maxSize: number) =>
    bodyLimit({ maxSize, onError: (c) => problemAnswer(c, refuse('tooLarge'), desk) });
  // Whoever builds a client reads it before there is a token: it tells nothing of anybody.
  app.get(`${apiRoot}/openapi.json`, async (c: Context) => {
    const { documentOf } = await import('./document.ts');
    return c.json(await documentOf(desk.settings.siteUrl));
  });
  for (const route of apiRoutes) {
    const limited = limitedTo(route.bodyBytesMax ?? bodyBytesMax);
    app.on(route.method.toUpperCase(), apiPathOf(route), limited, guardedCall(route, desk));
  }
  app.notFound((c) => problemAnswer(c, refuse('missing'), desk));
  app.onError((error, c) => {
    desk.deps.reportError(error);
    return problemAnswer(c, refuse('broken'), desk);
  });
  return app;
}

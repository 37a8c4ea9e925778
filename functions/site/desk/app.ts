/** The desk put together: its routes behind the guard, and the few pages before it. */
import type { Context, Hono } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import { Hono as TinyHono } from 'hono/tiny';
import type { ApiDesk, ApiUses } from './api/api.ts';
import {
  type Desk,
  type DeskDeps,
  type DeskRoute,
  type DeskSettings,
  deskPath,
  pathOf,
} from './desk.ts';
import { opmlBytesMax } from './feeds-list.ts';
import { guarded } from './guard.ts';
import { deskHeaders } from './headers.ts';
import { goTo } from './parts.ts';
import { deskProblem } from './problem.ts';
import { type DeskUses, deskRoutes } from './routes.ts';
import { postLink, postSignIn, showLink, showSignIn } from './sign-in-pages.ts';

/** A list of feeds is the longest that most forms hold. */
const bodyBytesMax = opmlBytesMax;

/** Builds the desk. It keeps nothing between requests. */
export function createDesk(deps: DeskDeps & DeskUses & ApiUses, settings: DeskSettings): Hono {
  const desk: ApiDesk = { deps, settings };
  const app = new TinyHono({ strict: false });
  const limited = bodyLimit({
    maxSize: bodyBytesMax,
    onError: (c) => deskProblem(c, 'tooLarge'),
  });
  const limitedAs = ({ takes, path }: DeskRoute<DeskUses>) =>
    takes === undefined
      ? limited
      : bodyLimit({
          maxSize: takes.bytesMax,
          onError: (c) => goTo(c, deskPath(c.req.param('id') ?? '', path), takes.tooLong),
        });
  const on = (answer: (c: Context, desk: Desk) => Promise<Response>) => (c: Context) =>
    answer(c, desk);
  app.use(deskHeaders(settings.siteUrl));
  app.get('/desk/in', on(showSignIn));
  app.post('/desk/in', limited, on(postSignIn));
  app.post(
    '/desk/in/passkey',
    limited,
    on(async (...asks) => (await import('./passkey-in.ts')).postPasskey(...asks)),
  );
  app.post(
    '/desk/in/passkey/ask',
    limited,
    on(async (...asks) => (await import('./passkey-in.ts')).askForPasskey(...asks)),
  );
  app.get('/desk/in/:token', on(showLink));
  app.post('/desk/in/:token', limited, on(postLink));
  for (const route of deskRoutes) {
    app.on(route.method.toUpperCase(), pathOf(route), limitedAs(route), guarded(route, desk));
  }
  let api: Promise<Hono> | undefined;
  app.all('/desk/api/*', async (c) => {
    api ??= import('./api/app.ts').then(({ createApi }) => createApi(desk));
    const answer = await (await api).fetch(c.req.raw, c.env);
    // With the headers of all answers of the desk.
    return c.newResponse(answer.body, answer);
  });
  app.notFound((c) => deskProblem(c, 'missing'));
  app.onError((error, c) => {
    deps.reportError(error);
    return deskProblem(c, 'broken');
  });
  return app;
}

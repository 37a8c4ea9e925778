/**
 * The inbox: looks at what our SES took. It shows mail from anywhere, so a mail is never let near
 * the page around it: it sits in a frame without scripts and without an origin.
 */
import { readFileSync } from 'node:fs';
import { Hono } from 'hono';
import { csrf } from 'hono/csrf';
import type { Mailbox } from '../ses/mailbox.ts';
import { readMessage } from '../ses/message.ts';
import { mailSearch } from '../ses/search.ts';
import { frameHtml, framePolicy } from './frame.ts';
import { listPage } from './list-page.ts';
import { isView, mailPage } from './mail-page.ts';
import { emptyPage, missingPage } from './notices.ts';
import type { Place } from './page.ts';
import { tryByMail, tryOneClick } from './unsubscribe.ts';

/** What the inbox shows, and how it tries links. */
export interface InboxDeps extends Place {
  readonly mailbox: Mailbox;
  readonly now: () => number;
  /** For the unsubscribe button alone. */
  readonly fetch: typeof fetch;
  /** For the button that leaves by mail; says whom no mail reaches. */
  readonly receive?: (mail: {
    readonly from: string;
    readonly to: readonly string[];
    readonly subject: string;
  }) => Promise<readonly string[]>;
}

const pageSize = 50;
const pagePolicy = [
  "default-src 'none'",
  "style-src 'self'",
  'img-src data:',
  "script-src 'self'",
  "connect-src 'self'",
  "frame-src 'self'",
  "form-action 'self'",
  "base-uri 'none'",
  "frame-ancestors 'none'",
].join('; ');

/** The pages of the inbox, to be mounted at `base`. */
export function inboxPages(deps: InboxDeps): Hono {
  const app = new Hono();
  app.use(csrf(), async (context, next) => {
    await next();
    const { headers } = context.res;
    if (!headers.has('content-security-policy')) headers.set('content-security-policy', pagePolicy);
    headers.set('x-content-type-options', 'nosniff');
    headers.set('referrer-policy', 'no-referrer');
    headers.set('cache-control', 'no-store');
  });
  addFiles(app);
  addList(app, deps);
  addMail(app, deps);
  return app;
}

function addFiles(app: Hono): void {
  const style = readFileSync(new URL('./style.css', import.meta.url), 'utf8');
  const refresh = readFileSync(new URL('./refresh.js', import.meta.url), 'utf8');
  app.get('/style.css', (context) => context.body(style, 200, { 'content-type': 'text/css' }));
  app.get('/refresh.js', (context) =>
    context.body(refresh, 200, { 'content-type': 'text/javascript' }),
  );
}

function addList(app: Hono, deps: InboxDeps): void {
  const search = mailSearch(deps.mailbox);
  app.get('/', async (context) => {
    const words = context.req.query('q')?.trim() ?? '';
    const before = context.req.query('before') ?? '';
    const page = await search({
      words,
      ...(before === '' ? {} : { before }),
      limit: pageSize,
    });
    const total = deps.mailbox.all().length;
    return context.html(listPage({ ...page, words, before, total, now: deps.now() }, deps));
  });
  app.get('/empty', (context) => context.html(emptyPage(deps.mailbox.all().length, deps)));
  app.post('/empty', (context) => {
    deps.mailbox.clear();
    return context.redirect(deps.base, 303);
  });
}

function addMail(app: Hono, deps: InboxDeps): void {
  app.get('/messages/:id', async (context) => {
    const message = await readMessage(context.req.param('id'), deps.mailbox);
    if (message === undefined) return context.html(missingPage(deps), 404);
    const asked = context.req.query('view') ?? '';
    const view = isView(asked) ? asked : message.html === '' ? 'text' : 'html';
    const raw = view === 'source' ? await deps.mailbox.raw(message.id) : undefined;
    const { width = '', pictures } = context.req.query();
    const shown = { message, view, width, pictures: pictures === 'all', source: raw };
    return context.html(mailPage(shown, deps));
  });
  app.get('/messages/:id/html', async (context) => {
    const message = await readMessage(context.req.param('id'), deps.mailbox);
    if (message === undefined) return context.html(missingPage(deps), 404);
    const allPictures = context.req.query('pictures') === 'all';
    const policy = framePolicy(new URL(context.req.url).origin, allPictures);
    return context.body(frameHtml(message.html), 200, {
      'content-type': 'text/html; charset=utf-8',
      'content-security-policy': policy,
      'x-dns-prefetch-control': 'off',
    });
  });
  app.post('/messages/:id/unsubscribe', async (context) => {
    const message = await readMessage(context.req.param('id'), deps.mailbox);
    if (message === undefined) return context.html(missingPage(deps), 404);
    const trial = await tryOneClick(message.listUnsubscribe, deps);
    const view = message.html === '' ? 'text' : 'html';
    return context.html(mailPage({ message, view, width: '', pictures: false, trial }, deps));
  });
  app.post('/messages/:id/unsubscribe-by-mail', async (context) => {
    const message = await readMessage(context.req.param('id'), deps.mailbox);
    if (message === undefined) return context.html(missingPage(deps), 404);
    const { receive = async ({ to }) => to } = deps;
    const [reader = ''] = message.destinations;
    const trial = await tryByMail(message.listUnsubscribe, reader, receive);
    const view = message.html === '' ? 'text' : 'html';
    return context.html(mailPage({ message, view, width: '', pictures: false, trial }, deps));
  });
}

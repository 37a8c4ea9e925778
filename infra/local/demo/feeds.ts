/**
 * The demo: seven feeds in six languages, with their pages and pictures, served by the local
 * system itself, so that there is something to read without a network. It knows nothing of the
 * rest of the system and could be any site out there.
 */
import { createHash } from 'node:crypto';
import type { Context } from 'hono';
import { Hono } from 'hono';
import { demoPath, feedUrl } from './addresses.ts';
import { articlePage } from './article.ts';
import { atom } from './atom.ts';
import { jsonFeed } from './json-feed.ts';
import { overviewPage } from './overview.ts';
import type { Format, Publication, Telling } from './publications.ts';
import { publications, tellingAt, tellingsAt } from './publications.ts';
import { rdf } from './rdf.ts';
import { rss } from './rss.ts';
import { picture, picturesMax, scenes } from './scene.ts';

type Writer = (publication: Publication, tellings: readonly Telling[], origin: string) => string;

const writers: Record<Format, { readonly type: string; readonly write: Writer }> = {
  rss: { type: 'application/rss+xml; charset=utf-8', write: rss },
  teaser: { type: 'application/rss+xml; charset=utf-8', write: rss },
  dirty: { type: 'application/rss+xml; charset=utf-8', write: rss },
  atom: { type: 'application/atom+xml; charset=utf-8', write: atom },
  rdf: { type: 'application/rdf+xml; charset=utf-8', write: rdf },
  json: { type: 'application/feed+json; charset=utf-8', write: jsonFeed },
};

/** Other stories in the margin of a story's page. */
const othersMax = 4;

/**
 * The demo as a site of its own, for mounting at `/_demo` of an origin. Where the doors find it under
 * another one, that is where they are sent for the pages that they read.
 */
export function demoApp(now: () => number, origin: string, forDoors = origin): Hono {
  const app = new Hono();
  for (const publication of publications) {
    const path = new URL(feedUrl(origin, publication)).pathname.slice(demoPath.length);
    const told = publication.format === 'teaser' ? forDoors : origin;
    app.get(path, (c) => feedAnswer(c, publication, { at: now(), origin: told }));
    app.get(`/${publication.id}/:n{[0-9]+}/:words?`, (c) =>
      storyAnswer(c, publication, { at: now(), origin }),
    );
  }
  app.get('/pictures/:name', pictureAnswers());
  // A mounted '/' answers without the slash at the end only, people type both.
  app.get('/*', (c) => {
    const isRoot = c.req.path.replace(/\/$/, '') === demoPath;
    return isRoot ? c.html(overviewPage(origin, now())) : c.notFound();
  });
  return app;
}

interface Moment {
  readonly at: number;
  readonly origin: string;
}

function feedAnswer(c: Context, publication: Publication, { at, origin }: Moment): Response {
  const { type, write } = writers[publication.format];
  const tellings = tellingsAt(publication, at);
  const body = write(publication, tellings, origin);
  const changedAt = tellings[0]?.publishedAt ?? 0;
  const etag = `"${createHash('sha256').update(body).digest('base64url')}"`;
  const validators = { etag, 'last-modified': new Date(changedAt).toUTCString() };
  return isUnchanged(c, etag, changedAt)
    ? c.body(null, 304, validators)
    : c.body(body, 200, { ...validators, 'content-type': type });
}

function storyAnswer(c: Context, publication: Publication, { at, origin }: Moment) {
  const telling = tellingAt(publication, Number(c.req.param('n')), at);
  if (telling === undefined) return c.text('This story has not been written yet.', 404);
  const others = tellingsAt(publication, at).filter(({ n }) => n !== telling.n);
  const around = { origin, others: others.slice(0, othersMax) };
  return c.html(articlePage(publication, telling, around));
}

/** Draws each picture when it is first asked for. */
function pictureAnswers(): (c: Context) => Response {
  const drawn = new Map<string, Uint8Array<ArrayBuffer>>();
  return (c) => {
    const name = c.req.param('name') ?? '';
    const [, word, digits] = /^([a-z]+)-(\d{1,2})\.png$/.exec(name) ?? [];
    const scene = scenes.find((known) => known === word);
    const n = Number(digits);
    if (scene === undefined || n >= picturesMax) return c.text('There is no such picture.', 404);
    const bytes = drawn.get(name) ?? picture(scene, n);
    drawn.set(name, bytes);
    return c.body(bytes, 200, { 'content-type': 'image/png', 'cache-control': 'max-age=86400' });
  };
}

/** Whether the client has this state already (RFC 9110 §13.2.2: the tag goes before the date). */
function isUnchanged(c: Context, etag: string, changedAt: number): boolean {
  const tags = c.req.header('if-none-match');
  if (tags !== undefined) {
    const known = tags.split(',').map((tag) => tag.trim().replace(/^W\//, ''));
    return known.includes(etag) || known.includes('*');
  }
  const since = Date.parse(c.req.header('if-modified-since') ?? '');
  return !Number.isNaN(since) && changedAt <= since;
}

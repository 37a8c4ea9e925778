import type { Publication, Telling } from './publications.ts';
import type { Scene } from './scene.ts';
import { picturesMax } from './scene.ts';

/** Where the local system mounts the demo. */
export const demoPath = '/_demo';

/**
 * The name of the demo while the doors run as shipped: they take feeds from public hosts only, on
 * the ports 80 and 443.
 */
export const demoHost = 'demo.paperboy.example';

/** Where the doors find the demo of a stage at this origin. */
export function demoOriginOf(code: 'source' | 'shipped', origin: string): string {
  return code === 'shipped' ? `http://${demoHost}` : origin;
}

const fileNames = {
  rss: 'feed.xml',
  teaser: 'feed.xml',
  dirty: 'feed.xml',
  atom: 'atom.xml',
  rdf: 'index.rdf',
  json: 'feed.json',
} as const;

/** The overview page, which is also the home page of every demo feed. */
export function overviewUrl(origin: string): string {
  return `${origin}${demoPath}/`;
}

/** The document of one feed. */
export function feedUrl(origin: string, { id, format }: Publication): string {
  return `${origin}${demoPath}/${id}/${fileNames[format]}`;
}

/** The page of one story; its words are for people, its number finds it. */
export function storyUrl(origin: string, { id }: Publication, { n, title }: Telling): string {
  const words = title.toLowerCase().replace(/[^\p{L}\p{M}\p{N}]+/gu, '-');
  const slug = words.replace(/^-|-$/g, '');
  return `${origin}${demoPath}/${id}/${n}/${encodeURIComponent(slug)}`;
}

/** The picture that goes with one story of a feed that prints pictures. */
export function pictureUrl(origin: string, scene: Scene, { n }: Telling): string {
  return `${origin}${demoPath}/pictures/${scene}-${n % picturesMax}.png`;
}

/** An id that stays the same when the local system moves to another port (RFC 4151). */
export function tagUri({ id }: Publication, { n }: Telling): string {
  return `tag:harbour-post.example,2024:${id}/${n}`;
}

/** Who signs in at the desk of the demo. */
export const demoOwner = 'owner@harbour-post.example';

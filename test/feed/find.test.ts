/** What an owner pastes, and the feed that is meant by it. */
import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { findFeed } from '../../functions/feed/find/find-feed.ts';
import { feedsByRule } from '../../functions/feed/find/site-rules.ts';
import type { Fetched } from '../../functions/feed/get/fetched.ts';

const origin = 'https://quay.example';

interface Served {
  readonly body?: string;
  readonly links?: string;
  readonly movedTo?: string;
}

type Web = Readonly<Record<string, string | Served>>;

/** Answers for these addresses, by their path where they are of the quay; 404 for all others. */
function webOf(pages: Web) {
  const asked: string[] = [];
  const servedAt = (url: string): Served | undefined => {
    const own = url.startsWith(origin) ? url.slice(origin.length) : url;
    const found = pages[url] ?? pages[own];
    return typeof found === 'string' ? { body: found } : found;
  };
  const follow = (url: string): string => {
    const movedTo = servedAt(url)?.movedTo;
    return movedTo === undefined ? url : follow(new URL(movedTo, url).href);
  };
  const get = async (raw: string): Promise<Fetched> => {
    asked.push(raw);
    const url = follow(raw);
    const served = servedAt(url);
    if (served === undefined) return { kind: 'failed', reason: 'The server answered 404.' };
    const { body = '', links } = served;
    const bytes = Buffer.from(body);
    return { kind: 'body', bytes, url, validators: {}, ...(links && { links }) };
  };
  return { get, asked };
}

/** A feed whose items have these titles, and links made of them. */
function feed(title: string, items: readonly string[], link = `${origin}/`): string {
  const all = items.map((name) => {
    const at = name.startsWith('http') ? name : `${origin}/${encodeURIComponent(name)}`;
    return `<item><title>${name}</title><link>${at}</link></item>`;
  });
  return `<rss version="2.0"><channel><title>${title}</title><link>${link}</link>${all.join('')}</channel></rss>`;
}

const link = (href: string, title = '', more = '') =>
  `<link rel="alternate" type="application/rss+xml" href="${href}" title="${title}"${more}>`;
const html = (head: string, body = '', lang = 'en') =>
  `<!doctype html><html lang="${lang}"><head>${head}</head><body>${body}</body></html>`;

const posts = ['Rain', 'Rope', 'Seal'];
const others = ['Fair', 'Regatta', 'Market'];
const comments = ['By: Nell', 'By: Tom'];

interface Case {
  readonly what: string;
  readonly typed?: string;
  readonly web: Web;
  /** The path of the feed, those to choose from, or words of the refusal. */
  readonly finds: string | readonly string[] | RegExp;
  readonly isGuess?: true;
  readonly alsoFine?: readonly string[];
}

const cases: readonly Case[] = [
  {
    what: 'a page that links to a list of feeds',
    web: {
      '/': html('', '<a href="/rss">RSS feeds</a>'),
      '/rss': html('', '<a href="/rss/town.xml">Town</a> <a href="/rss/fair.xml">Fair</a>'),
      '/rss/town.xml': feed('Town', posts),
      '/rss/fair.xml': feed('Fair', others),
    },
    finds: ['/rss/town.xml', '/rss/fair.xml'],
  },
  {
    what: 'a list of feeds that are called by what they are about',
    typed: `${origin}/lists.html`,
    web: {
      '/lists.html': html(
        '',
        '<a href="/feeds/town.xml">Town</a> <a href="/feeds/fair.xml">Fair</a>',
      ),
      '/feeds/town.xml': feed('Town', posts),
      '/feeds/fair.xml': feed('Fair', others),
    },
    finds: ['/feeds/town.xml', '/feeds/fair.xml'],
  },
  {
    what: 'a link for programs that read feeds',
    web: { '/': html(link(`feed:${origin}/all.rss`)), '/all.rss': feed('All', posts) },
    finds: '/all.rss',
  },
  {
    what: 'such a link without another scheme',
    web: { '/': html(link('feed://quay.example/all.rss')), '/all.rss': feed('All', posts) },
    finds: '/all.rss',
  },
  ...[
    ['Quay &raquo; Comments Feed', 'Comments for Quay', '/comments/feed/'],
    ['Kai &raquo; Kommentar-Feed', 'Kommentare für Kai', '/kommentare/'],
    ['Quai &raquo; Flux des commentaires', 'Commentaires pour Quai', '/c.xml'],
    ['Muelle &raquo; Feed de los comentarios', 'Comentarios en: Muelle', '/c.xml'],
    ['Molo &raquo; Feed dei commenti', 'Commenti per Molo', '/c.xml'],
    ['波止場 &raquo; コメントフィード', '波止場へのコメント', '/c.xml'],
    ['码头 &raquo; 评论 Feed', '对“码头”的评论', '/c.xml'],
    ['رصيف &raquo; خلاصة التعليقات', 'تعليقات على رصيف', '/c.xml'],
  ].map(
    ([linkTitle = '', title = '', path = '']): Case => ({
      what: `posts beside ${linkTitle}`,
      web: {
        '/': html(link(path, linkTitle) + link('/feed', 'Quay')),
        [path]: feed(title, comments),
        '/feed': feed('Quay', posts),
      },
      finds: '/feed',
    }),
  ),
  {
    what: 'comments are known by where their items lead',
    web: {
      '/': html(link('/a', 'A') + link('/b', 'B')),
      '/a': feed('A', [`${origin}/1#comment-7`, `${origin}/2#comment-9`]),
      '/b': feed('B', posts),
    },
    finds: '/b',
  },
  {
    what: 'a column of commentary is no feed of comments',
    web: {
      '/': html(link('/opinion', 'Kommentar') + link('/news', 'Nachrichten')),
      '/opinion': feed('Kommentar', posts),
      '/news': feed('Nachrichten', others),
    },
    finds: ['/opinion', '/news'],
  },
  {
    what: 'a page with nothing but comments says so, and how to take them',
    web: { '/': html(link('/comments/feed/', 'Comments')), '/comments/feed/': feed('C', comments) },
    finds: /a feed of comments only, https:\/\/quay\.example\/comments\/feed\//,
  },
  {
    what: 'three formats of one feed, of which one is longer, are one',
    web: {
      '/': html(['/rss', '/atom', '/json'].map((path) => link(path)).join('')),
      '/rss': feed('Quay', posts),
      '/atom': feed('Quay', [...posts, ...others]),
      '/json': JSON.stringify({
        version: 'https://jsonfeed.org/version/1.1',
        title: 'Quay',
        items: posts.map((title) => ({ id: title, title, url: `${origin}/${title}?utm_source=j` })),
      }),
    },
    finds: '/rss',
  },
  {
    what: 'http and https, with www and without, are one address',
    web: {
      '/': html(link('http://quay.example/feed') + link('https://www.quay.example/feed/')),
      'http://quay.example/feed': { movedTo: `${origin}/feed` },
      'https://www.quay.example/feed/': { movedTo: `${origin}/feed` },
      '/feed': feed('Quay', []),
    },
    finds: 'http://quay.example/feed',
  },
  {
    what: 'a page of one topic leads to the feed of that topic',
    typed: `${origin}/topic/boats/`,
    web: {
      '/topic/boats/': html(link('/feed', 'Quay') + link('/topic/boats/feed/', 'Boats')),
      '/feed': feed('Quay', posts),
      '/topic/boats/feed/': feed('Boats', others, `${origin}/topic/boats/`),
    },
    finds: '/topic/boats/feed/',
  },
  {
    what: 'an empty feed is no rival of one that has items',
    web: {
      '/': html(link('/old') + link('/new')),
      '/old': feed('Old', []),
      '/new': feed('New', posts),
    },
    finds: '/new',
  },
  {
    what: 'of translations the one in the language of the page is taken',
    web: {
      '/': html(link('/de', '', ' hreflang="de"') + link('/fr', '', ' hreflang="fr-CA"'), '', 'fr'),
      '/de': feed('Kai', others),
      '/fr': feed('Quai', posts),
    },
    finds: '/fr',
  },
  {
    what: 'truly different feeds are for the owner to choose',
    web: {
      '/': html(link('/news') + link('/events') + link('/gone')),
      '/news': feed('News', posts),
      '/events': feed('Events', others),
    },
    finds: ['/news', '/events'],
  },
  {
    what: 'a link without a type is one when its address says so, a translation is not',
    web: {
      '/': html(
        '<link rel="alternate" hreflang="fr" href="/fr/feed"><link rel=alternate href="/blog.rss">',
      ),
      '/blog.rss': feed('Blog', posts),
      '/fr/feed': feed('Autre', others),
    },
    finds: '/blog.rss',
  },
  {
    what: 'the header of the answer names it as a link would',
    web: {
      '/': {
        body: html(''),
        links:
          '</s.css>; rel=preload, <posts.atom>; title="a; b, c"; rel="alternate"; type="application/atom+xml"',
      },
      '/posts.atom': feed('Quay', posts),
    },
    finds: '/posts.atom',
  },
  {
    what: 'the picture of a link speaks for it',
    web: {
      '/': html('', '<a href="/out"><img src="/i.png" alt="RSS feed"></a> <a href="/about">Us</a>'),
      '/out': feed('Quay', posts),
    },
    finds: '/out',
  },
  {
    what: 'what is called a feed in words and address comes before what only sounds so',
    web: {
      '/': html(
        '',
        '<a href="/feed-your-cat">Feed your cat</a> <a href="/news.xml">Feed</a> <a href="/all.rss">RSS</a>',
      ),
      '/all.rss': feed('All', posts),
      '/feed-your-cat': html('', 'Cats.'),
    },
    finds: '/all.rss',
  },
  {
    what: 'a page that sends its visitors on is followed once',
    web: {
      '/': html('<meta http-equiv=REFRESH content="3; URL=\'/blog/\'">'),
      '/blog/': html(`<meta http-equiv=refresh content="0;url=/"><title>x</title>${link('/f')}`),
      '/f': feed('Quay', posts),
    },
    finds: '/f',
  },
  {
    what: 'two pages that send visitors to each other are left',
    web: {
      '/': html('<meta http-equiv=refresh content="0;url=/b">'),
      '/b': html('<meta http-equiv=refresh content="0;url=/">'),
    },
    finds: /names no feed/,
  },
  {
    what: 'a page that loads itself anew is not sent anywhere',
    web: { '/': html('<meta http-equiv=refresh content="300;url=/b">'), '/b': feed('B', posts) },
    finds: /names no feed/,
  },
  {
    what: 'a guess in the folder of the page comes before one at the root',
    typed: `${origin}/garden/2026/post.html`,
    web: {
      '/garden/2026/post.html': html(''),
      '/garden/feed': feed('Garden', posts),
      '/feed': feed('All', others),
    },
    finds: '/garden/feed',
    isGuess: true,
  },
  ...['/~wren', '/~wren/', '/@wren/notes', '/users/wren/'].map(
    (path): Case => ({
      what: `what is above ${path} is somebody else’s`,
      typed: origin + path,
      web: { [path]: html(''), '/index.xml': feed('The host', others) },
      finds: /names no feed/,
    }),
  ),
  {
    what: 'a name without a scheme is asked by https, then by http',
    typed: 'old.example/feed',
    web: { 'http://old.example/feed': feed('Old', posts) },
    finds: 'http://old.example/feed',
  },
  ...['feed:', 'feed://', 'FEED:https://', 'pcast://', 'itpc://'].map(
    (scheme): Case => ({
      what: `${scheme} is the web in other words`,
      typed: `${scheme}quay.example/pod`,
      web: { '/pod': feed('Pod', posts) },
      finds: '/pod',
    }),
  ),
  {
    what: 'a podcast is looked up where its directory knows it by a number',
    typed: 'https://podcasts.apple.com/gb/podcast/low-water/id1200300400?i=1000',
    web: {
      'https://itunes.apple.com/lookup?id=1200300400&entity=podcast': JSON.stringify({
        resultCount: 1,
        results: [{ feedUrl: `${origin}/pod.xml` }],
      }),
      '/pod.xml': feed('Low Water', posts),
    },
    finds: '/pod.xml',
  },
  {
    what: 'a profile of the fediverse has a feed by its shape',
    typed: `${origin}/@wren`,
    web: { '/@wren': html(''), '/@wren.rss': feed('Wren', posts) },
    finds: '/@wren.rss',
  },
  {
    what: 'a page at an address of that shape that names its feed is believed',
    typed: `${origin}/@wren`,
    web: {
      '/@wren': html(link('/wren.xml')),
      '/@wren.rss': feed('Other', others),
      '/wren.xml': feed('Wren', posts),
    },
    finds: '/wren.xml',
  },
  {
    what: 'a project without releases has its tags',
    typed: 'https://github.com/team/winch',
    web: {
      'https://github.com/team/winch/releases.atom': feed('Releases', []),
      'https://github.com/team/winch/tags.atom': feed('Tags', posts),
    },
    finds: 'https://github.com/team/winch/tags.atom',
  },
];

async function check(one: Case): Promise<void> {
  const { typed = `${origin}/`, web, finds, isGuess, alsoFine = [] } = one;
  const { get, asked } = webOf(web);
  const found = await findFeed(typed, get);
  const whole = (path: string) => (path.startsWith('/') ? origin + path : path);
  if (found.kind === 'found') {
    const fine = [finds, ...alsoFine].map((one) => (typeof one === 'string' ? whole(one) : one));
    assert.ok(fine.includes(found.url), found.url);
    assert.equal(found.isGuess, isGuess === true);
  } else if (found.kind === 'several') {
    assert.deepEqual(
      found.feeds.map(({ url }) => url),
      Array.isArray(finds) ? finds.map(whole) : finds,
    );
  } else {
    assert.match(found.message, finds instanceof RegExp ? finds : /no refusal was expected/);
  }
  assert.ok(asked.length <= 15, `${asked.length} requests`);
}

describe('what an owner pastes', () => {
  for (const one of cases) test(one.what, () => check(one));
});

/** An address of each kind, and where its feed is by rule. */
const byRule: readonly (readonly [page: string, feed: string | undefined])[] = [
  [
    'https://www.youtube.com/channel/UCq0Xm3vT7yLw2aB9dEfGh1A/videos',
    'https://www.youtube.com/feeds/videos.xml?channel_id=UCq0Xm3vT7yLw2aB9dEfGh1A',
  ],
  [
    'https://m.youtube.com/playlist?list=PLq0Xm3vT7y',
    'https://www.youtube.com/feeds/videos.xml?playlist_id=PLq0Xm3vT7y',
  ],
  ['https://youtube.com/user/quay', 'https://www.youtube.com/feeds/videos.xml?user=quay'],
  ['https://www.youtube.com/@quay', undefined],
  ['https://old.reddit.com/r/knots/', 'https://www.reddit.com/r/knots/.rss'],
  ['https://www.reddit.com/r/knots/new/', 'https://www.reddit.com/r/knots/new/.rss'],
  ['https://www.reddit.com/u/nell', 'https://www.reddit.com/user/nell/.rss'],
  ['https://www.reddit.com/user/nell/m/boats', 'https://www.reddit.com/user/nell/m/boats/.rss'],
  ['https://www.reddit.com/r/knots/.rss', undefined],
  ['https://bsky.app/profile/nell.quay.example', 'https://bsky.app/profile/nell.quay.example/rss'],
  ['https://github.com/team/winch', 'https://github.com/team/winch/releases.atom'],
  ['https://github.com/team/winch.git', 'https://github.com/team/winch/releases.atom'],
  ['https://github.com/team/winch/tree/main/src', 'https://github.com/team/winch/releases.atom'],
  ['https://github.com/team/winch/tags', 'https://github.com/team/winch/tags.atom'],
  ['https://github.com/team/winch/commits/main', 'https://github.com/team/winch/commits/main.atom'],
  ['https://github.com/nell', 'https://github.com/nell.atom'],
  ['https://github.com/topics/rope', undefined],
  ['https://github.com/team/winch/releases.atom', undefined],
  ['https://gitlab.com/team/tools/winch', 'https://gitlab.com/team/tools/winch/-/releases.atom'],
  ['https://gitlab.com/team/winch/-/tags', 'https://gitlab.com/team/winch/-/tags?format=atom'],
  ['https://medium.com/@nell', 'https://medium.com/feed/@nell'],
  ['https://medium.com/low-water/tagged/rope', 'https://medium.com/feed/low-water/tagged/rope'],
  ['https://medium.com/feed/@nell', undefined],
  ['https://nell.medium.com/a-post-12ab', 'https://nell.medium.com/feed'],
  ['https://nell.substack.com/p/rain', 'https://nell.substack.com/feed'],
  ['https://open.substack.com/pub/nell/p/rain', 'https://nell.substack.com/feed'],
  ['https://nell.tumblr.com/', 'https://nell.tumblr.com/rss'],
  ['https://www.tumblr.com/nell/tagged/rope', 'https://nell.tumblr.com/tagged/rope/rss'],
  ['https://vimeo.com/nell', 'https://vimeo.com/nell/videos/rss'],
  ['https://vimeo.com/channels/rope', 'https://vimeo.com/channels/rope/videos/rss'],
  ['https://vimeo.com/12345', undefined],
  ['https://quay.example/blog/', undefined],
];

describe('feeds by rule', () => {
  for (const [page, feed] of byRule) {
    test(`${page}: ${feed ?? 'none'}`, () => {
      assert.equal(feedsByRule({ url: new URL(page), page: undefined })[0], feed);
    });
  }

  test('a channel’s number may stand in what its page calls itself by', () => {
    const id = 'UCq0Xm3vT7yLw2aB9dEfGh1A';
    const page = { named: [], spoken: [], identifiers: [id] };
    assert.deepEqual(feedsByRule({ url: new URL('https://www.youtube.com/@quay'), page }), [
      `https://www.youtube.com/feeds/videos.xml?channel_id=${id}`,
    ]);
  });
});

interface SharedCase {
  readonly name: string;
  readonly pageUrl: string;
  readonly html: string;
  readonly headers?: { readonly link?: string };
  readonly alsoServed?: Readonly<Record<string, { body: string; location?: string }>>;
  readonly expect: { readonly feed?: string; readonly choose?: string[]; readonly none?: true };
  readonly alsoFine?: readonly string[];
  readonly guessed?: boolean;
}

const shared = join(import.meta.dirname, '../../../shared/cases/discovery/visible.json');

/** A case of the folder in the form that ours have. */
function caseOf(one: SharedCase): Case {
  const base = one.pageUrl.replace(/^(?:feed:\/\/|(?!http))/, 'https://');
  const at = (path: string) => new URL(path, base).href;
  const links = one.headers?.link;
  const page = one.html === '' ? [] : [[at(''), { body: one.html, ...(links && { links }) }]];
  const rest = Object.entries(one.alsoServed ?? {}).map(([path, { body, location }]) => [
    at(path),
    location === undefined ? body : { movedTo: location },
  ]);
  const { feed, choose } = one.expect;
  return {
    what: one.name,
    typed: one.pageUrl,
    web: Object.fromEntries([...page, ...rest]) as Web,
    finds: choose?.map(at) ?? (feed === undefined ? /names no feed/ : at(feed)),
    alsoFine: one.alsoFine?.map(at) ?? [],
    ...(one.guessed ? { isGuess: true } : {}),
  };
}

test('the cases that were handed to us find what they are to find', async (t) => {
  if (!existsSync(shared)) return t.skip('skipped: ../shared is not here');
  const given = (JSON.parse(readFileSync(shared, 'utf8')) as SharedCase[]).map(caseOf);
  for (const one of given) await t.test(one.what, () => check(one));
  assert.ok(given.length > 0);
});

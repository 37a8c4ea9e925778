/**
 * Sites whose feeds follow from the address of a page, or from what the page calls itself by: each
 * rule gives the addresses to try, the likeliest first. A rule is tested by an address of its kind.
 */
import { trimEndOf } from '../../config/trim-end.ts';
import { hostOf } from '../host.ts';
import type { Page } from '../read/page.ts';

/** What a rule goes by. The page is there when the address alone did not do. */
export interface RuleInput {
  readonly url: URL;
  readonly page: Page | undefined;
}

interface SiteRule {
  readonly site: string;
  /** Hosts without `www.`; absent where the shape of the address tells. */
  readonly hosts?: readonly string[];
  readonly feeds: (path: string, input: RuleInput) => readonly (string | undefined)[];
}

const channelId = /UC[\w-]{22}/;
/** Names that are no owner's at GitHub. */
const githubPages =
  /^\/(?:about|collections|explore|features|marketplace|orgs|settings|sponsors|topics|trending)\b/;

const rules: readonly SiteRule[] = [
  {
    site: 'YouTube',
    hosts: ['youtube.com', 'm.youtube.com', 'music.youtube.com'],
    feeds: (path, { url, page }) => {
      const feed = (name: string, value: string | null | undefined) =>
        value ? `https://www.youtube.com/feeds/videos.xml?${name}=${value}` : undefined;
      const said = [path, page?.canonical ?? '', ...(page?.identifiers ?? [])];
      return [
        feed('playlist_id', url.searchParams.get('list')?.match(/^[\w-]+$/)?.[0]),
        feed('user', path.match(/^\/user\/([\w-]+)/)?.[1]),
        feed('channel_id', said.map((text) => channelId.exec(text)?.[0]).find(Boolean)),
      ];
    },
  },
  {
    site: 'Reddit',
    hosts: ['reddit.com', 'old.reddit.com', 'new.reddit.com', 'np.reddit.com', 'm.reddit.com'],
    feeds: (path) => {
      const [, group, order] =
        /^\/(r\/\w+|user\/[\w-]+(?:\/m\/\w+)?)(\/(?:new|top|rising|submitted))?$/.exec(
          path.replace(/^\/u\//, '/user/'),
        ) ?? [];
      return group ? [`https://www.reddit.com/${group}${order ?? ''}/.rss`] : [];
    },
  },
  {
    site: 'Bluesky',
    hosts: ['bsky.app'],
    feeds: (path) => at('https://bsky.app', /^\/profile\/[\w.:-]+/.exec(path), '/rss'),
  },
  {
    site: 'GitHub',
    hosts: ['github.com'],
    feeds: (path) => {
      if (githubPages.test(path)) return [];
      const home = 'https://github.com';
      const commits = /^\/[\w-]+\/[\w.-]+\/commits\/[\w./-]+$/.exec(path);
      if (commits) return at(home, commits, '.atom');
      const tags = /^\/[\w-]+\/[\w.-]+\/tags$/.exec(path);
      if (tags) return at(home, tags, '.atom');
      const project = /^(\/[\w-]+\/[\w.-]+?)(?:\.git|\/releases|\/tree\/.*|\/blob\/.*)?$/.exec(
        path,
      )?.[1];
      if (project) return [`${home}${project}/releases.atom`, `${home}${project}/tags.atom`];
      return at(home, /^\/[\w-]+$/.exec(path), '.atom');
    },
  },
  {
    site: 'GitLab',
    hosts: ['gitlab.com'],
    feeds: (path) => {
      const [project = '', part = ''] = path.split('/-/');
      if (!/^\/[\w.-]+\/[\w./-]+$/.test(project)) return [];
      const home = `https://gitlab.com${project}`;
      const tags = `${home}/-/tags?format=atom`;
      if (part.startsWith('tags')) return [tags];
      return /^(?:$|releases|tree|blob)/.test(part) ? [`${home}/-/releases.atom`, tags] : [];
    },
  },
  {
    site: 'Medium',
    hosts: ['medium.com'],
    feeds: (path) =>
      /^\/(?:feed|m|me|search)\b/.test(path)
        ? []
        : at('https://medium.com/feed', /^\/(?:tag\/)?@?[\w.-]+(?:\/tagged\/[\w-]+)?/.exec(path)),
  },
  {
    site: 'Substack',
    hosts: ['open.substack.com'],
    feeds: (path) => {
      const [, name] = /^\/pub\/([\w-]+)/.exec(path) ?? [];
      return name ? [`https://${name}.substack.com/feed`] : [];
    },
  },
  {
    site: 'Tumblr',
    hosts: ['tumblr.com'],
    feeds: (path) => {
      const [, name, tag = ''] =
        /^\/(?:blog\/(?:view\/)?)?@?([\w-]+)(\/tagged\/[^/]+)?/.exec(path) ?? [];
      return name ? [`https://${name}.tumblr.com${tag}/rss`] : [];
    },
  },
  {
    site: 'Vimeo',
    hosts: ['vimeo.com'],
    feeds: (path) =>
      at(
        'https://vimeo.com',
        /^\/(?:(?:channels|groups)\/[\w-]+|(?!\d+$)[\w-]+)$/.exec(path),
        '/videos/rss',
      ),
  },
  {
    site: 'Substack, Medium, Tumblr at hosts of their own',
    feeds: (_, { url: { hostname, origin, pathname } }) => {
      if (pathname.endsWith('/feed') || pathname.endsWith('/rss')) return [];
      const [, name, site] = /^([\w-]+)\.(substack|medium|tumblr)\.com$/.exec(hostname) ?? [];
      if (name === undefined || name === 'www' || name === 'open') return [];
      return [`${origin}/${site === 'tumblr' ? 'rss' : 'feed'}`];
    },
  },
  {
    site: 'Mastodon and its like',
    feeds: (path, { url, page }) => {
      // Anybody's site may have such addresses, so its page is asked first.
      if (page === undefined) return [];
      const [, user, host] = /^\/(?:@|users\/)(\w[\w-]*)(?:@([\w.-]+))?$/.exec(path) ?? [];
      if (user) return [`https://${host ?? url.host}/@${user}.rss`];
      return at(url.origin, /^\/tags\/[^/.]+$/.exec(path), '.rss');
    },
  },
];

/** Where podcast directories name a show by the number that it has at Apple. */
const directories: readonly (readonly [host: string, path: RegExp])[] = [
  ['podcasts.apple.com', /\/id(\d+)$/],
  ['itunes.apple.com', /\/id(\d+)$/],
  ['overcast.fm', /^\/itunes(\d+)/],
  ['pca.st', /^\/itunes\/(\d+)/],
  ['castro.fm', /^\/itunes\/(\d+)/],
];

/** The addresses at which the rules expect a feed; none where no rule applies. */
export function feedsByRule(input: RuleInput): string[] {
  const host = hostOf(input.url.href);
  const path = trimEndOf(input.url.pathname, /\//);
  const ofHost = rules.filter(({ hosts }) => hosts?.includes(host));
  const applying = ofHost.length > 0 ? ofHost : rules.filter(({ hosts }) => hosts === undefined);
  return applying.flatMap(({ feeds }) => feeds(path, input)).filter((feed) => feed !== undefined);
}

/**
 * Where to ask for the feed of a show that a directory lists: Apple's lookup, which answers in JSON
 * with `feedUrl` (iTunes Search API, "Lookup Examples").
 */
export function lookupOf(url: URL): string | undefined {
  const [, path] = directories.find(([host]) => host === hostOf(url.href)) ?? [];
  const id = path?.exec(trimEndOf(url.pathname, /\//))?.[1];
  return id && `https://itunes.apple.com/lookup?id=${id}&entity=podcast`;
}

/** The feed's address in the answer of the lookup. */
export function feedOfLookup(bytes: Uint8Array): string | undefined {
  try {
    const { results } = JSON.parse(Buffer.from(bytes).toString('utf8')) as { results?: unknown };
    const [first] = Array.isArray(results) ? (results as unknown[]) : [];
    const url = (first as { feedUrl?: unknown } | undefined)?.feedUrl;
    return typeof url === 'string' ? url : undefined;
  } catch {
    return undefined;
  }
}

function at(home: string, match: RegExpExecArray | null, ending = ''): string[] {
  return match === null ? [] : [`${home}${match[0]}${ending}`];
}

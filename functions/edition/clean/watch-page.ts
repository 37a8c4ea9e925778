/**
 * Where a player that a page frames can be watched or heard: players are made to be framed, and
 * their own address shows little more than a black box. What is not known here keeps its address.
 */

/** The page of what a player plays, and a still of it where its address is known. */
export interface Watched {
  readonly href: string;
  readonly picture?: string;
}

type Rule = (url: URL) => Watched | string | undefined;

/** The page that plays what this frame would; undefined where the frame's own address serves. */
export function watchPageOf(href: string): Watched | undefined {
  const url = URL.parse(href);
  if (url === null) return undefined;
  const found = rules[url.hostname.replace(/^(?:www|m)\./, '')]?.(url) ?? anyPlayer(url);
  return typeof found === 'string' ? { href: found } : found;
}

/** A video by the id under which two sites keep theirs, as elements of their own name it. */
export function videoById(elementName: string, id: string): Watched | undefined {
  if (!/^[\w-]{4,64}$/.test(id)) return undefined;
  if (elementName.includes('youtube')) return youtubeVideo(id);
  if (elementName.includes('vimeo')) return { href: `https://vimeo.com/${id}` };
  return undefined;
}

const segmentsOf = (url: URL) => url.pathname.split('/').filter((segment) => segment !== '');

/** The segment behind one of these. */
function behind(url: URL, ...names: string[]): string | undefined {
  const segments = segmentsOf(url);
  const index = segments.findIndex((segment) => names.includes(segment));
  return index < 0 ? undefined : segments[index + 1];
}

/** The address with a part of its path put differently, and without what only frames need. */
function moved(url: URL, from: RegExp, to: string, host = url.host): string | undefined {
  const path = url.pathname.replace(from, to);
  return path === url.pathname && host === url.host ? undefined : `https://${host}${path}`;
}

function youtubeVideo(id: string, start?: string | null): Watched {
  const at = start && /^\d{1,6}$/.test(start) && start !== '0' ? `&t=${start}s` : '';
  return {
    href: `https://www.youtube.com/watch?v=${id}${at}`,
    picture: `https://i.ytimg.com/vi/${id}/hqdefault.jpg`,
  };
}

const youtube: Rule = (url) => {
  const id = behind(url, 'embed', 'v', 'shorts', 'live');
  const { searchParams } = url;
  const list = searchParams.get('list');
  if (id === 'live_stream') {
    const channel = searchParams.get('channel');
    return channel === null ? undefined : `https://www.youtube.com/channel/${channel}/live`;
  }
  if (list !== null && (id === undefined || id === 'videoseries')) {
    return `https://www.youtube.com/playlist?list=${encodeURIComponent(list)}`;
  }
  return id === undefined ? undefined : youtubeVideo(id, searchParams.get('start'));
};

const vimeo: Rule = (url) => {
  const id = behind(url, 'video', 'event');
  const key = url.searchParams.get('h');
  if (id === undefined || !/^\d+$/.test(id)) return undefined;
  const isKeyed = key !== null && /^[0-9a-f]{4,32}$/i.test(key);
  return `https://vimeo.com/${id}${isKeyed ? `/${key}` : ''}`;
};

const named =
  (parameter: string, page: (value: string) => string): Rule =>
  (url) => {
    const value = url.searchParams.get(parameter);
    return value === null || !/^[\w.-]{1,64}$/.test(value) ? undefined : page(value);
  };

const withoutEmbed: Rule = (url) => moved(url, /\/embed(?=\/|$)/, '');

/** By host, without `www.`. */
const rules: Readonly<Record<string, Rule>> = {
  'youtube.com': youtube,
  'youtube-nocookie.com': youtube,
  'youtu.be': (url) =>
    segmentsOf(url)
      .slice(0, 1)
      .map((id) => youtubeVideo(id))[0],
  'player.vimeo.com': vimeo,
  'dailymotion.com': withoutEmbed,
  'geo.dailymotion.com': named('video', (id) => `https://www.dailymotion.com/video/${id}`),
  'open.spotify.com': (url) => moved(url, /^\/embed(?:-podcast)?(?=\/)/, ''),
  'embed.podcasts.apple.com': (url) => moved(url, /^/, '', 'podcasts.apple.com'),
  'embed.music.apple.com': (url) => moved(url, /^/, '', 'music.apple.com'),
  'player.bilibili.com': named('bvid', (id) => `https://www.bilibili.com/video/${id}`),
  'player.youku.com': (url) => {
    const id = behind(url, 'embed');
    return id === undefined ? undefined : `https://v.youku.com/v_show/id_${id}.html`;
  },
  'v.qq.com': named('vid', (id) => `https://v.qq.com/x/page/${id}.html`),
  'embed.nicovideo.jp': (url) => moved(url, /^/, '', 'www.nicovideo.jp'),
  'embed.ted.com': (url) => moved(url, /^/, '', 'www.ted.com'),
  'player.twitch.tv': (url) =>
    named('video', (id) => `https://www.twitch.tv/videos/${id.replace(/^v/, '')}`)(url) ??
    named('channel', (name) => `https://www.twitch.tv/${name}`)(url),
  'platform.twitter.com': named('id', (id) => `https://x.com/i/status/${id}`),
  'instagram.com': withoutEmbed,
  'codepen.io': (url) => moved(url, /\/embed(?:\/preview)?(?=\/)/, '/pen'),
  'loom.com': (url) => moved(url, /^\/embed(?=\/)/, '/share'),
  'streamable.com': (url) => moved(url, /^\/[eo](?=\/)/, ''),
};

/** Players that anybody may run, and those that are told by a parameter what to play. */
const anyPlayer: Rule = (url) => {
  if (/^\/videos\/embed\//.test(url.pathname))
    return moved(url, /^\/videos\/embed/, '/videos/watch');
  for (const name of ['url', 'href']) {
    const told = URL.parse(url.searchParams.get(name) ?? '');
    const isWeb = told?.protocol === 'https:' || told?.protocol === 'http:';
    // What programs ask is no page.
    if (isWeb && !told.hostname.startsWith('api.')) return told.href;
  }
  return undefined;
};

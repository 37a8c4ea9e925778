/** Where feeds usually are, and which addresses a typed one may mean. Pure. */

/** The names that feeds usually have, the likeliest first. */
const usualNames = ['feed', 'rss.xml', 'atom.xml', 'index.xml', 'feed.xml'];
/** Between a page's own folder and the host's root it is worth fewer requests. */
const likeliestNames = usualNames.slice(0, 2);

/** Folders that belong to a person, on a host of many: what is above them is somebody else's. */
const personal = /^\/(?:~[^/]+|@[^/]+|(?:users?|people|members?|home)\/[^/]+)/;

/** The usual places for a page's feed: its own folder, then upward, as far as that is its owner's. */
export function usualPlaces(pageUrl: string): string[] {
  const { origin, pathname } = new URL(pageUrl);
  const top = personal.exec(pathname)?.[0] ?? '';
  const own = pathname === top ? `${top}/` : pathname.slice(0, pathname.lastIndexOf('/') + 1);
  const folders: string[] = [];
  for (let folder = own; ; folder = folderAbove(folder)) {
    folders.push(folder);
    if (folder === '/' || folder === `${top}/` || !folder.startsWith(top)) break;
  }
  return folders.flatMap((folder, n) => {
    const isEnd = n === 0 || n === folders.length - 1;
    return (isEnd ? usualNames : likeliestNames).map((name) => `${origin}${folder}${name}`);
  });
}

function folderAbove(folder: string): string {
  return folder.slice(0, folder.lastIndexOf('/', folder.length - 2) + 1);
}

/** Schemes under which feeds are handed to programs; they mean http or https. */
const feedScheme = /^(?:feed|rss|pcast|itpc|podcast):(?:\/\/)?/i;

/** The addresses that a typed one may mean, the likeliest first. */
export function meantBy(typed: string): string[] {
  const bare = typed.trim().replace(feedScheme, '');
  const isWhole = /^[a-z][a-z0-9+.-]*:\/\//i.test(bare);
  const all = isWhole ? [bare] : [`https://${bare}`, `http://${bare}`];
  return all.map((address) => URL.parse(address)?.href ?? address);
}

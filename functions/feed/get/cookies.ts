/**
 * Cookies that a server wants back on the way to one document: some redirect to the same place until
 * they are there. They go to the host that set them, over the scheme that it was asked by, and are
 * forgotten with the request (RFC 6265 §5.4, as far as one document needs it).
 */
export interface CookieJar {
  /** Takes what an answer from this address sets. */
  readonly take: (url: URL, headers: string | readonly string[] | undefined) => void;
  /** What goes with a request to this address; nothing where nothing was set. */
  readonly headerFor: (url: URL) => { readonly cookie?: string };
}

const cookiesMax = 10;
const cookieCharsMax = 1_000;

/** Opens a jar without any. */
export function openCookieJar(): CookieJar {
  const jars = new Map<string, Map<string, string>>();
  return {
    take: ({ origin }, headers = []) => {
      const jar = jars.get(origin) ?? new Map<string, string>();
      jars.set(origin, jar);
      for (const line of [headers].flat()) {
        const pair = line.split(';', 1)[0]?.trim() ?? '';
        const [, name] = /^([^=\s]+)=[\x21-\x7e]*$/.exec(pair) ?? [];
        const isRoom = jar.size < cookiesMax && pair.length <= cookieCharsMax;
        if (name !== undefined && isRoom) jar.set(name, pair);
      }
    },
    headerFor: ({ origin }) => {
      const pairs = [...(jars.get(origin)?.values() ?? [])];
      return pairs.length === 0 ? {} : { cookie: pairs.join('; ') };
    },
  };
}

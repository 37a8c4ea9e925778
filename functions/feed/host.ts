/** Hosts: whoever serves feeds is asked one thing at a time, and left alone as one. */

/** The host that serves this address, with or without `www.`; '' for what is no address. */
export function hostOf(url: string): string {
  return URL.parse(url)?.host.replace(/^www\./, '') ?? '';
}

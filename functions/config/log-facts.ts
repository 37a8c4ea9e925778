/** What a line of a log may hold: lists of ids in portions, and no address of anybody. */

/** A line of a hundred ids is some four kilobytes long; Lambda takes 256. */
const idsALineMax = 100;

/** Ids in as many portions as they need lines; none for none. */
export function inLines<Id>(ids: readonly Id[]): Id[][] {
  const portions: Id[][] = [];
  for (let start = 0; start < ids.length; start += idsALineMax) {
    portions.push(ids.slice(start, start + idsALineMax));
  }
  return portions;
}

/**
 * An e-mail address, as far as a text shows one: what services say of an error may hold it. The same
 * hides a password before the host of a URL.
 */
const address = /[^\s"'<>()[\]{},;:/\\@]+@[^\s"'<>()[\]{},;:/\\@]+\.[^\s"'<>()[\]{},;:/\\@.]+/gu;

/** The text with every address of a mailbox taken out. */
export function withoutAddresses(text: string): string {
  return text.includes('@') ? text.replace(address, '(an address)') : text;
}

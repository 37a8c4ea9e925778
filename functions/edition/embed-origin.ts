/** The other sites whose pages may hold the signup form. */

/** The origin of an address: what people paste is that of a page. What is no address stays as it is. */
export function embedOriginOf(text: string): string {
  const url = URL.parse(text);
  return url === null || url.origin === 'null' ? text : url.origin;
}

/**
 * The text without the characters at its end that match. An expression that ends in `+$` looks at a
 * long run of such characters once for each of them; this looks at each of them once.
 */
export function trimEndOf(text: string, spare: RegExp): string {
  let end = text.length;
  while (end > 0) {
    const start = isPair(text, end) ? end - 2 : end - 1;
    if (!spare.test(text.slice(start, end))) break;
    end = start;
  }
  return text.slice(0, end);
}

function isPair(text: string, end: number): boolean {
  return /^[\ud800-\udbff][\udc00-\udfff]$/.test(text.slice(Math.max(0, end - 2), end));
}

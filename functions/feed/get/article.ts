/** The article in a page, told from all that stands around it. */
import { Readability } from '@mozilla/readability';
import { parseHTML } from 'linkedom';
import { exceeds } from './depth.ts';

const pageCharsMax = 1_500_000;
/** Readability takes about a tenth of a millisecond for each element. */
const pageLimits = { depthMax: 200, elementsMax: 6_000 };

/** The article in a page as HTML, or undefined when none is found or the page is unreasonable. */
export function articleText(html: string, url: string): string | undefined {
  if (html.length > pageCharsMax || exceeds(html, pageLimits)) return undefined;
  try {
    return readable(html, url);
  } catch (error) {
    // Both libraries throw on pages that they cannot make out.
    if (error instanceof Error) return undefined;
    throw error;
  }
}

/** A page may leave these tags out (HTML, section 13.1.2.4), and the document model wants them. */
function withBody(html: string): string {
  if (/<body[\s>]/i.test(html)) return html;
  const bare = html.replace(/^\s*<!doctype[^>]*>/i, '');
  return `<!doctype html><html><head></head><body>${bare}</body></html>`;
}

function readable(html: string, url: string): string | undefined {
  const { document } = parseHTML(withBody(html));
  if (document.documentElement === null || document.head === null) return undefined;
  for (const base of document.querySelectorAll('base')) base.remove();
  const base = document.createElement('base');
  base.setAttribute('href', url);
  document.head.append(base);
  const article = new Readability(document).parse();
  return article?.content?.trim() || undefined;
}

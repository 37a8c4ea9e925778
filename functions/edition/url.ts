/** The URLs of items: which may be printed, what they are relative to, what they need not carry. */
import { trimEndOf } from '../config/trim-end.ts';

/** The absolute form of an http, https or mailto URL; undefined for every other thing. */
export function absoluteUrl(url: string, baseUrl: string | undefined): string | undefined {
  const address = url.trim();
  // Without a base, an address that leaves the scheme open is one of the web all the same.
  const isOpen = baseUrl === undefined && address.startsWith('//');
  const parsed = parse(isOpen ? `https:${address}` : address, baseUrl);
  if (!parsed || !['http:', 'https:', 'mailto:'].includes(parsed.protocol)) return undefined;
  return parsed.href;
}

/** An http or https URL in its normal form, or undefined. */
export function webUrl(url: string | undefined): string | undefined {
  const absolute = absoluteUrl(url ?? '', undefined);
  return absolute?.startsWith('http') ? absolute : undefined;
}

const trackingParameter =
  /^(?:utm_\w+|mtm_\w+|pk_\w+|hsa_\w+|fbclid|gclid|dclid|msclkid|yclid|igshid|mc_[ce]id|_hsenc|_hsmi|vero_id|oly_\w+_id|wickedid|at_(?:medium|campaign|creation)|xtor)$/;

const isTracking = (pair: string) =>
  trackingParameter.test((pair.split('=', 1)[0] ?? '').toLowerCase());

/** Takes the parameters that only tell where a reader came from out of a URL. */
export function withoutTracking(url: string): string {
  if (!url.includes('?')) return url;
  const [, before = '', query, fragment = ''] = /^([^?#]*)\?([^#]*)(#.*)?$/.exec(url) ?? [];
  if (query === undefined) return url;
  const kept = query.split('&').filter((pair) => !isTracking(pair));
  return `${before}${kept.length > 0 ? '?' : ''}${kept.join('&')}${fragment}`;
}

/** The host of a URL, without `www.`. */
export function hostOf(url: string | undefined): string | undefined {
  return host(parse(url ?? '', undefined)) || undefined;
}

/** Whether two URLs are on hosts of which one contains the other (news.example, m.news.example). */
export function isSameSite(a: string | undefined, b: string | undefined): boolean {
  const [hostA, hostB] = [hostOf(a), hostOf(b)];
  if (hostA === undefined || hostB === undefined) return false;
  return hostA === hostB || hostA.endsWith(`.${hostB}`) || hostB.endsWith(`.${hostA}`);
}

/** Whether two URLs lead to the same page, whatever their scheme, query and fragment. */
export function isSamePage(a: string | undefined, b: string | undefined): boolean {
  const [pageA, pageB] = [parse(a ?? '', undefined), parse(b ?? '', undefined)];
  if (pageA === undefined || pageB === undefined || host(pageA) !== host(pageB)) return false;
  return path(pageA) === path(pageB);
}

const host = (url: URL | undefined) => url?.hostname.replace(/^www\./, '');
const path = (url: URL) => trimEndOf(url.pathname, /\//);

/** A base is only read where it matters: reading it costs as much as the URL itself. */
function parse(url: string, baseUrl: string | undefined): URL | undefined {
  const isAbsolute = /^https?:\/\//i.test(url);
  return URL.parse(url, isAbsolute ? undefined : baseUrl) ?? undefined;
}

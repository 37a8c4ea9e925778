/**
 * Tells links that post a page elsewhere from links that lead somewhere. It knows the shape of
 * such endpoints (a verb in the path, the page in the query), not the names of services.
 */
import { isSamePage, isSameSite } from '../url.ts';

const shareVerb =
  /^(?:[a-z]{0,8}share[a-z]{0,12}|share-offsite|sharing|intent|submit(?:link)?|tweet|dialog)(?:\.\w+)?$/;
const shareParameter =
  /^(?:u|url|uri|link|linkurl|href|canonicalurl|text|title|t|body|status|description|content|quote)$/i;
/** Verbs that are only a share when the query carries a whole URL. */
const postVerb =
  /^(?:send|post|save|edit|add|create|compose|msg|bookmark(?:let)?|offer|pin|button|widgets?|home)$/;

/** Whether following this link would share the item instead of showing something. */
export function isShareLink(href: string, baseUrl: string | undefined): boolean {
  if (!href.includes('?')) return false;
  if (/^mailto:\s*\?/i.test(href)) return true;
  const url = URL.parse(href, baseUrl);
  if (!url) return false;
  const names = url.search
    .slice(1)
    .split('&')
    .map((pair) => pair.split('=', 1)[0] ?? '');
  if (!/^https?:$/.test(url.protocol)) return isForeignSchemeShare(url.protocol, names);
  if (names.includes('share') || url.searchParams.get('action') === 'share') {
    return isSameSite(href, baseUrl);
  }
  const segments = url.pathname
    .toLowerCase()
    .split('/')
    .filter((segment) => segment !== '');
  const carriesUrl = /https?(?::|%3a)\/?/i.test(url.search);
  if (segments.some((segment) => shareVerb.test(segment))) {
    return carriesUrl || names.some((name) => shareParameter.test(name));
  }
  if (!carriesUrl) return false;
  if (segments.length === 0 && url.searchParams.has('text')) return true;
  if (
    url.hostname
      .split('.')
      .slice(0, -1)
      .some((label) => label.includes('share'))
  )
    return true;
  return segments.some((segment) => postVerb.test(segment)) || carriesItself(url, baseUrl);
}

const plainSchemes = new Set([
  'mailto:',
  'tel:',
  'javascript:',
  'data:',
  'about:',
  'ftp:',
  'file:',
]);

/** An app's own scheme with a text to post: such a link has no use in a mail either. */
function isForeignSchemeShare(protocol: string, names: readonly string[]): boolean {
  return !plainSchemes.has(protocol) && names.some((name) => shareParameter.test(name));
}

/** Another site is handed the address of this very item. */
function carriesItself(url: URL, baseUrl: string | undefined): boolean {
  if (baseUrl === undefined || isSameSite(url.href, baseUrl)) return false;
  const values = [...url.searchParams.values()];
  return values.some((value) => /^https?:/i.test(value) && isSamePage(value, baseUrl));
}

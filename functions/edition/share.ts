/**
 * Tells links that post a page elsewhere from links that lead somewhere. It knows the shape of
 * such endpoints (a verb in the path, the page in the query), not the names of services.
 */
import { isSamePage, isSameSite } from './url.ts';

const shareVerb =
  /^(?:[a-z]{0,8}share[a-z]{0,12}|share-offsite|sharing|intent|submit(?:link)?|tweet|dialog)(?:\.\w+)?$/i;
const shareParameter =
  /^(?:u|url|uri|link|linkurl|href|canonicalurl|text|title|t|body|status|description|content|quote)$/i;
/** Verbs that are only a share when the query carries a whole URL. */
const postVerb =
  /^(?:send|post|save|edit|add|create|compose|msg|bookmark(?:let)?|offer|pin|button|widgets?|home)$/i;

/** Whether following this link would share the item instead of showing something. */
export function isShareLink(href: string, baseUrl: string | undefined): boolean {
  if (!href.includes('?')) return false;
  if (/^mailto:\s*\?/i.test(href)) return true;
  const url = URL.parse(href, baseUrl);
  if (!url) return false;
  const parameters = [...url.searchParams];
  if (!/^https?:$/.test(url.protocol)) return isForeignSchemeShare(url.protocol, parameters);
  const segments = url.pathname.split('/').filter((segment) => segment !== '');
  const carriesUrl = /https?(?::|%3a)\/?/i.test(url.search);
  if (parameters.some(([name]) => name === 'share')) return isSameSite(href, baseUrl);
  if (segments.some((segment) => shareVerb.test(segment))) {
    return carriesUrl || parameters.some(([name]) => shareParameter.test(name));
  }
  if (carriesItself(parameters, href, baseUrl)) return true;
  if (segments.length === 0) return carriesUrl && url.searchParams.has('text');
  return carriesUrl && segments.some((segment) => postVerb.test(segment));
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
function isForeignSchemeShare(protocol: string, parameters: readonly [string, string][]): boolean {
  if (plainSchemes.has(protocol)) return false;
  return parameters.some(([name]) => shareParameter.test(name));
}

/** Another site is handed the address of this very item. */
function carriesItself(
  parameters: readonly [string, string][],
  href: string,
  baseUrl: string | undefined,
): boolean {
  if (baseUrl === undefined || isSameSite(href, baseUrl)) return false;
  return parameters.some(([, value]) => /^https?:/i.test(value) && isSamePage(value, baseUrl));
}

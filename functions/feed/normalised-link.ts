/** Addresses that lead to one page, brought to one form. */
import { hostOf } from './host.ts';

/** The same page under another scheme, host case, tracking tail or slash has one form here. */
export function normalisedLink(link: string): string {
  const url = URL.parse(link);
  if (url === null) return link;
  for (const name of [...url.searchParams.keys()]) {
    if (isTracking(name)) url.searchParams.delete(name);
  }
  url.searchParams.sort();
  const path = url.pathname.endsWith('/') ? url.pathname.slice(0, -1) : url.pathname;
  // A changelog's items differ in the fragment alone; only trackers' fragments say nothing.
  const fragment = isTracking(url.hash.slice(1).split(/[=-]/)[0] ?? '') ? '' : url.hash;
  return `${hostOf(url.href)}${path}${url.search}${fragment}`;
}

const trackingNames = new Set(
  (
    'fbclid gclid dclid gbraid wbraid msclkid yclid twclid igshid mc_cid mc_eid _hsenc _hsmi ' +
    'mkt_tok cmpid ito ref_src ns_source ns_mchannel ns_campaign xtor wt_mc ocid smid'
  ).split(' '),
);

function isTracking(name: string): boolean {
  const lower = name.toLowerCase();
  return lower.startsWith('utm_') || lower.startsWith('mtm_') || trackingNames.has(lower);
}

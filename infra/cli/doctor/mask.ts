/** Takes out of texts what an owner need not show to strangers who help. */

/** What is masked, for the help and the test that holds it. */
export const maskedThings =
  'e-mail addresses, account numbers, the domain and the site, host names in web addresses, and the ' +
  'tokens of DKIM';

type Outputs = Readonly<Record<string, string>>;

/** A way to mask texts about a stack; the longest names first, as one may be in another. */
export function openMask(outputs: Outputs): (text: string) => string {
  const names = hostsOf(outputs).map((host) => new RegExp(escaped(host), 'gi'));
  return (text) => {
    const bare = text
      .replace(/[^\s@<>"“”]+@[\w.-]+/g, '<address>')
      .replace(/(?<![\w])\d{12}(?![\w])/g, '<account>')
      .replace(/\bhttps?:\/\/[^\s/"”]+/g, '<site>')
      .replace(/\b[a-z0-9]{32}(?=\.(?:_domainkey|dkim)\.)/g, '<token>');
    return names.reduce((masked, name) => masked.replace(name, '<domain>'), bare);
  };
}

function hostsOf({ SenderDomain = '', SiteUrl = '', DnsInboundMx = '' }: Outputs): string[] {
  const [inbound = ''] = DnsInboundMx.split(' ');
  const labels = SenderDomain.split('.');
  // The policy of DMARC may stand above the domain.
  const above = labels.slice(0, -1).map((_, n) => labels.slice(n).join('.'));
  const hosts = [...above, inbound, URL.parse(SiteUrl)?.hostname ?? ''];
  return [...new Set(hosts.filter(Boolean))].sort((one, other) => other.length - one.length);
}

function escaped(text: string): string {
  return text.replaceAll(/[.+*?^$()[\]{}|\\]/g, '\\$&');
}

/** The same of every text in a value. */
export function maskDeep(value: unknown, mask: (text: string) => string): unknown {
  if (typeof value === 'string') return mask(value);
  if (Array.isArray(value)) return value.map((one) => maskDeep(one, mask));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, maskDeep(one, mask)]));
}

/** Splits an address list at the commas that separate addresses, not those in names or quotes. */
export function splitAddresses(list: string): string[] {
  const found = list.match(/(?:"(?:\\.|[^"\\])*"|<[^>]*>|[^,"<])+/g) ?? [];
  return found.map((address) => address.trim()).filter((address) => address !== '');
}

/** The bare address in `Name <local@domain>`, in `<local@domain>`, or in itself. */
export function bareAddress(text: string): string {
  const angled = /<([^<>]*)>\s*$/.exec(text.trim());
  return (angled?.[1] ?? text).trim();
}

/** What SES would say of an address that it cannot take, or nothing when it can (ASCII only). */
export function addressFault(text: string): string | undefined {
  const address = bareAddress(text);
  if (address === '') return 'Empty address';
  if (displayNameIsIllegal(text)) return 'Illegal address';
  const at = endOfLocal(address);
  if (at < 0) return localFault(address) ?? "Missing final '@domain'";
  if (at === 0) return 'Missing local name';
  return localFault(address.slice(0, at)) ?? domainFault(address.slice(at + 1));
}

function displayNameIsIllegal(text: string): boolean {
  const name = text.includes('<') ? text.slice(0, text.lastIndexOf('<')) : '';
  return /[,;:<>@[\]()\\]/.test(name.replace(/"(?:\\.|[^"\\])*"/g, ''));
}

function endOfLocal(address: string): number {
  if (!address.startsWith('"')) return address.indexOf('@');
  const quoted = /^"(?:\\.|[^"\\])*"/.exec(address);
  return quoted === null ? -1 : address.indexOf('@', quoted[0].length);
}

function localFault(local: string): string | undefined {
  if (local.startsWith('"')) return quotedFault(local);
  if (local.startsWith('.')) return 'Local address starts with dot';
  if (local.includes('..')) return 'Local address contains dot-dot';
  if (local.endsWith('.')) return 'Local address ends with dot';
  if (outsideAscii.test(local)) return 'Local address contains control or whitespace';
  return /[()<>,;:\\"[\]]/.test(local) ? 'Local address contains illegal character' : undefined;
}

function quotedFault(local: string): string | undefined {
  if (!/^"(?:\\.|[^"\\])*"/.test(local)) return 'Unterminated quote';
  return local.endsWith('"') ? undefined : 'Quote not at end of local address';
}

function domainFault(domain: string): string | undefined {
  if (domain === '') return 'Missing domain';
  if (domain.startsWith('.')) return 'Domain starts with dot';
  if (outsideAscii.test(domain)) return 'Domain contains control or whitespace';
  if (!/^[a-z0-9.-]+$|^\[[^\]]+\]$/i.test(domain)) return 'Domain contains illegal character';
  if (domain.includes('..')) return 'Domain contains dot-dot';
  return domain.endsWith('.') ? 'Domain ends with dot' : undefined;
}

/** SES has no SMTPUTF8: a letter beyond ASCII is refused just as a space is. */
const outsideAscii = /[^\x21-\x7e]/;

/** Which provider was probably meant, when a domain looks like a slip of the fingers. */

/** Where most people have their mailbox, in the languages that pages speak. */
const usualDomains = [
  ...['gmail.com', 'googlemail.com', 'hotmail.com', 'outlook.com', 'yahoo.com', 'icloud.com'],
  ...['protonmail.com', 'live.com', 'msn.com', 'aol.com', 'yahoo.co.uk', 'hotmail.co.uk'],
  ...['btinternet.com', 'comcast.net', 'verizon.net', 'bigpond.com'],
  ...['gmx.de', 'gmx.net', 'gmx.at', 'gmx.ch', 'web.de', 't-online.de', 'freenet.de'],
  ...['yahoo.de', 'hotmail.de', 'outlook.de', 'bluewin.ch', 'posteo.de', 'mailbox.org'],
  ...['orange.fr', 'free.fr', 'wanadoo.fr', 'sfr.fr', 'laposte.net', 'hotmail.fr', 'yahoo.fr'],
  ...['outlook.fr', 'live.fr', 'bbox.fr', 'neuf.fr', 'videotron.ca'],
  ...['hotmail.es', 'yahoo.es', 'outlook.es', 'telefonica.net', 'terra.es', 'movistar.es'],
  ...['yahoo.com.mx', 'yahoo.com.ar', 'prodigy.net.mx', 'fibertel.com.ar'],
  ...['maktoob.com', 'outlook.sa', 'hotmail.sa', 'emirates.net.ae'],
  ...['yahoo.co.jp', 'docomo.ne.jp', 'ezweb.ne.jp', 'softbank.ne.jp', 'i.softbank.jp'],
  ...['nifty.com', 'biglobe.ne.jp', 'ocn.ne.jp', 'so-net.ne.jp'],
  ...['qq.com', '163.com', '126.com', 'yeah.net', 'sina.com', 'sina.cn', 'sohu.com'],
  ...['foxmail.com', 'aliyun.com', '139.com', '189.cn'],
  ...['yahoo.com.tw', 'hinet.net', 'msa.hinet.net', 'pchome.com.tw', 'yahoo.com.hk'],
  'netvigator.com',
];
/** Others that exist, however much they look like a slip. */
const similarDomains = ['mail.com', 'email.com', 'ymail.com', 'hmail.com', 'sina.com.cn'];

/** A short name has too many neighbours that exist: only letters that changed places are a slip. */
const longNameChars = 5;

/** The domain that was probably meant: one slip away from a usual one, or a top level that is none. */
export function likelyDomain(domain: string): string | undefined {
  if (usualDomains.includes(domain) || similarDomains.includes(domain)) return undefined;
  const mended = domain.replace(
    /(?:\.(?:con|cmo|ocm|vom|xom|comm)|(?<=^(?:qq|163|126|139|sina|sohu|foxmail|aliyun))\.co)$/,
    '.com',
  );
  if (mended !== domain && usualDomains.includes(mended)) return mended;
  const usual = usualDomains.find((one) => isSlipOf(one, mended));
  return usual ?? (mended === domain ? undefined : mended);
}

function isSlipOf(meant: string, typed: string): boolean {
  const slip = slipBetween(typed, meant);
  if (slip === undefined || isOtherCountry(typed, meant)) return false;
  return slip !== 'letter' || meant.indexOf('.') >= longNameChars || isInEnd(typed, meant);
}

/** yahoo.dk is not yahoo.de: a provider may be in every country that there is. */
function isOtherCountry(typed: string, meant: string): boolean {
  const [a, b] = [typed, meant].map((one) => one.lastIndexOf('.'));
  const top = typed.slice((a ?? 0) + 1);
  const isSame = typed.slice(0, a) === meant.slice(0, b);
  return (
    isSame &&
    top.length === 2 &&
    meant.length - (b ?? 0) === 3 &&
    regions.of(top.toUpperCase()) !== undefined
  );
}

const regions = new Intl.DisplayNames('en', { type: 'region', fallback: 'none' });

/** The name is as it should be, and the slip is behind it. */
function isInEnd(typed: string, meant: string): boolean {
  const name = meant.slice(0, meant.indexOf('.') + 1);
  return typed.startsWith(name);
}

/** Letters that changed places, one typed twice or once too few, or a letter more, less or another. */
function slipBetween(typed: string, meant: string): 'swapped' | 'doubled' | 'letter' | undefined {
  let start = 0;
  while (start < typed.length && typed[start] === meant[start]) start++;
  let end = 0;
  const most = Math.min(typed.length, meant.length) - start;
  while (end < most && typed.at(-1 - end) === meant.at(-1 - end)) end++;
  const a = typed.slice(start, typed.length - end);
  const b = meant.slice(start, meant.length - end);
  if (a.length === 2 && b.length === 2 && a[0] === b[1] && a[1] === b[0]) return 'swapped';
  if (a.length > 1 || b.length > 1) return undefined;
  const isDoubled = a + b === typed[start - 1] && a.length !== b.length;
  return isDoubled ? 'doubled' : 'letter';
}

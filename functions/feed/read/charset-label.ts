/** What the HTTP header and a document say of its encoding, by the names that are really meant. */

const labelWithinBytes = 1_024;

/** Names in letters and digits; undefined where nothing, or nothing to go by, is said. */
export interface CharsetLabels {
  readonly header: string | undefined;
  readonly document: string | undefined;
}

/** Reads both labels. That a name is there does not say that anyone knows the encoding. */
export function charsetLabels(bytes: Buffer, contentType: string | undefined): CharsetLabels {
  return {
    header: meantBy(httpCharset(contentType)),
    document: meantBy(documentCharset(bytes)),
  };
}

/** Whether the name is one of an encoding whose bytes may be valid UTF-8 by accident. */
export function isDoubleByte(label: string | undefined): boolean {
  return label !== undefined && /^(?:gb|big5|shift_?jis|euc|cp9[3-5]|iso-2022)/.test(label);
}

function httpCharset(contentType: string | undefined): string | undefined {
  return /charset\s*=\s*["']?([\w.:-]{1,40})/i.exec(contentType?.slice(0, 300) ?? '')?.[1];
}

function documentCharset(bytes: Buffer): string | undefined {
  const head = bytes.toString('latin1', 0, labelWithinBytes);
  return (
    /<\?xml[^>]{0,200}encoding\s*=\s*["']?([\w.:-]{1,40})/i.exec(head)?.[1] ??
    /<meta[^>]{0,200}charset\s*=\s*["']?([\w.:-]{1,40})/i.exec(head)?.[1]
  );
}

/** The encodings that labels really mean (WHATWG Encoding §4.2), by their letters and digits. */
const meant: Readonly<Record<string, string>> = {
  ascii: 'utf8',
  usascii: 'utf8',
  iso88591: 'windows-1252',
  latin1: 'windows-1252',
  l1: 'windows-1252',
  cp819: 'windows-1252',
  ansi: 'windows-1252',
  iso88599: 'windows-1254',
  latin5: 'windows-1254',
  iso885911: 'windows-874',
  tis620: 'windows-874',
  iso88598i: 'windows-1255',
  iso88598: 'windows-1255',
  gb2312: 'gb18030',
  gb231280: 'gb18030',
  gbk: 'gb18030',
  xgbk: 'gb18030',
  cp936: 'gb18030',
  xeucjp: 'euc-jp',
  xsjis: 'shift_jis',
  windows31j: 'shift_jis',
  big5: 'big5-hkscs',
  xbig5: 'big5-hkscs',
  ksc56011987: 'euc-kr',
  ksc5601: 'euc-kr',
  uhc: 'euc-kr',
  xmacroman: 'macintosh',
  xmaccyrillic: 'maccyrillic',
  iso2022jp: 'iso-2022-jp',
};

/** UTF-8 needs no label, and an encoding of wider units shows by its bytes. */
function meantBy(label: string | undefined): string | undefined {
  const plain = label?.toLowerCase().replace(/[^a-z0-9]/g, '');
  if (plain === undefined || /^(?:utf16|utf32|ucs|unicode|utf7)/.test(plain)) return undefined;
  const name = Object.hasOwn(meant, plain) ? meant[plain] : plain;
  return name === 'utf8' ? undefined : name;
}

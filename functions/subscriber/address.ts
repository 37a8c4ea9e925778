/** From what a visitor typed to an address that SES can take, and to its form for identity. */
import { domainToASCII } from 'node:url';
import { trimEndOf } from '../config/trim-end.ts';
import { likelyDomain } from './likely-domain.ts';

/** Why an address cannot be mailed. */
export type AddressRefusal = 'empty' | 'shape' | 'not-ascii' | 'local-part' | 'domain' | 'too-long';

/** An address as it was typed, and the key by which it is known. */
export interface Address {
  readonly kind: 'ok';
  /** As typed, for sending; the domain as its A-label. */
  readonly address: string;
  /** The normal form: two people never share it, one person's spellings do. */
  readonly key: string;
  /** What was probably meant, when the domain looks like a slip of the fingers. */
  readonly suggestion?: string;
}

/** An address, or why it is none. */
export type ParsedAddress = Address | { readonly kind: 'refused'; readonly reason: AddressRefusal };

const typedCharsMax = 1_000;
const localCharsMax = 64;
/** RFC 5321 §4.5.3.1.3 less the angle brackets: RFC 3696 erratum 1690. */
export const addressCharsMax = 254;
const labelCharsMax = 63;

/** RFC 5322 §3.2.3: atext joined by single dots; quoted forms and comments are not taken. */
const dotAtom = /^[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(?:\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*$/;
const label = /^[a-z0-9](?:[a-z0-9-]*[a-z0-9])?$/;
/** Nobody has mail there (RFC 6761 §6.2–6.4); `example` is for documents, and the stage delivers it. */
const mailless = new Set(['test', 'invalid', 'localhost']);
const topLabel = /^(?:[a-z]{2,}|xn--[a-z0-9-]+)$/;

/**
 * Parses one typed address. Dots and tags in the local part stay as they are: only the mailbox's
 * own provider knows whether they matter (RFC 5321 §2.3.11).
 */
export function parseAddress(typed: string): ParsedAddress {
  if (typed.length > typedCharsMax) return refused('too-long');
  const text = addressIn(typed);
  if (text === '') return refused('empty');
  const at = text.indexOf('@');
  if (at < 1 || at !== text.lastIndexOf('@') || /[\s\x00-\x1f\x7f"(),:;<>[\]\\]/u.test(text)) {
    return refused('shape');
  }
  const local = text.slice(0, at);
  // SES speaks neither SMTPUTF8 nor Punycode in the local part (SendRawEmail, `Source`).
  if (/[^\x00-\x7f]/.test(local)) return refused('not-ascii');
  if (!dotAtom.test(local) || /^xn--/i.test(local)) return refused('local-part');
  const domain = parseDomain(text.slice(at + 1));
  if (domain === undefined) return refused('domain');
  const address = `${local}@${domain}`;
  if (local.length > localCharsMax || address.length > addressCharsMax) return refused('too-long');
  const meant = likelyDomain(domain);
  return {
    kind: 'ok',
    address,
    key: address.toLowerCase(),
    ...(meant === undefined ? {} : { suggestion: `${local}@${meant}` }),
  };
}

function refused(reason: AddressRefusal): ParsedAddress {
  return { kind: 'refused', reason };
}

const spare = /[\s\u200b-\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff]/;

/** Marks that come along when an address is copied: spaces, zero width, direction. */
function trimmed(text: string): string {
  const start = text.search(/[^\s\u200b-\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff]/);
  return start < 0 ? '' : trimEndOf(text.slice(start), spare);
}

/** What was typed without what came along: marks, a link's scheme, the end of a sentence. */
export function addressIn(typed: string): string {
  const text = trimmed(foldWidth(typed.normalize('NFC')));
  const address = text.replace(/^mailto:([^?]*).*$/is, '$1');
  return address.replace(/(?<=[^.])\.$/, '');
}

/** East Asian keyboards type full-width letters, at-signs and dots: the same address. */
function foldWidth(text: string): string {
  return text.replace(/[\uff01-\uff5e]/g, (wide) =>
    String.fromCharCode(wide.charCodeAt(0) - 0xfee0),
  );
}

/** The A-label of a domain name (UTS 46) that could have mail, else undefined. */
function parseDomain(typed: string): string | undefined {
  // domainToASCII is a URL host parser: it would also take %41 and 0x7f.1 and make sense of them.
  if (/[^a-zA-Z0-9.\u0080-\u{10ffff}-]/u.test(typed)) return undefined;
  const domain = domainToASCII(typed);
  const labels = domain.split('.');
  const top = labels.at(-1) ?? '';
  const fits = labels.length > 1 && labels.every((l) => l.length <= labelCharsMax && label.test(l));
  return fits && topLabel.test(top) && !mailless.has(top) ? domain : undefined;
}

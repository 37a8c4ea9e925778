/**
 * Header fields of a message (RFC 5322). Every value is taken for hostile: nothing that comes in
 * can end a line, start a field, hide behind an encoded-word or turn the reading direction.
 */
import { encodeWord, foldLines } from 'nodemailer/lib/mime-funcs';

/** A name and an address, as in From (RFC 5322 §3.4). */
export interface Mailbox {
  readonly name: string;
  readonly address: string;
}

/** A line with its name and one encoded-word fits 76 columns (RFC 2047 section 2). */
const encodedWordCharsMax = 64;
const lineCharsMax = 76;
const valueCharsMax = 300;
const addressCharsMax = 254;
const uriCharsMax = 900;
const listIdCharsMax = 255;

const unprintable = /[\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069]/g;
const dotAtom = "[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(?:\\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*";
const listId = new RegExp(`^${dotAtom}$`);
const plainAddress = new RegExp(`^${dotAtom}@[A-Za-z0-9-]+(?:\\.[A-Za-z0-9-]+)*$`);
const loopback = /^(?:localhost|[a-z0-9-]+\.localhost|127(?:\.\d{1,3}){3}|\[::1\])$/;

/** One clean line: control, line separator and bidi override characters become a space. */
export function cleanValue(value: string): string {
  const line = value.toWellFormed().replace(unprintable, ' ').replace(/ {2,}/g, ' ').trim();
  const chars = Array.from(line);
  return chars.length > valueCharsMax ? `${chars.slice(0, valueCharsMax - 1).join('')}…` : line;
}

/** One field with its line end, folded where white space allows it (RFC 5322 section 2.2.3). */
export function field(name: string, value: string): string {
  return `${foldLines(`${name}: ${value}`, lineCharsMax)}\r\n`;
}

/** Free text such as a subject: as it is where that is safe, else as encoded-words. */
export function encodeText(value: string): string {
  const clean = cleanValue(value);
  return needsEncoding(clean) ? encodedWords(clean) : clean;
}

/** `Name <address>`; the encoded-words never reach into the address (RFC 2047 section 5). */
export function encodeMailbox(mailbox: Mailbox): string {
  const phrase = encodePhrase(mailbox.name);
  const address = checkAddress(mailbox.address);
  return phrase === '' ? address : `${phrase} <${address}>`;
}

/** Whether this is an address that SES takes: ASCII, unquoted, without comments or routes. */
export function isPlainAddress(address: string): boolean {
  return address.length <= addressCharsMax && plainAddress.test(address);
}

/** The address itself; one that could be read as two, or as none, is a bug upstream. */
export function checkAddress(address: string): string {
  if (!isPlainAddress(address)) throw new Error('A message needs a plain ASCII address.');
  return address;
}

/** `Name <id>` with the id always readable (RFC 2919 section 3). */
export function encodeListId(name: string, id: string): string {
  if (id.length > listIdCharsMax || !listId.test(id) || !id.includes('.')) {
    throw new Error('A List-Id is a dotted ASCII name such as weekly.example.com.');
  }
  return [encodePhrase(name), `<${id}>`].filter((part) => part !== '').join(' ');
}

/** One HTTPS URI, and a mailto where there is one (RFC 8058 section 3.1, RFC 2369 section 3.2). */
export function encodeUnsubscribe(url: string, mailto: string | undefined): string {
  const uris = [checkWebUrl(url)];
  if (mailto !== undefined) uris.push(checkUri(mailto, 'mailto:'));
  return uris.map((uri) => `<${uri}>`).join(', ');
}

/** A link that may be mailed: HTTPS, or plain HTTP to this very machine. */
export function checkWebUrl(url: string): string {
  if (url.startsWith('https://')) return checkUri(url, 'https://');
  const { hostname } = new URL(checkUri(url, 'http://'));
  if (!loopback.test(hostname)) throw new Error('A link in a message must be HTTPS.');
  return url;
}

/** `Sun, 22 Nov 2026 19:31:00 +0000` (RFC 5322 section 3.3). */
export function encodeDate(ms: number): string {
  if (!Number.isFinite(ms)) throw new Error('A message needs a valid date.');
  return new Date(ms).toUTCString().replace('GMT', '+0000');
}

/** `<left@right>` of an id without its angle brackets (RFC 5322 section 3.6.4). */
export function encodeMessageId(id: string): string {
  if (!isPlainAddress(id)) throw new Error('A Message-ID is of the form unique@example.com.');
  return `<${id}>`;
}

/** The key under which a message stands in the ledger, in the characters of an SES tag. */
export function checkLedgerKey(key: string): string {
  if (!/^[A-Za-z0-9_-]{1,256}$/.test(key)) {
    throw new Error('A ledger key has 1 to 256 of A-Z, a-z, 0-9, _ and -.');
  }
  return key;
}

function checkUri(uri: string, start: string): string {
  if (!uri.startsWith(start) || uri.length > uriCharsMax || !/^[!-~]+$/.test(uri)) {
    throw new Error(`A header needs a URI that starts with ${start}, in ASCII and not too long.`);
  }
  if (/[<>"\\^`{|},]/.test(uri)) throw new Error('A URI in a header must be percent-encoded.');
  return uri;
}

function encodePhrase(name: string): string {
  const clean = cleanValue(name);
  if (needsEncoding(clean)) return encodedWords(clean);
  return /^[\w ]*$/.test(clean) ? clean : `"${clean.replace(/["\\]/g, '\\$&')}"`;
}

/** `=?` is encoded too: a title must not be able to bring an encoded-word of its own. */
function needsEncoding(clean: string): boolean {
  return (
    /[^\x20-\x7e]/.test(clean) ||
    clean.includes('=?') ||
    clean.split(' ').some((word) => word.length > encodedWordCharsMax)
  );
}

function encodedWords(clean: string): string {
  const q = encodeWord(clean, 'Q', encodedWordCharsMax);
  const b = encodeWord(clean, 'B', encodedWordCharsMax);
  return b.length < q.length ? b : q;
}

/** One header field: its name, its value on one line, and where its bytes are. */
interface Field {
  readonly name: string;
  readonly value: string;
  readonly start: number;
  readonly end: number;
}

/** The header of a message and where its body begins. */
export interface Head {
  readonly fields: readonly Field[];
  /** First byte after the last field: the empty line, or the end of the message. */
  readonly end: number;
}

/** Reads the header of a message, not its body (RFC 5322 §2.2; bare LF is taken too). */
export function readHead(raw: Buffer): Head {
  const end = headEnd(raw);
  const text = raw.toString('latin1', 0, end);
  const fields: Field[] = [];
  for (const match of text.matchAll(/[^\n]+(?:\n[ \t][^\n]*)*\n?/g)) {
    fields.push(fieldAt(match[0], match.index));
  }
  return { fields, end };
}

/** The value of the first field of that name, or nothing. */
export function headerValue(head: Head, name: string): string | undefined {
  const wanted = name.toLowerCase();
  return head.fields.find((field) => field.name.toLowerCase() === wanted)?.value;
}

/** Decodes encoded words of a header value; in an unknown charset, as Latin-1 (RFC 2047). */
export function decodeWords(value: string): string {
  return value
    .replace(/\?=\s+(?==\?)/g, '?=')
    .replace(/(?:=\?[^?\s]+\?[bq]\?[^?\s]*\?=)+/gi, (run) => decodeRun(run));
}

function headEnd(raw: Buffer): number {
  if (raw[0] === 10 || (raw[0] === 13 && raw[1] === 10)) return 0;
  const ends = ['\n\r\n', '\n\n'].map((mark) => raw.indexOf(mark)).filter((at) => at >= 0);
  return ends.length === 0 ? raw.length : Math.min(...ends) + 1;
}

function fieldAt(text: string, start: number): Field {
  const colon = text.indexOf(':');
  const bytes = Buffer.from(text.slice(colon + 1), 'latin1');
  return {
    name: colon < 0 ? '' : text.slice(0, colon).trim(),
    value: bytes.toString('utf8').replace(/\r?\n/g, '').trim(),
    start,
    end: start + text.length,
  };
}

function decodeRun(run: string): string {
  let charset = '';
  let chunks: Buffer[] = [];
  let text = '';
  for (const [, label = '', code = '', body = ''] of run.matchAll(
    /=\?([^?]+)\?([bq])\?([^?]*)\?=/gi,
  )) {
    // A character may be split over two words of one charset, so their bytes are joined first.
    if (label.toLowerCase() !== charset) {
      text += decodeBytes(charset, chunks);
      charset = label.toLowerCase();
      chunks = [];
    }
    chunks.push(code.toLowerCase() === 'b' ? Buffer.from(body, 'base64') : fromQ(body));
  }
  return text + decodeBytes(charset, chunks);
}

function fromQ(body: string): Buffer {
  const text = body
    .replaceAll('_', ' ')
    .replace(/=([0-9a-f]{2})/gi, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
  return Buffer.from(text, 'latin1');
}

function decodeBytes(charset: string, chunks: readonly Buffer[]): string {
  const bytes = Buffer.concat(chunks);
  const [label = ''] = charset.split('*');
  try {
    return new TextDecoder(label).decode(bytes);
  } catch {
    return bytes.toString('latin1');
  }
}

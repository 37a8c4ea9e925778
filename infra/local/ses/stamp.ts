import { type Head, headerValue } from './headers.ts';

/** What SES puts into a message when it takes it. */
export interface Stamp {
  /** Without the angle brackets. */
  readonly messageId: string;
  readonly at: number;
}

/**
 * The message as its reader gets it: SES's Message-ID and Date in place of the sender's, without
 * X-SES-* and Bcc fields, and otherwise byte for byte what was handed in.
 */
export function stampMessage(raw: Buffer, head: Head, stamp: Stamp): Buffer {
  const newline = raw.includes('\r\n') ? '\r\n' : '\n';
  const own = new Map([
    ['date', `Date: ${mailDate(stamp.at)}${newline}`],
    ['message-id', `Message-ID: <${stamp.messageId}>${newline}`],
  ]);
  const missing = [...own].filter(([name]) => headerValue(head, name) === undefined);
  const parts = head.fields.map((field) => {
    const name = field.name.toLowerCase();
    if (name === 'bcc' || name.startsWith('x-ses-')) return Buffer.alloc(0);
    const replaced = own.get(name);
    return replaced === undefined
      ? raw.subarray(field.start, field.end)
      : Buffer.from(replaced, 'latin1');
  });
  const gap = raw[head.end - 1] === 10 ? '' : newline;
  const added = Buffer.from(gap + missing.map(([, line]) => line).join(''), 'latin1');
  return Buffer.concat([...parts, added, raw.subarray(head.end)]);
}

/** An instant as a Date header in UTC (RFC 5322 §3.3). */
function mailDate(at: number): string {
  return new Date(at).toUTCString().replace(/GMT$/, '+0000');
}

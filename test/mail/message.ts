/** A message taken apart by the letter of the RFCs, with no mail library in between. */

export interface RawPart {
  readonly type: string;
  readonly encoding: string;
  readonly body: string;
}

export interface RawMessage {
  readonly fields: readonly (readonly [name: string, value: string])[];
  readonly boundary: string;
  readonly parts: readonly RawPart[];
}

/** Splits a multipart message; values of fields are unfolded, not decoded. */
export function takeApart(message: Buffer): RawMessage {
  const raw = message.toString('latin1');
  const [head, body] = halves(raw);
  const fields = fieldsOf(head);
  const boundary = /boundary="?([^";]+)"?/.exec(fieldValue(fields, 'Content-Type'))?.[1] ?? '';
  const [, ...rest] = `\r\n${body}`.split(`\r\n--${boundary}`);
  if (rest.at(-1) !== '--\r\n') throw new Error('The last delimiter is missing.');
  const parts = rest.slice(0, -1).map((part) => {
    const [partHead, partBody] = halves(part.slice(2));
    const partFields = fieldsOf(partHead);
    return {
      type: fieldValue(partFields, 'Content-Type'),
      encoding: fieldValue(partFields, 'Content-Transfer-Encoding'),
      body: partBody,
    };
  });
  return { fields, boundary, parts };
}

/** The bytes that a part stands for. */
export function decode(part: RawPart): Buffer {
  if (part.encoding === 'base64') return Buffer.from(part.body, 'base64');
  const bytes = withoutSoftBreaks(part.body).replace(/=([0-9A-F]{2})/g, (_, hex: string) =>
    String.fromCharCode(Number.parseInt(hex, 16)),
  );
  return Buffer.from(bytes, 'latin1');
}

/** Quoted-printable regardless of where its lines were broken. */
export function withoutSoftBreaks(body: string): string {
  return body.replaceAll('=\r\n', '');
}

/** The value of the only field of that name. */
export function fieldValue(fields: RawMessage['fields'], name: string): string {
  const found = fields.filter(([other]) => other.toLowerCase() === name.toLowerCase());
  const [only] = found;
  if (only === undefined || found.length > 1) {
    throw new Error(`${found.length} fields are called ${name}.`);
  }
  return only[1];
}

function halves(raw: string): [string, string] {
  const at = raw.indexOf('\r\n\r\n');
  if (at < 0) throw new Error('There is no empty line after the fields.');
  return [raw.slice(0, at), raw.slice(at + 4)];
}

function fieldsOf(head: string): [string, string][] {
  return head
    .replace(/\r\n(?=[ \t])/g, '')
    .split('\r\n')
    .map((line) => {
      const colon = line.indexOf(':');
      return [line.slice(0, colon), line.slice(colon + 1).trim()];
    });
}

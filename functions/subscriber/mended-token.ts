/** Tokens as they arrive: mail programs, gateways and people damage links on their way. */

const charsMax = 1_000;
/** The signature is so many characters of base64url. */
const signatureChars = 22;

/**
 * What a token may have been before something was hung on to it (`…>`, `…&utm_source=x`, `…_`),
 * broken over lines, or encoded as quoted-printable (`=3D`). Each is checked by its signature, so
 * that mending can only find a link that was signed.
 */
export function mendings(token: string): readonly string[] {
  if (token.length > charsMax) return [];
  const joined = token
    .replace(/%(?:20|0[ad]|3d)/gi, (code) => decodeURIComponent(code))
    .replace(/=\r?\n|\s/g, '');
  const bare = /^[\w-]+(?:\.[\w-]+)*/;
  const starts = [token, joined, joined.replace(/^=?3D/i, ''), joined.replace(/^=/, '')];
  const found = starts.flatMap((start) => {
    const text = bare.exec(start)?.[0];
    return text === undefined ? [] : [text, ...cut(text)];
  });
  return [...new Set(found)];
}

/** Without underscores and dashes behind the signature, or a whole part that is none. */
function cut(text: string): string[] {
  const parts = text.split('.');
  const at = parts.findIndex((part, n) => n > 0 && part.length >= signatureChars && !isId(part));
  const signature = parts[at];
  if (signature === undefined) return [];
  const surplus = signature.slice(signatureChars);
  if (!/^[_-]*$/.test(surplus)) return [];
  return [[...parts.slice(0, at), signature.slice(0, signatureChars)].join('.')];
}

/** Ids of readers and letters are UUIDs, which are longer than a signature. */
function isId(part: string): boolean {
  return /^[0-9a-f]{8}-[0-9a-f]{4}-/.test(part);
}

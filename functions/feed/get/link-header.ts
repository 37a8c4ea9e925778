/** The Link header of an answer (RFC 8288 §3), read in one pass whatever stands in it. */
import { webAddress } from '../read/address.ts';

const headerCharsMax = 16_000;

/** The first address that the header gives in this relation; relative ones belong to `base`. */
export function linkedAddress(header: string, wanted: string, base: string): string | undefined {
  const text = header.slice(0, headerCharsMax);
  let at = text.indexOf('<');
  while (at >= 0) {
    const close = text.indexOf('>', at);
    if (close < 0) return undefined;
    const end = endOfLink(text, close + 1);
    if (relationsOf(text.slice(close + 1, end)).includes(wanted)) {
      const url = webAddress(text.slice(at + 1, close), base);
      if (url !== undefined) return url;
    }
    at = text.indexOf('<', end);
  }
  return undefined;
}

/** Where the parameters end: at a comma that stands in no quotes. */
function endOfLink(text: string, from: number): number {
  let isQuoted = false;
  for (let at = from; at < text.length; at += 1) {
    const character = text[at];
    if (character === '"') isQuoted = !isQuoted;
    else if (character === '\\' && isQuoted) at += 1;
    else if (character === ',' && !isQuoted) return at;
  }
  return text.length;
}

/** Several relations may share one parameter; only the first such parameter counts (§3.3). */
function relationsOf(parameters: string): string[] {
  for (const parameter of parameters.split(';')) {
    const equals = parameter.indexOf('=');
    if (equals < 0 || parameter.slice(0, equals).trim().toLowerCase() !== 'rel') continue;
    const value = parameter.slice(equals + 1).trim();
    return value.replaceAll('"', '').toLowerCase().split(/\s+/);
  }
  return [];
}

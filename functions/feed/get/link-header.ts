/** The Link header of an answer (RFC 8288 §3), read in one pass whatever stands in it. */
import { webAddress } from '../read/address.ts';

/** One link of the header. */
export interface HeaderLink {
  readonly url: string;
  readonly relations: readonly string[];
  readonly type?: string;
  readonly title?: string;
}

const headerCharsMax = 16_000;

/** All links that lead to web addresses, in their order; relative ones belong to `base`. */
export function linksIn(header: string, base: string): HeaderLink[] {
  const text = header.slice(0, headerCharsMax);
  const links: HeaderLink[] = [];
  let at = text.indexOf('<');
  while (at >= 0) {
    const close = text.indexOf('>', at);
    if (close < 0) return links;
    const end = endOfLink(text, close + 1);
    const url = webAddress(text.slice(at + 1, close), base);
    if (url !== undefined) links.push({ url, ...factsOf(text.slice(close + 1, end)) });
    at = text.indexOf('<', end);
  }
  return links;
}

/** The first address that the header gives in this relation. */
export function linkedAddress(header: string, wanted: string, base: string): string | undefined {
  return linksIn(header, base).find(({ relations }) => relations.includes(wanted))?.url;
}

/** Where the parameters end: at a comma that stands in no quotes. */
function endOfLink(text: string, from: number): number {
  return outsideQuotes(text, ',', from) ?? text.length;
}

/** Several relations may share one parameter; only the first of a name counts (§3.3, §3.4.1). */
function factsOf(parameters: string): Omit<HeaderLink, 'url'> {
  const found = new Map<string, string>();
  for (let at = 0; at <= parameters.length; ) {
    const end = outsideQuotes(parameters, ';', at) ?? parameters.length;
    const parameter = parameters.slice(at, end);
    const equals = parameter.indexOf('=');
    const name = parameter.slice(0, Math.max(0, equals)).trim().toLowerCase();
    if (name !== '' && !found.has(name)) {
      found.set(name, unquoted(parameter.slice(equals + 1).trim()));
    }
    at = end + 1;
  }
  const [type, title] = [found.get('type'), found.get('title')];
  return {
    relations: found.get('rel')?.toLowerCase().split(/\s+/) ?? [],
    ...(type === undefined ? {} : { type: type.toLowerCase() }),
    ...(title === undefined ? {} : { title }),
  };
}

/** The first place of this character that stands in no quotes. */
function outsideQuotes(text: string, wanted: string, from: number): number | undefined {
  let isQuoted = false;
  for (let at = from; at < text.length; at += 1) {
    const character = text[at];
    if (character === '"') isQuoted = !isQuoted;
    else if (character === '\\' && isQuoted) at += 1;
    else if (character === wanted && !isQuoted) return at;
  }
  return undefined;
}

function unquoted(value: string): string {
  return value.replaceAll('"', '').replaceAll('\\', '');
}

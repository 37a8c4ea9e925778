/** What a line of a log may hold: lists of ids in portions, and no address of anybody. */

/** A line of a hundred ids is some four kilobytes long; Lambda takes 256. */
const idsALineMax = 100;

/** Ids in as many portions as they need lines; none for none. */
export function inLines<Id>(ids: readonly Id[]): Id[][] {
  const portions: Id[][] = [];
  for (let start = 0; start < ids.length; start += idsALineMax) {
    portions.push(ids.slice(start, start + idsALineMax));
  }
  return portions;
}

/** What our messages name what they are about by; no other part of a message is told. */
const idNames = ['editionId', 'batchId', 'subscriberId', 'confirmationId', 'noticeId'] as const;

/** What a message is about, by its ids; nothing of one that is none of ours. */
export function idsIn(body: string): Record<string, unknown> {
  const message = parsed(body);
  const ids = idNames.flatMap((name) =>
    typeof message[name] === 'string' ? [[name, message[name]]] : [],
  );
  const feeds = Array.isArray(message.feeds) ? message.feeds.flatMap(feedIn) : [];
  return { ...Object.fromEntries(ids), ...(feeds.length === 0 ? {} : { feeds }) };
}

function feedIn(feed: unknown): string[] {
  const isNamed = typeof feed === 'object' && feed !== null && 'feedId' in feed;
  return isNamed && typeof feed.feedId === 'string' ? [feed.feedId] : [];
}

function parsed(body: string): Readonly<Record<string, unknown>> {
  try {
    const message: unknown = JSON.parse(body);
    return typeof message === 'object' && message !== null ? { ...message } : {};
  } catch {
    return {};
  }
}

/** No part of an address that is written without quotation marks has one of these. */
const apart: ReadonlySet<string> = new Set(' \t\r\n"\'<>()[]{},;:/\\@');
/** Both parts of an address together (RFC 5321 §4.5.3.1); no text of a service is longer without a gap. */
const partCharsMax = 320;

/**
 * The text with every address of a mailbox taken out, as far as a text shows one: what services say of
 * an error may hold it. The same hides a password before the host of a URL.
 */
function withoutAddresses(text: string): string {
  let told = '';
  let from = 0;
  for (let at = text.indexOf('@'); at >= 0; at = text.indexOf('@', at + 1)) {
    const start = edgeOf(text, at, -1);
    const end = edgeOf(text, at, 1);
    if (start === at || start < from || !text.slice(at + 1, end).includes('.')) continue;
    told += `${text.slice(from, start)}(an address)`;
    from = end;
  }
  return told + text.slice(from);
}

/** Where the part before (-1) or behind (1) the sign ends. */
function edgeOf(text: string, at: number, step: -1 | 1): number {
  const last = at + step * partCharsMax;
  let place = at + step;
  while (place !== last && !apart.has(text[place] ?? ' ')) place += step;
  return step === 1 ? place : place + 1;
}

/** The facts as JSON, no address in any text of them. */
export function toLine(facts: Readonly<Record<string, unknown>>): string {
  const line = JSON.stringify(facts);
  if (!line.includes('@')) return line;
  return JSON.stringify(facts, (_, value: unknown) =>
    typeof value === 'string' ? withoutAddresses(value) : value,
  );
}

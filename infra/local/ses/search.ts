import { simpleParser } from 'mailparser';
import type { Accepted, Mailbox } from './mailbox.ts';

/** What to list: newest first, from before a message on. */
export interface MailQuery {
  /** Messages to exactly this address, in any case. */
  readonly to?: string;
  /** Words in an address, the subject or the text. */
  readonly words?: string;
  readonly before?: string;
  readonly limit: number;
}

/** A page of what was found. */
export interface MailPage {
  readonly messages: readonly Accepted[];
  /** Give it as `before` for what follows; absent at the end. */
  readonly next?: string;
}

/** Messages whose text is read for one page of a search; the next page goes on from there. */
const textReadsMax = 500;
const textCharsMax = 20_000;
const textsKeptMax = 2_000;

/** Lists a mailbox; the texts that a search has read are kept for the next one. */
export function mailSearch(mailbox: Mailbox): (query: MailQuery) => Promise<MailPage> {
  const texts = new Map<string, string>();
  const textOf = async (id: string): Promise<string> => {
    const known = texts.get(id);
    if (known !== undefined) return known;
    const text = await readText(await mailbox.raw(id));
    if (texts.size >= textsKeptMax) texts.clear();
    texts.set(id, text);
    return text;
  };
  return (query) => list(query, mailbox, textOf);
}

async function list(
  query: MailQuery,
  mailbox: Mailbox,
  textOf: (id: string) => Promise<string>,
): Promise<MailPage> {
  const all = mailbox.all();
  const words = query.words?.trim().toLowerCase() ?? '';
  const found: Accepted[] = [];
  let reads = 0;
  for (let index = startOf(query, all); index >= 0; index -= 1) {
    const message = all[index];
    if (message === undefined || !isTo(message, query.to)) continue;
    if (found.length === query.limit || reads === textReadsMax) {
      return { messages: found, next: all[index + 1]?.id ?? message.id };
    }
    if (onEnvelope(message, words)) {
      found.push(message);
      continue;
    }
    reads += 1;
    if ((await textOf(message.id)).includes(words)) found.push(message);
  }
  return { messages: found };
}

function startOf({ before }: MailQuery, all: readonly Accepted[]): number {
  if (before === undefined) return all.length - 1;
  return all.findIndex((message) => message.id === before) - 1;
}

function isTo(message: Accepted, to: string | undefined): boolean {
  if (to === undefined) return true;
  const wanted = to.toLowerCase();
  return message.destinations.some((address) => address.toLowerCase() === wanted);
}

function onEnvelope(message: Accepted, words: string): boolean {
  if (words === '') return true;
  const places = [message.subject, message.source, ...message.destinations];
  return places.some((place) => place.toLowerCase().includes(words));
}

async function readText(raw: Buffer | undefined): Promise<string> {
  if (raw === undefined) return '';
  const options = { skipTextToHtml: true, skipImageLinks: true };
  const { text = '' } = await simpleParser(raw, options).catch(() => ({ text: '' }));
  return text.slice(0, textCharsMax).toLowerCase();
}

/** What happened in a trial, in order, as it looks from outside of the product: the evidence. */
import type { Accepted } from '../../infra/local/ses/mailbox.ts';
import type { Call } from './call.ts';

export interface Mail {
  readonly order: number;
  readonly at: number;
  readonly messageId: string;
  readonly address: string;
  /** The tags that the message carried. */
  readonly reader: string;
  readonly edition?: string;
  readonly batch?: string;
  readonly confirmation?: string;
  readonly letter?: string;
  readonly notice?: string;
}

/** A reader comes, or is closed to mail: what was acknowledged to the reader, or suppressed. */
interface Turn {
  readonly order: number;
  readonly kind: 'opened' | 'closed';
}

export interface Ledger {
  readonly mails: readonly Mail[];
  readonly accepted: (message: Accepted) => Mail;
  /** Notes what a call that was carried out shows. */
  readonly carriedOut: (call: Call, at: number) => void;
  readonly turned: (reader: string, kind: Turn['kind']) => void;
  readonly turnsOf: (reader: string) => readonly Turn[];
  /** When this reader was last claimed before this mail. */
  readonly claimedBefore: (mail: Mail) => number;
  readonly eventHandled: (messageId: string) => void;
  /** An event about it gets into the queue then. */
  readonly eventArrives: (messageId: string, at: number) => void;
  /** When the first event about it got into the queue. */
  readonly arrivedAt: (mail: Mail) => number;
  /** Whether this mail was known when that one was claimed: its id written, its event handled. */
  readonly knownBefore: (mail: Mail, later: Mail) => boolean;
  readonly doneAt: ReadonlyMap<string, number>;
  /** Something bad becomes of what is mailed to this address now. */
  readonly struck: (address: string) => void;
  readonly wasStruck: (address: string) => boolean;
  /** The owner has stopped the edition, or lets it go on. */
  readonly edition: (id: string, kind: 'stopped' | 'goes on', at: number) => void;
  /** Since when the edition of this mail was stopped by its owner when the mail went out. */
  readonly stoppedSince: (mail: Mail) => number | undefined;
}

interface Stop {
  readonly order: number;
  /** Undefined when the edition goes on. */
  readonly at: number | undefined;
}

/** Opens an empty ledger. */
export function openLedger(): Ledger {
  let order = 0;
  const mails: Mail[] = [];
  const claims = new Map<string, number[]>();
  const turns = new Map<string, Turn[]>();
  const known = new Map<string, number>();
  const doneAt = new Map<string, number>();
  const arrivals = new Map<string, number>();
  const struck = new Set<string>();
  const stops = new Map<string, Stop[]>();
  const add = <T>(map: Map<string, T[]>, key: string, value: T) => {
    const list = map.get(key);
    if (list === undefined) map.set(key, [value]);
    else list.push(value);
  };
  const know = (messageId: string) => {
    if (!known.has(messageId)) known.set(messageId, ++order);
  };
  const turned = (reader: string, kind: Turn['kind']) => {
    add(turns, reader, { order: ++order, kind });
  };
  const claimedBefore = (mail: Mail) =>
    claims
      .get(mail.letter ?? mail.notice ?? mail.reader)
      ?.findLast((claimed) => claimed < mail.order) ?? 0;
  return {
    mails,
    doneAt,
    struck: (address) => void struck.add(address),
    wasStruck: (address) => struck.has(address),
    turned,
    eventHandled: know,
    eventArrives: (id, at) => {
      arrivals.set(id, Math.min(at, arrivals.get(id) ?? at));
    },
    arrivedAt: ({ messageId }) => arrivals.get(messageId) ?? Number.POSITIVE_INFINITY,
    turnsOf: (reader) => turns.get(reader) ?? [],
    claimedBefore,
    edition: (id, kind, at) => {
      add(stops, id, { order: ++order, at: kind === 'stopped' ? at : undefined });
    },
    stoppedSince: ({ edition = '', order: mailed }) =>
      stops.get(edition)?.findLast((stop) => stop.order < mailed)?.at,
    knownBefore: (mail, later) => (known.get(mail.messageId) ?? order + 1) < claimedBefore(later),
    accepted: (message) => {
      const mail = mailOf(message, ++order);
      mails.push(mail);
      return mail;
    },
    carriedOut: ({ point, readers: [reader], body }, at) => {
      const text = body.toString('latin1');
      const claimed = claimedBy(point, reader, text);
      if (claimed !== undefined) add(claims, claimed, ++order);
      if (reader !== undefined && point.includes(' SET suppressed')) turned(reader, 'closed');
      for (const [, id = ''] of text.matchAll(/"messageId":\{"S":"([^"]+)"/g)) know(id);
      const done = /^UpdateItem edition SET state /.test(point) && /EDITION#([0-9a-f]+)/.exec(text);
      if (done) doneAt.set(done[1] ?? '', at);
    },
  };
}

/** Whose message a call claims: a reader's edition or confirmation, or a letter by its id. */
function claimedBy(point: string, reader: string | undefined, text: string): string | undefined {
  if (/ SET (?:claim|confirmation)/.test(point)) return reader;
  return / notice SET progress/.test(point) ? /"NOTICE#([\w-]+)"/.exec(text)?.[1] : undefined;
}

function mailOf({ id, at, destinations, tags }: Accepted, order: number): Mail {
  const tag = (name: string) => {
    const value = tags[name];
    return value === undefined ? {} : { [name]: value };
  };
  const address = destinations[0] ?? '';
  const reader = tags.subscriber ?? '';
  const known = { order, at, messageId: id, address, reader };
  return {
    ...known,
    ...tag('edition'),
    ...tag('batch'),
    ...tag('confirmation'),
    ...tag('letter'),
    ...tag('notice'),
  };
}

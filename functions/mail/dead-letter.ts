/**
 * What a dead letter was, which its body tells; where it goes when it is tried again; and what of it
 * may be shown. The words are of whoever shows it.
 */
import * as v from 'valibot';
import { envelopeSchema, markSchema, receivedSchema } from './event.ts';
import { readSendMessage } from './send-queue.ts';

/** A message that was put aside: nobody works it off any more. */
export interface DeadLetter {
  /** SQS's own id of the message. */
  readonly id: string;
  readonly body: string;
  /** When it was sent (ms); a FIFO queue counts from the moment at which it was put aside. */
  readonly sentAt: number;
  /** Names this receipt of it to SQS. */
  readonly receipt: string;
}

/** The queues that dead letters come from and can go back into. */
export type Home = 'fetch' | 'send' | 'confirmations' | 'events';

/** What a message of the fetch queue asks for, by ids. */
export type ReadFetch = (body: string) => {
  readonly feeds: readonly { readonly feedId: string }[];
  readonly subscriptions: readonly { readonly feedId: string }[];
  readonly deliveries: readonly string[];
};

/**
 * What giving work up takes from anybody. `again`: nothing, it comes again by itself. `later`: nothing,
 * a later one has done the same. `report`: a bounce or complaint is never heard of. `leaving`: a reader
 * goes on getting editions. `unknown`: nobody can say.
 */
type Loss = 'again' | 'later' | 'report' | 'leaving' | 'unknown';

/** Kinds of work that may be put aside, and the values that their words have places for. */
const kinds = {
  batch: { values: ['batch', 'edition'], loss: 'again' },
  confirmation: { values: ['reader'], loss: 'again' },
  letter: { values: ['letter'], loss: 'again' },
  feeds: { values: ['count', 'feeds'], loss: 'again' },
  hooks: { values: ['count'], loss: 'again' },
  /** What SES reports of a mail. */
  report: { values: ['event', 'mail'], loss: 'report' },
  /** Mail by which a reader leaves. */
  leaving: { values: [], loss: 'leaving' },
  /** It says up to when reports were heeded. */
  mark: { values: [], loss: 'later' },
  tick: { values: ['at'], loss: 'later' },
  /** No message of ours, or one that cannot be read. */
  unknown: { values: [], loss: 'unknown' },
} as const satisfies Readonly<
  Record<string, { readonly values: readonly string[]; readonly loss: Loss }>
>;

/** One of them. */
export type LetterKind = keyof typeof kinds;

/** Work that was put aside. */
export interface PutAside {
  readonly kind: LetterKind;
  readonly values: Readonly<Record<string, string | number>>;
  readonly loss: Loss;
  /** Absent where later work has done the same, or nobody knows where it belongs. */
  readonly home?: Home;
  /** What stands in it, as it was understood; absent where that is for nobody's eyes. */
  readonly content?: string;
}

/** No more of a text that is not ours is shown. */
const textCharsMax = 120;
const contentCharsMax = 300;
const feedsNamedMax = 5;

/** Reads the body of a dead letter. */
export function readDeadLetter(body: string, readFetch: ReadFetch): PutAside {
  const readers = [sendWork, report, leaving, mark, tick, fetchWork(readFetch)];
  const known = readers.map((read) => orUndefined(() => read(body)));
  return known.find((one) => one !== undefined) ?? putAside('unknown', {});
}

function orUndefined<Read>(read: () => Read): Read | undefined {
  try {
    return read();
  } catch {
    return undefined;
  }
}

function putAside<Kind extends LetterKind>(
  kind: Kind,
  values: Readonly<Record<(typeof kinds)[Kind]['values'][number], string | number>>,
  rest: Pick<PutAside, 'home'> & { readonly content?: object } = {},
): PutAside {
  const { home, content } = rest;
  const short = Object.entries<string | number>(values).map(([name, value]) => [
    name,
    typeof value === 'string' ? shortened(value, textCharsMax) : value,
  ]);
  return {
    ...{ kind, values: Object.fromEntries(short), loss: kinds[kind].loss },
    ...(home === undefined ? {} : { home }),
    ...(content === undefined
      ? {}
      : { content: shortened(JSON.stringify(content), contentCharsMax) }),
  };
}

function shortened(text: string, charsMax: number): string {
  return text.length > charsMax ? `${text.slice(0, charsMax - 1)}…` : text;
}

function sendWork(body: string): PutAside {
  const content = readSendMessage(body);
  if ('batchId' in content) {
    const { editionId: edition, batchId: batch } = content;
    return putAside('batch', { batch, edition }, { home: 'send', content });
  }
  if ('confirmationId' in content) {
    // The id of a confirmation stands in its link.
    return putAside('confirmation', { reader: content.subscriberId }, { home: 'confirmations' });
  }
  return putAside('letter', { letter: content.noticeId }, { home: 'confirmations' });
}

const reportSchema = v.looseObject({
  eventType: v.string(),
  mail: v.looseObject({ messageId: v.string() }),
});

/** It names the address that was mailed. */
function report(body: string): PutAside {
  const { eventType: event, mail } = v.parse(reportSchema, messageIn(body));
  return putAside('report', { event, mail: mail.messageId }, { home: 'events' });
}

/** Whose it is stands in the address that it went to, which is a reader's own. */
function leaving(body: string): PutAside {
  v.parse(receivedSchema, messageIn(body));
  return putAside('leaving', {}, { home: 'events' });
}

function messageIn(body: string): unknown {
  return JSON.parse(v.parse(envelopeSchema, JSON.parse(body)).Message);
}

function mark(body: string): PutAside {
  return putAside('mark', {}, { content: v.parse(markSchema, JSON.parse(body)) });
}

const tickSchema = v.object({ scheduledTime: v.string() });

function tick(body: string): PutAside {
  const content = v.parse(tickSchema, JSON.parse(body));
  return putAside('tick', { at: content.scheduledTime }, { content });
}

function fetchWork(readFetch: ReadFetch): (body: string) => PutAside {
  return (body) => {
    const content = readFetch(body);
    const names = [...content.feeds, ...content.subscriptions].map(({ feedId }) => feedId);
    const count = names.length;
    if (count > 0) {
      const more = count > feedsNamedMax ? ['…'] : [];
      const feeds = [...names.slice(0, feedsNamedMax), ...more].join(', ');
      return putAside('feeds', { count, feeds }, { home: 'fetch', content });
    }
    const { deliveries } = content;
    if (deliveries.length === 0) throw new Error('It asks for nothing.');
    return putAside('hooks', { count: deliveries.length }, { home: 'fetch', content });
  };
}

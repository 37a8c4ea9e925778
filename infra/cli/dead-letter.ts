/** What a dead letter was, which its body tells, and what becomes of it when it is tried again. */
import * as v from 'valibot';
import { readFetchMessage } from '../../functions/feed/schedule/fetch-message.ts';
import { envelopeSchema, markSchema, receivedSchema } from '../../functions/mail/event.ts';
import { readSendMessage } from '../../functions/mail/send-message.ts';
import { countText } from './time-text.ts';

/** Work that was put aside, in a sentence, and the queue that it goes back into. */
export interface PutAside {
  readonly what: string;
  /** Undefined where the work is done anew without it. */
  readonly home?: 'fetch' | 'send' | 'confirmations' | 'events';
}

const tickSchema = v.object({ scheduledTime: v.string() });
const reportSchema = v.looseObject({
  eventType: v.string(),
  mail: v.looseObject({ messageId: v.string() }),
});

/** Reads the body of a dead letter; what is none of our messages is told as such. */
export function putAsideOf(body: string): PutAside {
  const known = [sendWork, report, leaving, mark, tick, fetchWork].map((read) =>
    orUndefined(() => read(body)),
  );
  return known.find((one) => one !== undefined) ?? { what: 'No message of Paperboy’s: drop it.' };
}

function orUndefined<Read>(read: () => Read): Read | undefined {
  try {
    return read();
  } catch {
    return undefined;
  }
}

function sendWork(body: string): PutAside {
  const message = readSendMessage(body);
  if ('batchId' in message) {
    const { editionId, batchId } = message;
    return { what: `Mail to readers: batch ${batchId} of the edition ${editionId}.`, home: 'send' };
  }
  if ('confirmationId' in message) {
    return {
      what: `The confirmation of the reader ${message.subscriberId}.`,
      home: 'confirmations',
    };
  }
  return { what: `The letter ${message.noticeId}.`, home: 'confirmations' };
}

function report(body: string): PutAside {
  const { eventType, mail } = v.parse(reportSchema, messageIn(body));
  return { what: `The report (${eventType}) of the mail ${mail.messageId}.`, home: 'events' };
}

/** Whose it is stands in the address that it went to, which is a reader’s own and not shown. */
function leaving(body: string): PutAside {
  v.parse(receivedSchema, messageIn(body));
  return { what: 'Mail by which a reader leaves.', home: 'events' };
}

function messageIn(body: string): unknown {
  return JSON.parse(v.parse(envelopeSchema, JSON.parse(body)).Message);
}

/** It says up to when reports were heeded. */
function mark(body: string): PutAside {
  v.parse(markSchema, JSON.parse(body));
  return { what: 'A mark among the reports: a later one says the same.' };
}

function tick(body: string): PutAside {
  const { scheduledTime } = v.parse(tickSchema, JSON.parse(body));
  return { what: `The tick of ${scheduledTime}: the one after it has done its work.` };
}

function fetchWork(body: string): PutAside {
  const { feeds, subscriptions } = readFetchMessage(body);
  const count = feeds.length + subscriptions.length;
  if (count === 0) throw new Error('It names no feed.');
  const names = [...feeds, ...subscriptions].map(({ feedId }) => feedId);
  return { what: `${countText(count, 'feed')} to fetch: ${names.join(', ')}.`, home: 'fetch' };
}

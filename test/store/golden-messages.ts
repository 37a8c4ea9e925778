/** Messages and links of every kind as our own code writes them, and who reads them. */
import { scheduledAt } from '../../functions/config/door.ts';
import { wakeReaders } from '../../functions/feed/keep/wake.ts';
import { readFetchMessage } from '../../functions/feed/schedule/fetch-message.ts';
import { fetchMessages } from '../../functions/feed/schedule/poll.ts';
import { deliveryMessages } from '../../functions/hook/messages.ts';
import { type EventMark, type MessageKey, readEvent, tagsOf } from '../../functions/mail/event.ts';
import { readSendMessage, type SendMessage } from '../../functions/mail/send-queue.ts';
import {
  type Link,
  type LinkPurpose,
  readLink,
  signLink,
} from '../../functions/subscriber/links.ts';
import type { SigningKeys } from '../../functions/subscriber/token.ts';

const at = Date.parse('2026-05-01T12:00:00Z');
const topic = 'arn:aws:sns:eu-central-1:123456789012:events';

const messageKeys: readonly MessageKey[] = [
  { kind: 'edition', editionId: 'e1', batchId: 'b1', subscriberId: 'r1' },
  { kind: 'confirmation', subscriberId: 'r1', confirmationId: 'c1' },
  { kind: 'letter', subscriberId: 'r1', noticeId: 'l1' },
  { kind: 'notice', noticeId: 'n1' },
];

/** SES gives back the tags that we put on a message. */
function reportOf(key: MessageKey): object {
  const tags = Object.entries(tagsOf(key)).map(([name, value]) => [name, [value]]);
  const mail = { messageId: 'm1', tags: Object.fromEntries(tags) };
  const Message = JSON.stringify({ eventType: 'Send', mail });
  return { Type: 'Notification', TopicArn: topic, Message };
}

/** The bodies of messages by queue. */
export async function goldenMessages(): Promise<Record<string, unknown[]>> {
  const ticks: unknown[] = [];
  await wakeReaders('paper', {
    wakeInstant: async () => 1,
    tick: async (some) => void ticks.push(...some),
    now: () => at,
  });
  const feed = { newsletterId: 'paper', feedId: 'f1' };
  const sends: SendMessage[] = [{ editionId: 'e1', batchId: 'b1' }];
  const letters: SendMessage[] = [{ subscriberId: 'r1', confirmationId: 'c1' }, { noticeId: 'n1' }];
  const mark: EventMark = { kind: 'mark', tick: at };
  return {
    fetch: [
      ...fetchMessages([{ ...feed, url: 'https://feeds.example/' }]),
      { subscriptions: [feed] },
      ...deliveryMessages(['held-e1-x']),
    ],
    digest: [{ scheduledTime: new Date(at).toISOString() }, ...ticks],
    send: sends,
    confirmation: letters,
    event: [mark, ...messageKeys.map(reportOf)],
  };
}

/** What the door of each queue reads of a body. */
export const messageReaders: Readonly<Record<string, (body: string) => unknown>> = {
  fetch: readFetchMessage,
  digest: (body) => scheduledAt(JSON.parse(body)),
  send: readSendMessage,
  confirmation: readSendMessage,
  event: (body) => {
    const reading = readEvent(body, topic);
    if (reading.kind === 'ignored') throw new Error(reading.reason);
    return reading;
  },
};

/** The key of the golden links, and the instant at which they are looked at. */
const linkKeys: SigningKeys = {
  current: { id: 'k1', secret: 'g'.repeat(40) },
  older: [],
};

/** A link of every purpose, as a mail carries it. */
export function goldenLinks(): string[] {
  const reader = { subscriberId: 'r1' };
  const issued = { ...reader, issuedAt: at };
  const confirming = (purpose: 'confirm' | 'address' | 'back') => {
    return { purpose, ...issued, confirmationId: 'c1' } as const;
  };
  const links: readonly Link[] = [
    { purpose: 'unsubscribe', ...reader },
    { purpose: 'preferences', ...reader },
    { purpose: 'preferences', ...issued, movedAt: at },
    ...(['confirm', 'address', 'back'] as const).map(confirming),
    { purpose: 'restore', ...issued },
  ];
  return links.map((link) => `${link.purpose} ${signLink(link, linkKeys)}`);
}

/** What a page reads of such a link. Throws when it is none of ours any more. */
export function readGoldenLink(text: string): Link {
  const [purpose = '', token = ''] = text.split(' ');
  const reading = readLink(purpose as LinkPurpose, token, linkKeys, at);
  if (reading.kind === 'valid') return reading.link;
  throw new Error(`The link to ${purpose} is ${reading.kind}.`);
}

import { simpleParser } from 'mailparser';
import { headerValue, readHead } from './headers.ts';
import type { Accepted, Mailbox } from './mailbox.ts';

/** The List-Unsubscribe pair of a message (RFC 2369, RFC 8058). */
export interface ListUnsubscribe {
  readonly uris: readonly string[];
  /** List-Unsubscribe-Post says that one POST is enough. */
  readonly oneClick: boolean;
}

/** An accepted message, read as a mail program reads it. */
export interface ReadMessage extends Accepted {
  readonly from: string;
  readonly to: string;
  /** Empty when the message has no such part. */
  readonly text: string;
  readonly html: string;
  readonly headers: readonly { readonly name: string; readonly value: string }[];
  readonly listUnsubscribe?: ListUnsubscribe;
  readonly attachments: number;
}

/** Parses one message of the mailbox, or nothing when it is not there. */
export async function readMessage(id: string, mailbox: Mailbox): Promise<ReadMessage | undefined> {
  const accepted = mailbox.find(id);
  const raw = await mailbox.raw(id);
  if (accepted === undefined || raw === undefined) return undefined;
  const parsed = await simpleParser(raw, { skipHtmlToText: true, skipTextToHtml: true });
  const head = readHead(raw);
  const unsubscribe = listUnsubscribe(
    headerValue(head, 'List-Unsubscribe'),
    headerValue(head, 'List-Unsubscribe-Post'),
  );
  return {
    ...accepted,
    subject: parsed.subject ?? '',
    from: parsed.from?.text ?? accepted.source,
    to: [parsed.to ?? []]
      .flat()
      .map((people) => people.text)
      .join(', '),
    text: parsed.text ?? '',
    html: parsed.html || '',
    headers: head.fields.map(({ name, value }) => ({ name, value })),
    ...(unsubscribe === undefined ? {} : { listUnsubscribe: unsubscribe }),
    attachments: parsed.attachments.length,
  };
}

function listUnsubscribe(value?: string, post?: string): ListUnsubscribe | undefined {
  if (value === undefined) return undefined;
  const uris = [...value.matchAll(/<([^<>]+)>/g)].map(([, uri = '']) => uri.replace(/\s+/g, ''));
  return { uris, oneClick: /^List-Unsubscribe=One-Click$/i.test(post?.trim() ?? '') };
}

import { splitAddresses } from './address.ts';
import { decodeWords, type Head, headerValue } from './headers.ts';
import { regionOf } from './ids.ts';
import type { Accepted } from './mailbox.ts';

/** The mail that an event is about, as SES describes it. */
export interface MailObject {
  readonly timestamp: string;
  readonly source: string;
  readonly sourceArn: string;
  readonly sendingAccountId: string;
  readonly messageId: string;
  readonly destination: readonly string[];
  readonly headersTruncated: boolean;
  readonly headers: readonly { readonly name: string; readonly value: string }[];
  readonly commonHeaders: Readonly<Record<string, string | readonly string[]>>;
  readonly tags: Readonly<Record<string, readonly string[]>>;
}

/** SES cuts the headers of an event at 10 KB. */
const headerBytesMax = 10_240;
/** Describes an accepted message; the tags of the call are beside SES's own. */
export function mailObject(message: Accepted, head: Head, topicArn: string): MailObject {
  const account = topicArn.split(':')[4] || '000000000000';
  const domain = fromDomain(message.source);
  const { headers, truncated } = cutHeaders(head);
  return {
    timestamp: new Date(message.at).toISOString(),
    source: message.source,
    sourceArn: `arn:aws:ses:${regionOf(topicArn)}:${account}:identity/${domain}`,
    sendingAccountId: account,
    messageId: message.id,
    destination: message.destinations,
    headersTruncated: truncated,
    headers,
    commonHeaders: commonHeaders(head, message.id),
    tags: {
      'ses:source-tls-version': ['TLSv1.3'],
      'ses:operation': [message.action],
      'ses:configuration-set': [message.configurationSet ?? ''],
      'ses:source-ip': ['192.0.2.0'],
      'ses:from-domain': [domain],
      'ses:caller-identity': ['paperboy-local'],
      ...Object.fromEntries(Object.entries(message.tags).map(([name, value]) => [name, [value]])),
    },
  };
}

function cutHeaders(head: Head) {
  let bytes = 0;
  const kept = head.fields.filter((field) => {
    bytes += field.end - field.start;
    return bytes <= headerBytesMax;
  });
  const headers = kept.map(({ name, value }) => ({ name, value }));
  return { headers, truncated: kept.length < head.fields.length };
}

function commonHeaders(head: Head, messageId: string): MailObject['commonHeaders'] {
  const people = (name: string): string[] =>
    splitAddresses(headerValue(head, name) ?? '').map((person) => decodeWords(person));
  const replyTo = people('Reply-To');
  const cc = people('Cc');
  const date = headerValue(head, 'Date');
  return {
    from: people('From'),
    ...(replyTo.length === 0 ? {} : { replyTo }),
    ...(date === undefined ? {} : { date }),
    to: people('To'),
    ...(cc.length === 0 ? {} : { cc }),
    messageId,
    subject: decodeWords(headerValue(head, 'Subject') ?? ''),
  };
}

function fromDomain(source: string): string {
  return /@([^@\s<>]+)>?\s*$/.exec(source)?.[1]?.toLowerCase() ?? '';
}

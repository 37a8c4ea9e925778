/**
 * Mail that comes back to the address of bounces: what it says of which mail of ours. It comes from
 * anybody, so it is read in one pass, one level deep, and of all that it says counts only which mail
 * it is about (an id that was never shown to others) and the codes of the report.
 */
import { type Head, headerValue, readHead } from '../ses/headers.ts';
import type { BouncedRecipient } from './reports.ts';

/** What a mail says that came back. */
export type Returned =
  | { readonly kind: 'bounced'; readonly recipients: readonly Omit<BouncedRecipient, 'address'>[] }
  | { readonly kind: 'complained'; readonly feedbackType: string }
  /** A delay that may still end well, a vacation note, or anything else that is no report. */
  | { readonly kind: 'nothing' };

interface Part {
  readonly type: string;
  readonly body: Buffer;
}

const partsMax = 10;
const groupsMax = 50;
const idsMax = 20;
const wordsCharsMax = 300;
const valueCharsMax = 10_000;

/** Pure: reads a report on deliveries (RFC 3464) or of feedback (RFC 5965). */
export function readReturned(raw: Buffer): Returned {
  const parts = reportParts(raw);
  const status = parts.find(({ type }) => /^message\/(?:global-)?delivery-status$/.test(type));
  if (status !== undefined) return readStatus(status.body);
  const feedback = parts.find(({ type }) => type === 'message/feedback-report');
  if (feedback === undefined) return { kind: 'nothing' };
  const [fields] = groupsOf(feedback.body);
  const feedbackType = valueIn(fields, 'feedback-type').toLowerCase();
  return feedbackType === '' ? { kind: 'nothing' } : { kind: 'complained', feedbackType };
}

/** Pure: the ids of mails that it may be about, the likeliest first; none of them is proven. */
export function idsIn(raw: Buffer, recipients: readonly string[]): string[] {
  const head = readHead(raw);
  const parts = reportParts(raw);
  const told = parts.flatMap(({ type, body }) => {
    if (type === 'message/feedback-report') {
      return groupsOf(body).map((fields) => valueIn(fields, 'original-mail-from'));
    }
    if (!/^(?:message\/(?:rfc822|global)|text\/rfc822-headers)$/.test(type)) return [];
    return [headerValue(readHead(body), 'Return-Path') ?? ''];
  });
  const found = [...recipients, ...recipientsOf(head), ...told].flatMap((address) => {
    const id = /\+([0-9a-f]{32})@/i.exec(address)?.[1];
    return id === undefined ? [] : [id.toLowerCase()];
  });
  return [...new Set(found)].slice(0, idsMax);
}

/** Pure: to whom a mail came, by what servers write into it, where nobody else says so. */
export function recipientsIn(raw: Buffer): string[] {
  return recipientsOf(readHead(raw));
}

/** Where servers write for whom a mail came; what another has put there proves nothing. */
export const recipientHeaders = [
  'X-Original-To',
  'Delivered-To',
  'X-Delivered-To',
  'Envelope-To',
  'To',
] as const;

function recipientsOf({ fields }: Head): string[] {
  return recipientHeaders.flatMap((header) => {
    const wanted = header.toLowerCase();
    const values = fields.filter(({ name }) => name.toLowerCase() === wanted);
    const text = values.map(({ value }) => value).join(',');
    const words = text.slice(0, valueCharsMax).split(/[\s<>,;:"()]/);
    return words.filter((word) => word.includes('@'));
  });
}

function reportParts(raw: Buffer): Part[] {
  const head = readHead(raw);
  const type = headerValue(head, 'Content-Type') ?? '';
  const boundary = /\bboundary="?([^";\r\n]{1,70})"?/i.exec(type)?.[1];
  if (!/^\s*multipart\/report\b/i.test(type) || boundary === undefined) return [];
  return partsOf(raw.subarray(head.end), boundary.trim());
}

/** Between the lines of the boundary; what stands before the first is no part. */
function partsOf(body: Buffer, boundary: string): Part[] {
  const mark = `--${boundary}`;
  const parts: Part[] = [];
  let start = lineBehind(body, mark, 0);
  while (start !== undefined && parts.length < partsMax) {
    const next = body.indexOf(`\n${mark}`, start - 1);
    const part = body.subarray(start, next < 0 ? body.length : next);
    const head = readHead(part);
    const type = (headerValue(head, 'Content-Type') ?? '').split(';')[0] ?? '';
    parts.push({ type: type.trim().toLowerCase(), body: behindEmptyLine(part.subarray(head.end)) });
    if (next < 0) return parts;
    start = lineBehind(body, mark, next + 1);
  }
  return parts;
}

function behindEmptyLine(rest: Buffer): Buffer {
  const length = rest[0] === 13 ? 2 : 1;
  return rest.subarray(rest[0] === 13 || rest[0] === 10 ? length : 0);
}

/** Where the line after the next boundary begins; undefined behind the last. */
function lineBehind(body: Buffer, mark: string, from: number): number | undefined {
  const at = body.subarray(from, from + mark.length).equals(Buffer.from(mark))
    ? from
    : body.indexOf(`\n${mark}`, from) + 1;
  if (at === 0 && from !== 0) return undefined;
  if (!body.subarray(at, at + mark.length).equals(Buffer.from(mark))) return undefined;
  if (body.subarray(at + mark.length, at + mark.length + 2).toString() === '--') return undefined;
  const end = body.indexOf('\n', at);
  return end < 0 ? undefined : end + 1;
}

type Fields = ReadonlyMap<string, string>;

/** Groups of fields, an empty line between them (RFC 3464 §2.1). */
function groupsOf(body: Buffer): Fields[] {
  const text = body.toString('latin1').replace(/\r\n?/g, '\n').trimStart();
  return text
    .split(/\n[ \t]*\n/, groupsMax)
    .map((group) => fieldsOf(group.replace(/\n[ \t]+/g, ' ')));
}

function fieldsOf(group: string): Fields {
  const lines = group.split('\n').flatMap((line) => {
    const at = line.indexOf(':');
    return at < 1
      ? []
      : [[line.slice(0, at).trim().toLowerCase(), line.slice(at + 1).trim()] as const];
  });
  return new Map(lines);
}

function valueIn(fields: Fields | undefined, name: string): string {
  return fields?.get(name) ?? '';
}

/** The first group is about the message, the others about a recipient each (RFC 3464 §2.2, §2.3). */
function readStatus(body: Buffer): Returned {
  const recipients = groupsOf(body).flatMap((fields) => {
    if (valueIn(fields, 'action').toLowerCase() !== 'failed') return [];
    const status = /[245]\.\d{1,3}\.\d{1,3}/.exec(valueIn(fields, 'status'))?.[0] ?? '';
    const words = valueIn(fields, 'diagnostic-code').slice(0, wordsCharsMax);
    const type = status.startsWith('5.') ? ('Permanent' as const) : ('Undetermined' as const);
    return [{ type, status, words }];
  });
  return recipients.length === 0 ? { kind: 'nothing' } : { kind: 'bounced', recipients };
}

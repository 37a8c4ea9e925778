import { invalid, type Refusal } from './answer.ts';
import { type Head, headerValue } from './headers.ts';

/** Message tags by name, as they come back in events. */
export type Tags = Readonly<Record<string, string>>;

/** The tags of a message, or SES's refusal of them. */
export interface ReadTags {
  readonly tags: Tags;
  readonly publishable: boolean;
  readonly fault?: Refusal;
}

const tagCharsMax = 255;
const plain = /^[A-Za-z0-9_-]+$/;
const reserved = new Set(['ses:feedback-id-a', 'ses:feedback-id-b']);

/** Tags of the call, else of the header; the call's override the header's, they are not merged. */
export function readTags(form: URLSearchParams, head: Head): ReadTags {
  const pairs = tagsOfCall(form);
  if (pairs.length > 0) {
    const fault = pairs.map(([name, value]) => tagFault(name, value)).find(Boolean);
    const tags = Object.fromEntries(pairs);
    return fault ? { tags, publishable: true, fault } : { tags, publishable: true };
  }
  const inHeader = tagsOfHeader(headerValue(head, 'X-SES-MESSAGE-TAGS') ?? '');
  const publishable = inHeader.every(([name, value]) => tagFault(name, value) === undefined);
  return { tags: Object.fromEntries(inHeader), publishable };
}

function tagsOfCall(form: URLSearchParams): [string, string][] {
  const pairs: [string, string][] = [];
  for (let index = 1; ; index += 1) {
    const name = form.get(`Tags.member.${index}.Name`);
    const value = form.get(`Tags.member.${index}.Value`);
    if (name === null && value === null) return pairs;
    pairs.push([name ?? '', value ?? '']);
  }
}

function tagsOfHeader(value: string): [string, string][] {
  const parts = value.split(',').map((part) => part.trim());
  return parts.filter(Boolean).map((part) => {
    const [name = '', ...rest] = part.split('=');
    return [name.trim(), rest.join('=').trim()];
  });
}

function tagFault(name: string, value: string): Refusal | undefined {
  if (name === '') return invalid('The tag name must be specified.');
  if (value === '') return invalid('The tag value must be specified.');
  if (name.length > tagCharsMax) return invalid('Tag name cannot exceed 255 characters.');
  if (value.length > tagCharsMax) return invalid('Tag value cannot exceed 255 characters.');
  if (!plain.test(name) && !reserved.has(name)) return illegal('name', name);
  return plain.test(value) ? undefined : illegal('value', value);
}

function illegal(part: string, text: string): Refusal {
  const rule = "only alphanumeric ASCII characters, '_', and '-' are allowed.";
  return invalid(`Invalid tag ${part} <${text}>: ${rule}`);
}

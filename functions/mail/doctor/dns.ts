/** What receivers find in the DNS before they take our mail, and what they should. */
import { type Diagnosis, diagnose } from './diagnosis.ts';

/** An alias: where it leads, or undefined when there is none. */
export interface AliasFact {
  readonly name: string;
  readonly wanted: string;
  readonly found: string | undefined;
}

/** The mail servers of a name. */
export interface ServersFact {
  readonly name: string;
  readonly wanted: string;
  readonly found: readonly string[];
}

/** The texts of a name, each in one piece. */
export interface TextsFact {
  readonly name: string;
  readonly found: readonly string[];
}

/** The policy of a domain: where it was found, and the MAIL FROM domain below it if there is one. */
export interface DmarcFact extends TextsFact {
  readonly mailFrom: string | undefined;
}

/** Pure: the three aliases of Easy DKIM (SES Developer Guide, "Easy DKIM in Amazon SES"). */
export function judgeDkim(aliases: readonly AliasFact[]): readonly Diagnosis[] {
  const wrong = aliases.flatMap(({ name, wanted, found }) => {
    if (found === undefined) return [diagnose('dkimMissing', { name, wanted })];
    return isSameName(found, wanted) ? [] : [diagnose('dkimOther', { name, found, wanted })];
  });
  return wrong.length > 0 ? wrong : [diagnose('dkimFine', { count: aliases.length })];
}

/**
 * Pure: SES takes a MAIL FROM domain with just one mail server, its own (SES Developer Guide, "Using a
 * custom MAIL FROM domain").
 */
export function judgeMailFromMx({ name, wanted, found }: ServersFact): readonly Diagnosis[] {
  const [only, ...others] = found;
  if (only === undefined) return [diagnose('mailFromMxMissing', { name, wanted })];
  if (others.length === 0 && isSameName(only, wanted))
    return [diagnose('mailFromMxFine', { name })];
  return [diagnose('mailFromMxOther', { name, found: found.join(', '), wanted })];
}

/** Where mail is received, and whether an active rule of SES hands it to us. */
export interface InboundFact extends ServersFact {
  readonly isActive: boolean;
}

/** Pure: where readers may leave by mail; other servers beside SES's would take some of it. */
export function judgeInbound(fact: InboundFact): readonly Diagnosis[] {
  const { name, wanted, found, isActive } = fact;
  const all: Diagnosis[] = [];
  if (found.length === 0) all.push(diagnose('inboundMissing', { name, wanted }));
  if (!found.every((server) => isSameName(server, wanted))) {
    all.push(diagnose('inboundOther', { name, found: found.join(', '), wanted }));
  }
  if (!isActive) all.push(diagnose('inboundInactive', { name }));
  return all.length > 0 ? all : [diagnose('inboundFine', { name })];
}

/** Pure: two records are an error, and whoever checks sees none (RFC 7208 §4.5). */
export function judgeSpf({ name, found }: TextsFact): readonly Diagnosis[] {
  const records = found.filter((text) => /^v=spf1(?: |$)/i.test(text));
  const [record, ...others] = records;
  if (record === undefined) return [diagnose('spfMissing', { name })];
  if (others.length > 0) return [diagnose('spfDoubled', { name, count: records.length })];
  const names = /(?:^| )\+?include:amazonses\.com(?: |$)/i.test(record);
  return [names ? diagnose('spfFine', { name }) : diagnose('spfOther', { name, found: record })];
}

const policies = ['none', 'quarantine', 'reject'];

/**
 * Pure: one record with a policy (RFC 7489 §6.3, §6.6.3). DKIM signs with the very domain of the
 * sender, which is aligned in either mode; the MAIL FROM domain below it only where `aspf` is not
 * strict (§3.1.2).
 */
export function judgeDmarc({ name, found, mailFrom }: DmarcFact): readonly Diagnosis[] {
  const records = found.filter((text) => /^v=DMARC1\s*(?:;|$)/.test(text));
  const [record, ...others] = records;
  if (record === undefined) return [diagnose('dmarcMissing', { name })];
  if (others.length > 0) return [diagnose('dmarcDoubled', { name, count: records.length })];
  const tags = tagsIn(record);
  const policy = tags.get('p')?.toLowerCase() ?? '';
  if (!policies.includes(policy)) return [diagnose('dmarcUnreadable', { name, found: record })];
  if (mailFrom !== undefined && tags.get('aspf')?.toLowerCase() === 's') {
    return [diagnose('dmarcStrict', { name, mailFrom })];
  }
  return [diagnose('dmarcFine', { name, policy })];
}

function tagsIn(record: string): ReadonlyMap<string, string> {
  return new Map(
    record.split(';').map((tag) => {
      const at = tag.indexOf('=');
      return [tag.slice(0, at).trim().toLowerCase(), tag.slice(at + 1).trim()] as const;
    }),
  );
}

/** Names are the same in any case, with or without the dot at their end (RFC 1035 §2.3.3). */
function isSameName(one: string, other: string): boolean {
  const bare = (name: string) => name.toLowerCase().replace(/\.$/, '');
  return bare(one) === bare(other);
}

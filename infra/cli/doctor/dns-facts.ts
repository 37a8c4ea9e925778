/** The records that a stack needs in the DNS, and what is there. */
import type { Facts } from '../../../functions/mail/doctor/examine.ts';
import { UnseenError } from '../../../functions/mail/doctor/look.ts';
import type { SesIdentity } from '../../../functions/mail/doctor/ses-account.ts';
import { outputOf } from './asked.ts';
import type { Dns } from './dns.ts';
import type { Receiving } from './receiving.ts';

/** The records by the outputs of the stack; an adopted identity has them from SES. */
export interface DnsFacts {
  /** Undefined: the owner's own key signs. */
  readonly dkim: () => Promise<Facts['dkim'] | undefined>;
  /** Undefined: the domain has no MAIL FROM domain of its own. */
  readonly mailFromMx: () => Promise<Facts['mailFromMx'] | undefined>;
  readonly mailFromSpf: () => Promise<Facts['mailFromSpf'] | undefined>;
  readonly dmarc: () => Promise<Facts['dmarc']>;
  /** Undefined: no mail is received. */
  readonly inboundMx: () => Promise<Facts['inboundMx'] | undefined>;
}

interface DnsFactsDeps {
  readonly dns: Dns;
  readonly identity: () => Promise<SesIdentity | undefined>;
  readonly receiving: Receiving;
}

type Outputs = Readonly<Record<string, string>>;

/** Looks them up. Each throws an `UnseenError` when it does not get to see them. */
export function dnsFacts(outputs: Outputs, { dns, identity, receiving }: DnsFactsDeps): DnsFacts {
  const mailFrom = () => mailFromOf(outputs, identity);
  return {
    dkim: async () => {
      const aliases = await aliasesOf(outputs, identity);
      const find = async (alias: Alias) => ({ ...alias, found: await dns.alias(alias.name) });
      return aliases && Promise.all(aliases.map(find));
    },
    mailFromMx: async () => {
      const known = await mailFrom();
      return known && { ...known, found: await dns.servers(known.name) };
    },
    mailFromSpf: async () => {
      const known = await mailFrom();
      return known && { name: known.name, found: await dns.texts(known.name) };
    },
    dmarc: async () => {
      const domain = outputOf(outputs, 'SenderDomain');
      const known = await mailFrom().catch(() => undefined);
      return { ...(await policyOf(domain, dns)), mailFrom: known?.name };
    },
    inboundMx: async () => {
      const record = recordIn(outputs.DnsInboundMx);
      if (record === undefined) return undefined;
      const [found, isActive] = await Promise.all([
        dns.servers(record.name),
        receiving.isActive(record.name, outputOf(outputs, 'EventTopicArn')),
      ]);
      return { ...record, found, isActive };
    },
  };
}

const dkimOutputs = ['DnsDkim1', 'DnsDkim2', 'DnsDkim3'] as const;

interface Alias {
  readonly name: string;
  readonly wanted: string;
}

async function aliasesOf(
  outputs: Outputs,
  identity: DnsFactsDeps['identity'],
): Promise<readonly Alias[] | undefined> {
  const told = dkimOutputs.map((name) => recordIn(outputs[name]));
  const made = told.filter((record) => record !== undefined);
  if (made.length === dkimOutputs.length) return made;
  const known = await identity();
  if (known?.isOwnKey === true) return undefined;
  if (known === undefined || known.dkimTokens.length === 0) {
    throw new UnseenError({ kind: 'outputMissing', values: { name: dkimOutputs[0] } });
  }
  const domain = outputOf(outputs, 'SenderDomain');
  return known.dkimTokens.map((token) => ({
    name: `${token}._domainkey.${domain}`,
    wanted: `${token}.${known.dkimZone}`,
  }));
}

async function mailFromOf(outputs: Outputs, identity: DnsFactsDeps['identity']) {
  const told = recordIn(outputs.DnsMailFromMx);
  if (told !== undefined) return told;
  const name = (await identity())?.mailFrom?.name;
  if (name === undefined) return undefined;
  return { name, wanted: `feedback-smtp.${outputOf(outputs, 'Region')}.amazonses.com` };
}

/** `NAME CNAME VALUE` or `NAME MX 10 VALUE`, as the outputs have them. */
function recordIn(text: string | undefined) {
  const [, name, wanted] = /^(\S+) (?:CNAME|MX \d+) (\S+)$/.exec(text ?? '') ?? [];
  return name === undefined || wanted === undefined ? undefined : { name, wanted };
}

/**
 * The policy of the domain, or of one above it: the labels are walked up to the last two, as nobody
 * has mail at a public suffix (RFC 7489 §6.6.3 asks a list of these instead).
 */
export async function policyOf(domain: string, dns: Dns) {
  const labels = domain.split('.');
  const above = labels.slice(0, -1).map((_, n) => labels.slice(n).join('.'));
  for (const one of above) {
    const name = `_dmarc.${one}`;
    const found = await dns.texts(name);
    if (found.some((text) => text.startsWith('v=DMARC1'))) return { name, found };
  }
  return { name: `_dmarc.${domain}`, found: [] };
}

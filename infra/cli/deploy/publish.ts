/** Puts a stack's DNS records where Route 53 has their zone, and overwrites nothing of others. */
import type { Clients } from './account/clients.ts';
import { recordSetOf, writeRecordSets, type Zone, zoneOf } from './account/zones.ts';
import type { DnsRecord } from './records.ts';

/** What became of the records. */
export interface Published {
  readonly written: readonly DnsRecord[];
  /** Were there already. */
  readonly there: readonly DnsRecord[];
  /** Another value stands at the name, which somebody else may need. */
  readonly taken: readonly TakenRecord[];
  /** Route 53 has no zone for these. */
  readonly elsewhere: readonly DnsRecord[];
}

/** A record whose name has other values. */
interface TakenRecord extends DnsRecord {
  readonly found: readonly string[];
}

type Outcome =
  | { readonly kind: 'written' | 'there' | 'elsewhere'; readonly record: DnsRecord; zone?: Zone }
  | { readonly kind: 'taken'; readonly record: TakenRecord };

/** Writes what is missing, a zone at a time. Given again, it writes nothing. */
export async function publish(records: readonly DnsRecord[], clients: Clients): Promise<Published> {
  const outcomes: Outcome[] = [];
  for (const record of records) outcomes.push(await lookUp(record, clients));
  const byZone = Map.groupBy(
    outcomes.flatMap((each) =>
      each.kind === 'written' && each.zone !== undefined ? [{ ...each, zone: each.zone }] : [],
    ),
    ({ zone }) => zone.id,
  );
  for (const group of byZone.values()) {
    const [first] = group;
    if (first === undefined) continue;
    await writeRecordSets(
      group.map(({ record }) => record),
      first.zone,
      clients,
    );
  }
  return {
    written: ofKind(outcomes, 'written'),
    there: ofKind(outcomes, 'there'),
    elsewhere: ofKind(outcomes, 'elsewhere'),
    taken: outcomes.flatMap((each) => (each.kind === 'taken' ? [each.record] : [])),
  };
}

function ofKind(outcomes: readonly Outcome[], kind: Outcome['kind']): DnsRecord[] {
  return outcomes.filter((each) => each.kind === kind).map(({ record }) => record);
}

async function lookUp(record: DnsRecord, clients: Clients): Promise<Outcome> {
  const zone = await zoneOf(record.name, clients);
  if (zone === undefined) return { kind: 'elsewhere', record };
  const found = await recordSetOf(record, zone, clients);
  if (found === undefined || isLeftOver(record, found.values)) {
    return { kind: 'written', record, zone };
  }
  if (isEnough(record, found.values)) return { kind: 'there', record };
  return { kind: 'taken', record: { ...record, found: found.values } };
}

/** A domain's own DMARC policy counts, whatever it is: ours is the weakest there is (RFC 7489 §6.3). */
function isEnough({ output, values }: DnsRecord, found: readonly string[]): boolean {
  if (output === 'DnsDmarc') return found.some((value) => /^"v=DMARC1\b/i.test(value));
  return values.every((value) => found.some((each) => plain(each) === plain(value)));
}

/** The site's host led to an API of a stack that is gone: nothing answers there any more. */
function isLeftOver({ output }: DnsRecord, found: readonly string[]): boolean {
  return (
    output === 'DnsSite' &&
    found.every((value) => /\.execute-api\.[a-z0-9-]+\.amazonaws\.com\.?$/.test(value))
  );
}

function plain(value: string): string {
  return value.toLowerCase().replace(/\.$/, '');
}

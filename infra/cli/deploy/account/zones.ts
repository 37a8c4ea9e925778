/** Hosted zones of Route 53, and the records in them. */
import type { ResourceRecordSet } from '@aws-sdk/client-route-53';
import type { Clients } from './clients.ts';

/** A public hosted zone. */
export interface Zone {
  readonly id: string;
  /** Without the dot at the end. */
  readonly name: string;
}

/** A record set: its full name without the dot at the end, and its values as Route 53 has them. */
export interface RecordSet {
  readonly name: string;
  readonly type: 'CNAME' | 'MX' | 'TXT';
  readonly values: readonly string[];
}

/**
 * The nearest public zone that a host is in; undefined when Route 53 has none. Zones come in the order
 * of their names, beginning with the one that is asked for
 * (https://docs.aws.amazon.com/Route53/latest/APIReference/API_ListHostedZonesByName.html).
 */
export async function zoneOf(host: string, { zones }: Clients): Promise<Zone | undefined> {
  const { ListHostedZonesByNameCommand } = await import('@aws-sdk/client-route-53');
  const client = await zones();
  for (let name = host; name.includes('.'); name = name.slice(name.indexOf('.') + 1)) {
    const { HostedZones = [] } = await client.send(
      new ListHostedZonesByNameCommand({ DNSName: name }),
    );
    const found = HostedZones.find(
      (zone) => zone.Name === `${name}.` && zone.Config?.PrivateZone !== true,
    );
    if (found?.Id !== undefined) return { id: found.Id.replace('/hostedzone/', ''), name };
  }
  return undefined;
}

/** The record set of a name and type; undefined when there is none (API_ListResourceRecordSets.html). */
export async function recordSetOf(
  { name, type }: Pick<RecordSet, 'name' | 'type'>,
  zone: Zone,
  { zones }: Clients,
): Promise<RecordSet | undefined> {
  const { ListResourceRecordSetsCommand } = await import('@aws-sdk/client-route-53');
  const { ResourceRecordSets = [] } = await (await zones()).send(
    new ListResourceRecordSetsCommand({
      HostedZoneId: zone.id,
      StartRecordName: name,
      StartRecordType: type,
      MaxItems: 1,
    }),
  );
  const found = ResourceRecordSets.find((each) => each.Name === `${name}.` && each.Type === type);
  return found && { name, type, values: valuesOf(found) };
}

function valuesOf({ ResourceRecords = [] }: ResourceRecordSet): string[] {
  return ResourceRecords.map(({ Value = '' }) => Value);
}

const ttlSeconds = 300;

/** Writes record sets, all or none (API_ChangeResourceRecordSets.html). */
export async function writeRecordSets(
  sets: readonly RecordSet[],
  zone: Zone,
  { zones }: Clients,
): Promise<void> {
  const { ChangeResourceRecordSetsCommand } = await import('@aws-sdk/client-route-53');
  await (await zones()).send(
    new ChangeResourceRecordSetsCommand({
      HostedZoneId: zone.id,
      ChangeBatch: {
        Comment: 'paperboy deploy',
        Changes: sets.map(({ name, type, values }) => ({
          Action: 'UPSERT',
          ResourceRecordSet: {
            Name: `${name}.`,
            Type: type,
            TTL: ttlSeconds,
            ResourceRecords: values.map((Value) => ({ Value })),
          },
        })),
      },
    }),
  );
}

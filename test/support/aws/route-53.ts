/** Route 53: hosted zones and their records. */

import { type Call, element, queryError, type Reply, type Service } from './call.ts';
import type { AccountState, Zone } from './state.ts';

const page = (name: string) =>
  `https://docs.aws.amazon.com/Route53/latest/APIReference/${name}.html`;
const xmlns = 'https://route53.amazonaws.com/doc/2013-04-01/';

export function route53(state: AccountState): Service {
  return {
    fail: queryError,
    answers: [
      [
        'GET /2013-04-01/hostedzonesbyname',
        { page: page('API_ListHostedZonesByName'), answer: (call) => zonesByName(call, state) },
      ],
      [
        /^GET \/2013-04-01\/hostedzone\/[^/]+\/rrset$/,
        { page: page('API_ListResourceRecordSets'), answer: (call) => recordSets(call, state) },
      ],
      [
        /^POST \/2013-04-01\/hostedzone\/[^/]+\/rrset\/?$/,
        { page: page('API_ChangeResourceRecordSets'), answer: (call) => change(call, state) },
      ],
    ],
  };
}

function rest(root: string, inner: string): Reply {
  const body = `<?xml version="1.0"?><${root} xmlns="${xmlns}">${inner}</${root}>`;
  return { status: 200, type: 'text/xml', body };
}

/** Ordered by the labels from the right, beginning with the name that is asked for. */
function zonesByName({ params }: Call, { zones }: AccountState): Reply {
  const key = (name: string) => name.replace(/\.$/, '').split('.').reverse().join('.');
  const from = key(params.get('dnsname') ?? '');
  const found = [...zones]
    .sort((a, b) => (key(a.name) < key(b.name) ? -1 : 1))
    .filter(({ name }) => key(name) >= from);
  const members = found.map(
    ({ id, name, isPrivate }) =>
      `<HostedZone>${element('Id', `/hostedzone/${id}`)}${element('Name', name)}${element('CallerReference', id)}` +
      `<Config>${element('PrivateZone', isPrivate)}</Config></HostedZone>`,
  );
  return rest(
    'ListHostedZonesByNameResponse',
    `<HostedZones>${members.join('')}</HostedZones>${element('IsTruncated', false)}${element('MaxItems', 100)}`,
  );
}

function zoneIn(path: string, { zones }: AccountState): Zone | undefined {
  return zones.find(({ id }) => path.includes(`/hostedzone/${id}/`));
}

/** In the order of the names, beginning with the name and type that are asked for. */
function recordSets({ path, params }: Call, state: AccountState): Reply {
  const zone = zoneIn(path, state);
  if (zone === undefined) return queryError('NoSuchHostedZone', 'No hosted zone found.', 404);
  const from = `${(params.get('name') ?? '').replace(/\.?$/, '.')} ${params.get('type') ?? ''}`;
  const most = Number(params.get('maxitems') ?? 100);
  const found = [...zone.records]
    .sort()
    .filter(([key]) => key >= from)
    .slice(0, most);
  const sets = found.map(([key, values]) => {
    const [name = '', type = ''] = key.split(' ');
    const records = values.map(
      (value) => `<ResourceRecord>${element('Value', value)}</ResourceRecord>`,
    );
    return (
      `<ResourceRecordSet>${element('Name', name)}${element('Type', type)}${element('TTL', 300)}` +
      `<ResourceRecords>${records.join('')}</ResourceRecords></ResourceRecordSet>`
    );
  });
  return rest(
    'ListResourceRecordSetsResponse',
    `<ResourceRecordSets>${sets.join('')}</ResourceRecordSets>${element('IsTruncated', false)}${element('MaxItems', most)}`,
  );
}

/** Names have to be in the zone, and a TXT in quotes, else the whole change is refused. */
function change({ path, body }: Call, state: AccountState): Reply {
  const zone = zoneIn(path, state);
  if (zone === undefined) return queryError('NoSuchHostedZone', 'No hosted zone found.', 404);
  const text = body.toString('utf8').replaceAll('&quot;', '"');
  const changes = [...text.matchAll(/<Change>(.*?)<\/Change>/gs)].map(([, inner = '']) => ({
    name: read(inner, 'Name')[0] ?? '',
    type: read(inner, 'Type')[0] ?? '',
    values: read(inner, 'Value'),
  }));
  for (const { name, type, values } of changes) {
    const isInside = name === zone.name || name.endsWith(`.${zone.name}`);
    const isQuoted = type !== 'TXT' || values.every((value) => /^".*"$/.test(value));
    if (isInside && isQuoted) continue;
    return queryError('InvalidChangeBatch', `RRSet with DNS name ${name} is not permitted.`);
  }
  for (const { name, type, values } of changes) zone.records.set(`${name} ${type}`, values);
  return rest(
    'ChangeResourceRecordSetsResponse',
    `<ChangeInfo>${element('Id', '/change/C1')}${element('Status', 'PENDING')}${element('SubmittedAt', '2026-11-29T00:00:00Z')}</ChangeInfo>`,
  );
}

function read(xml: string, name: string): string[] {
  return [...xml.matchAll(new RegExp(`<${name}>(.*?)</${name}>`, 'gs'))].map(
    ([, text = '']) => text,
  );
}

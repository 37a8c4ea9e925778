/** DNS records go into the zone that Route 53 has, and nothing of anybody else is overwritten. */
import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import { openClients } from '../../../infra/cli/deploy/account/clients.ts';
import { publish } from '../../../infra/cli/deploy/publish.ts';
import { recordsOf } from '../../../infra/cli/deploy/records.ts';
import { startAccount } from '../../support/aws/account.ts';
import type { Zone } from '../../support/aws/state.ts';

const outputs = {
  DnsDkim1: 'abc._domainkey.news.paper.example CNAME abc.dkim.amazonses.com',
  DnsMailFromMx: 'bounce.news.paper.example MX 10 feedback-smtp.eu-central-1.amazonses.com',
  DnsMailFromSpf: 'bounce.news.paper.example TXT "v=spf1 include:amazonses.com ~all"',
  DnsDmarc: '_dmarc.news.paper.example TXT "v=DMARC1; p=none"',
};
const names = (records: readonly { readonly output: string }[]) =>
  records.map(({ output }) => output);

test('what is missing is added, in the nearest public zone', async (t) => {
  const near = zone('news.paper.example.');
  const others = [
    zone('paper.example.'),
    { ...zone('news.paper.example.'), id: 'ZP', isPrivate: true },
  ];
  const { written, elsewhere } = await published(t, outputs, [...others, near]);
  assert.deepEqual(names(written), Object.keys(outputs));
  assert.deepEqual(elsewhere, []);
  assert.equal(near.records.size, 4);
  assert.deepEqual(near.records.get('bounce.news.paper.example. TXT'), [
    '"v=spf1 include:amazonses.com ~all"',
  ]);
  assert.ok(others.every(({ records }) => records.size === 0));
});

test('given again, nothing is written', async (t) => {
  const zones = [zone('paper.example.')];
  await published(t, outputs, zones);
  const { written, there } = await published(t, outputs, zones);
  assert.deepEqual(written, []);
  assert.deepEqual(names(there), Object.keys(outputs));
});

test('a name that leads elsewhere is left as it is, and told', async (t) => {
  const own = zone('paper.example.', { 'bounce.news.paper.example. MX': ['5 mail.paper.example'] });
  const { taken, written } = await published(t, outputs, [own]);
  assert.deepEqual(names(taken), ['DnsMailFromMx']);
  assert.deepEqual(taken[0]?.found, ['5 mail.paper.example']);
  assert.deepEqual(own.records.get('bounce.news.paper.example. MX'), ['5 mail.paper.example']);
  assert.equal(written.length, 3);
});

test('a DMARC policy that is stricter than ours stays', async (t) => {
  const strict = ['"v=DMARC1; p=reject"'];
  const own = zone('paper.example.', { '_dmarc.news.paper.example. TXT': strict });
  const { there } = await published(t, outputs, [own]);
  assert.deepEqual(names(there), ['DnsDmarc']);
  assert.deepEqual(own.records.get('_dmarc.news.paper.example. TXT'), strict);
});

test('the site’s name follows to a new stack, and from no other place', async (t) => {
  const site = { DnsSite: 'read.paper.example CNAME d-new.execute-api.eu-central-1.amazonaws.com' };
  const old = zone('paper.example.', {
    'read.paper.example. CNAME': ['d-old.execute-api.eu-central-1.amazonaws.com'],
  });
  assert.equal((await published(t, site, [old])).written.length, 1);
  const foreign = zone('paper.example.', { 'read.paper.example. CNAME': ['blog.host.example'] });
  assert.equal((await published(t, site, [foreign])).taken.length, 1);
});

test('without a zone every record is told to be elsewhere', async (t) => {
  const { elsewhere } = await published(t, outputs, [zone('other.example.')]);
  assert.deepEqual(names(elsewhere), Object.keys(outputs));
});

function zone(name: string, records: Record<string, string[]> = {}): Zone {
  return {
    id: `Z${name.length}`,
    name,
    isPrivate: false,
    records: new Map(Object.entries(records)),
  };
}

async function published(t: TestContext, of: Record<string, string>, zones: Zone[]) {
  const account = await startAccount(t, { zones });
  Object.assign(process.env, account.env);
  return publish(recordsOf(of), openClients('eu-central-1'));
}

/** Whoever reads the logs of the doors learns of nobody's address, and of no secret. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { inboxOf, testCloud } from '../support/cloud.ts';
import { addItems, addReader, item, setUpNewsletter } from '../support/newsletter.ts';
import { becomeReader, linkIn, sendForm } from '../support/reader.ts';

const dayMs = 86_400_000;

test('no log of a door holds an address, a link or a secret, whatever happens', async (t) => {
  const lines: string[] = [];
  const cloud = await testCloud(t, { write: (line: string) => void lines.push(line) });
  const { origin, clock, table } = cloud;
  await setUpNewsletter(table, { letters: ['welcome', 'goodbye'] });
  const address = 'ann@readers.example';
  await becomeReader(cloud, { newsletterId: 'paper', address, sections: ['news'] });
  // One bounces, one complains, one is refused by its own domain.
  for (const name of ['bounce', 'complaint', 'suppressionlist']) {
    await addReader(table, clock.now(), { address: `${name}@simulator.amazonses.com` });
  }
  await addItems(table, item(clock.now()));
  const faults = `${origin}/_inbox/api/faults`;
  const headers = { 'content-type': 'application/json' };
  for (const kind of ['throttle', 'error', 'reject']) {
    await fetch(faults, { method: 'POST', headers, body: JSON.stringify({ kind, times: 1 }) });
  }
  await cloud.advance(clock.now() + dayMs);
  await sendForm(`${origin}/n/paper/link`, new URLSearchParams({ address }));
  await cloud.atRest();
  const text = (await inboxOf(cloud, address)).map((mail) => mail.text).join('\n');
  const link = linkIn(text, 'unsubscribe');
  for (const broken of [link, link.slice(0, -3), `${origin}/confirm/nonsense`]) {
    await fetch(broken, { method: 'POST', body: 'x'.repeat(100_000) });
    await fetch(broken, { method: 'POST' });
  }
  await cloud.atRest();
  const said = lines.join('\n');
  assert.ok(lines.length > 0, 'Nothing was logged.');
  t.diagnostic(`${lines.length} lines`);
  const token = new URL(link).pathname.split('/')[2] ?? '';
  for (const secret of [
    address,
    'simulator.amazonses.com',
    token,
    cloud.env.LINK_SECRET ?? token,
  ]) {
    assert.ok(!said.includes(secret), `${secret.slice(0, 12)}… is in the log.`);
  }
});

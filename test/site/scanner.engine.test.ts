/** Scanners fetch every link of every mail, and prefetchers follow the pages: nothing may change. */
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { test } from 'node:test';
import { ScanCommand } from '@aws-sdk/lib-dynamodb';
import type { Cloud } from '../../infra/local/cloud.ts';
import { inboxOf, testCloud } from '../support/cloud.ts';
import { addItems, item, setUpNewsletter } from '../support/newsletter.ts';
import { becomeReader, linkIn, sendForm } from '../support/reader.ts';

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;

/** All rows of the table, in an order of their own. */
async function tableHash({ table }: Cloud): Promise<string> {
  const rows: string[] = [];
  let next: Record<string, unknown> | undefined;
  do {
    const page = await table.client.send(
      new ScanCommand({ TableName: table.name, ExclusiveStartKey: next, ConsistentRead: true }),
    );
    rows.push(...(page.Items ?? []).map((row) => JSON.stringify(row, Object.keys(row).sort())));
    next = page.LastEvaluatedKey;
  } while (next !== undefined);
  return createHash('sha256').update(rows.sort().join('\n')).digest('hex');
}

function linksIn(text: string, origin: string): string[] {
  const found = text.match(/https?:\/\/[^\s<>"')]+|(?<=(?:href|action)=")\/[^"]*/g) ?? [];
  return found
    .map((link) => link.replaceAll('&amp;', '&'))
    .filter((link) => link.startsWith('/') || link.startsWith(origin))
    .map((link) => new URL(link, origin).href);
}

test('every link of every mail by GET and HEAD, and every link of its page: no row changes', async (t) => {
  const cloud = await testCloud(t);
  const { origin } = cloud;
  await setUpNewsletter(cloud.table, { letters: ['welcome', 'goodbye'] });
  const [address, fresh] = ['ann@readers.example', 'ann@new.example'];
  await becomeReader(cloud, { newsletterId: 'paper', address, sections: ['news'] });
  await addItems(cloud.table, item(cloud.clock.now()));
  await cloud.advance(cloud.clock.now() + dayMs);
  await cloud.atRest();
  await sendForm(`${origin}/n/paper/link`, new URLSearchParams({ address }));
  const edition = (await inboxOf(cloud, address)).find(({ text }) =>
    text.includes('/unsubscribe/'),
  );
  assert.match(linkIn(edition?.text ?? '', 'preferences'), /preferences/);
  await cloud.atRest();
  const letter = (await inboxOf(cloud, address)).find(({ subject }) =>
    subject.startsWith('Your link'),
  );
  const preferences = linkIn(letter?.text ?? '', 'preferences');
  const wish = new URLSearchParams({ intent: 'address', newAddress: fresh });
  assert.equal((await fetch(preferences, { method: 'POST', body: wish })).status, 200);
  await cloud.atRest();
  const mails = [...(await inboxOf(cloud, address)), ...(await inboxOf(cloud, fresh))];
  const kinds = mails.map(({ subject }) => subject.split(':')[0]).sort();
  assert.ok(mails.length >= 5, kinds.join(', '));
  assert.ok(kinds.includes('Welcome to The Test Paper'), kinds.join(', '));
  const links = new Set(mails.flatMap(({ text, html }) => linksIn(`${text} ${html}`, origin)));
  for (const purpose of ['confirm', 'unsubscribe', 'preferences', 'address']) {
    assert.ok(
      [...links].some((link) => link.includes(`/${purpose}/`)),
      purpose,
    );
  }
  // What a crawler reads first, and where that leads.
  for (const path of ['/', '/robots.txt', '/sitemap.xml']) links.add(`${origin}${path}`);
  const before = await tableHash(cloud);
  for (const link of links) {
    for (const method of ['HEAD', 'GET']) {
      const answer = await fetch(link, { method });
      assert.ok(answer.status < 500, `${method} ${link} ${answer.status}`);
      for (const further of linksIn(await answer.text(), origin)) links.add(further);
    }
  }
  await cloud.atRest();
  assert.equal(await tableHash(cloud), before);

  await fetch([...links].find((link) => link.includes('/address/')) ?? '', { method: 'POST' });
  await addItems(cloud.table, item(cloud.clock.now()));
  await cloud.advance(cloud.clock.now() + dayMs);
  await cloud.atRest();
  const moved = await inboxOf(cloud, fresh);
  const told = (await inboxOf(cloud, address)).find(({ text }) => text.includes('/back/'));
  assert.match(told?.subject ?? '', /Your address was changed/);
  assert.ok(
    moved.some(({ text }) => text.includes('/unsubscribe/')),
    'It goes to the new address.',
  );

  const leave = linkIn(
    moved.find(({ text }) => text.includes('/unsubscribe/'))?.text ?? '',
    'unsubscribe',
  );
  for (let times = 0; times < 2; times++) await fetch(leave, { method: 'POST' });
  await cloud.atRest();
  const last = (await inboxOf(cloud, fresh)).filter(({ subject }) => /You have left/.test(subject));
  assert.equal(last.length, 1, 'One goodbye, however often.');
});

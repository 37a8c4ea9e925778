/** The key of the links is changed while readers have links of the one before in their mails. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { keyKnownMs } from '../../functions/config/rotate-keys.ts';
import { subscriberStore } from '../../functions/store/subscribers.ts';
import { dispatch } from '../../infra/cli/dispatch.ts';
import { headerOf } from '../support/cloud.ts';
import { foundCloud } from '../support/found-cloud.ts';
import { addItems, addReader, item, setUpNewsletter } from '../support/newsletter.ts';
import { editionsOf } from '../support/reader.ts';
import { testCloudAsShipped } from '../support/shipped.ts';

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;

test('a link that was mailed before the rotation unsubscribes after it, and so does a new one', async (t) => {
  const { cloud, folder } = await foundCloud(t, testCloudAsShipped);
  const { table, clock } = cloud;
  await setUpNewsletter(table);
  await cloud.advance(Math.ceil(clock.now() / dayMs) * dayMs + 3 * hourMs);
  const [ann, bob] = [await addReader(table, clock.now()), await addReader(table, clock.now())];
  const edition = async (address: string) => {
    await addItems(table, item(clock.now() + 1));
    await cloud.advance(clock.now() + dayMs);
    return (await editionsOf(cloud, address)).at(-1) ?? assert.fail('no edition');
  };
  const linkOf = (mail: Awaited<ReturnType<typeof edition>>) => {
    const [, link = ''] = /<(https?:[^>]+)>/.exec(headerOf(mail, 'List-Unsubscribe') ?? '') ?? [];
    return link;
  };
  const old = linkOf(await edition(ann.address));
  assert.match(old, /\/k1\./);

  const said = await dispatch(['keys', 'rotate', '--data', folder], { columns: 80, folder });
  assert.equal(said.exitCode, 0, said.err.join('\n'));
  assert.match(said.out.join('\n'), /The key k2 signs links from .+ UTC on\./);
  await cloud.advance(clock.now() + keyKnownMs + hourMs);
  const fresh = linkOf(await edition(bob.address));
  assert.match(fresh, /\/k2\./, 'what is mailed now is signed with the new key');

  const { load } = subscriberStore(table, clock.now);
  for (const [link, reader] of [
    [old, ann],
    [fresh, bob],
  ] as const) {
    const body = new URLSearchParams({ 'List-Unsubscribe': 'One-Click' });
    assert.equal((await fetch(link, { method: 'POST', body })).status, 200);
    assert.equal((await load(reader.id))?.state, 'unsubscribed');
  }
});

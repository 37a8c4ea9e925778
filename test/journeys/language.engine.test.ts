/** A reader who reads in another language than the newsletter speaks. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readSigningKeys } from '../../functions/config/signing-secret.ts';
import { wordsFor } from '../../functions/edition/words.ts';
import { preferencesUrl, signLink } from '../../functions/subscriber/links.ts';
import { inboxOf, type Mail, testCloud } from '../support/cloud.ts';
import { addItems, addReader, item, setUpNewsletter } from '../support/newsletter.ts';

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;

test('the language a reader chooses is that of their pages, editions and confirmations', async (t) => {
  const cloud = await testCloud(t);
  const { table, clock, env, origin } = cloud;
  await setUpNewsletter(table, { sections: [{ id: 'news', name: 'News' }] });
  const dawn = Math.ceil(clock.now() / dayMs) * dayMs + 3 * hourMs;
  await cloud.advance(dawn);
  const [stays, moves] = [
    await addReader(table, dawn - hourMs),
    await addReader(table, dawn - hourMs),
  ];
  const keys = await readSigningKeys(
    env.SIGNING_SECRET_ARN ?? '',
    env.AWS_ENDPOINT_URL_SECRETS_MANAGER,
    Date.now(),
  );
  const link = signLink({ purpose: 'preferences', subscriberId: moves.id }, keys);
  const url = preferencesUrl(origin, link);
  const choices = { cadence: 'daily', hour: '7', zone: 'UTC', sections: 'news', language: 'ar' };
  const saved = await fetch(url, { method: 'POST', body: new URLSearchParams(choices) });
  assert.equal(saved.status, 200);
  assert.match(await saved.text(), /<html lang="ar" dir="rtl">/);

  await addItems(table, item(dawn + 1));
  await cloud.advance(dawn + 5 * hourMs);
  const [english] = await inboxOf(cloud, stays.address);
  const [arabic] = await inboxOf(cloud, moves.address);
  assert.ok(english !== undefined && arabic !== undefined);
  assertSpeaks(english, 'en', 'ltr');
  assertSpeaks(arabic, 'ar', 'rtl');
  assert.match(arabic.html, /Story item-/);

  const leave = url.replace('/preferences/', '/unsubscribe/');
  const out = signLink({ purpose: 'unsubscribe', subscriberId: moves.id }, keys);
  await fetch(leave.replace(link, out), { method: 'POST' });
  const again = await fetch(url, {
    method: 'POST',
    body: new URLSearchParams({ intent: 'resubscribe' }),
  });
  assert.equal(again.status, 200);
  await cloud.atRest();
  const [confirmation] = await inboxOf(cloud, moves.address);
  assert.ok(confirmation !== undefined && confirmation.id !== arabic.id);
  assert.match(confirmation.html, /dir="rtl"/);
});

/** Its fixed words and its direction. */
function assertSpeaks({ html, text }: Mail, language: string, direction: string): void {
  const { unsubscribe } = wordsFor(language).mail.footer;
  assert.match(html, new RegExp(`<html[^>]*lang="${language}"[^>]*dir="${direction}"`));
  assert.ok(html.includes(unsubscribe) && text.includes(unsubscribe), unsubscribe);
}

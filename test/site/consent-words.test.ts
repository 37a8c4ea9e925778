/** The record of a consent is what was shown: there, in that language, word for word. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as v from 'valibot';
import { languages } from '../../functions/edition/languages.ts';
import { NewsletterSchema } from '../../functions/edition/newsletter.ts';
import { type ConsentPlace, consentWords } from '../../functions/site/consent-words.ts';
import { earlierConsent } from '../../functions/site/earlier-consents.ts';
import { pageLanguageOf } from '../../functions/site/page-language.ts';
import { newsletter, stage, stageWithReader } from './stage.ts';

const places: readonly ConsentPlace[] = ['page', 'embed', 'again', 'api'];

test('each place and language has a version of its own, and a changed word another one', () => {
  const all = languages.flatMap((language) =>
    places.map((place) => consentWords(place, newsletter, pageLanguageOf(language))),
  );
  assert.equal(new Set(all.map(({ version }) => version)).size, all.length);
  const english = pageLanguageOf('en');
  const { landing } = english.words;
  const edited = {
    ...english,
    words: { ...english.words, landing: { ...landing, consent: `${landing.consent}!` } },
  };
  const [before, after] = [english, edited].map((one) => consentWords('page', newsletter, one));
  assert.notEqual(before?.version, after?.version);
  const renamed = consentWords('page', { name: 'Another' }, english);
  assert.notEqual(before?.version, renamed.version, 'The name is a part of what was shown.');
  for (const { version } of all) assert.match(version, /^[a-zA-Z-]+-[0-9a-f]{12}$/);
});

for (const language of languages) {
  test(`what the page, the script and coming back record stands on them: ${language}`, async () => {
    const on = stage([{ ...newsletter, language }]);
    const pageLanguage = pageLanguageOf(language);
    const page = await (await on.get(`/n/${newsletter.id}`)).text();
    const script = await (await on.get(`/n/${newsletter.id}/embed.js`)).text();
    const escaped = (text: string) =>
      text.replaceAll('&', '&amp;').replaceAll("'", '&#39;').replaceAll('"', '&quot;');
    for (const line of consentWords('page', newsletter, pageLanguage).text.split('\n')) {
      assert.ok(page.includes(escaped(line)), line);
    }
    const embed = consentWords('embed', newsletter, pageLanguage);
    for (const line of embed.text.split('\n'))
      assert.ok(script.includes(JSON.stringify(line)), line);
    assert.ok(script.includes(embed.version));
    const { consentShort } = pageLanguage.words.landing;
    assert.doesNotMatch(
      consentShort,
      /above|oben|ci-dessus|arriba|أعلاه|上記|以上/,
      'Nothing stands above.',
    );
  });
}

test('what an owner adds stands under ours wherever somebody agrees, and is kept with the consent', async () => {
  const consent = 'Also <b>offers</b> of our shop, twice a year.';
  const own = { ...newsletter, privacy: { consent } };
  const english = pageLanguageOf('en');
  const on = stage([own]);
  const page = await (await on.get(`/n/${newsletter.id}`)).text();
  assert.ok(page.includes('Also &lt;b&gt;offers&lt;/b&gt; of our shop, twice a year.'));
  const script = await (await on.get(`/n/${newsletter.id}/embed.js`)).text();
  assert.ok(script.includes(JSON.stringify(consent).replaceAll('<', '\\u003c')));
  const left = await stageWithReader(undefined, [own]);
  await left.post(left.path('unsubscribe'));
  const again = await (await left.get(left.path('preferences'))).text();
  assert.ok(again.includes('Also &lt;b&gt;offers&lt;/b&gt; of our shop, twice a year.'));
  for (const place of ['page', 'embed', 'again'] as const) {
    const [added, usual] = [own, newsletter].map((one) => consentWords(place, one, english));
    assert.equal(added?.text, `${usual?.text}\n${consent}`, 'Ours is never replaced.');
    assert.notEqual(added?.version, usual?.version);
  }
  assert.deepEqual(consentWords('api', own, english), consentWords('api', newsletter, english));
  const refused = v.safeParse(NewsletterSchema, {
    ...own,
    privacy: { consent: 'x'.repeat(301) },
  });
  assert.match(JSON.stringify(refused.issues), /What is added to the consent/);
});

test('a program that names other words than our script shows has its own place', async () => {
  const on = stage();
  const { readers } = on;
  const subscribe = async (address: string, words?: string) => {
    const form = await (await on.get(`/api/n/${newsletter.id}/form`)).json();
    readers.passTime(5_000);
    const body = JSON.stringify({ address, token: form.token, words });
    const answer = await on.app.request(`/api/n/${newsletter.id}/subscribe`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body,
    });
    assert.equal(answer.status, 200);
    const row = [...readers.rows.values()].find((one) => one.addressKey === address);
    return row?.consent.wordsVersion ?? '';
  };
  const embed = consentWords('embed', newsletter, pageLanguageOf(newsletter.language));
  assert.equal(await subscribe('a@example.com', embed.version), embed.version);
  assert.equal(await readers.wordsOf(embed.version), embed.text);
  assert.match(await subscribe('b@example.com', 'en-page-000000000000'), /^en-api-/);
  assert.match(await subscribe('c@example.com'), /^en-api-/);
});

test('the texts of versions before are kept, and an import says where the words are', () => {
  for (const language of languages) assert.ok(earlierConsent(`${language}-1`), language);
  assert.match(earlierConsent('elsewhere') ?? '', /import/);
  assert.equal(earlierConsent('constructor'), undefined);
});

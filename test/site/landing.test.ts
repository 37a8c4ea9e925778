/** The form asks for an address; what comes when is a sentence, and the choices are below it. */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { languages } from '../../functions/edition/languages.ts';
import { cityOf, zonesNear } from '../../functions/edition/zones.ts';
import { siteWordsFor } from '../../functions/site/words.ts';
import { filledIn, newsletter, stage, stageWithReader } from './stage.ts';

/** What of a form is seen before anything is opened. */
const closed = (text: string) => text.replace(/<details>[\s\S]*?<\/details>/, '');

test('one thing is asked for, and what comes when is one sentence', async () => {
  const text = await (await stage().get('/')).text();
  const seen = closed(text);
  assert.match(
    seen,
    /Unless you choose otherwise: Every day at 7:00 AM \(<span data-zone>Berlin<\/span>\)\./,
  );
  const asked = [
    ...seen.matchAll(/<(?:input|select|textarea)\b(?![^>]*type="hidden")[^>]*name="(\w+)"/g),
  ];
  // `topic` is out of everybody's sight.
  assert.deepEqual(
    asked.map(([, name]) => name),
    ['address', 'topic'],
  );
  assert.match(text, /<details><summary>Choose when it comes<\/summary>[\s\S]*name="cadence"/);
});

test('the address alone subscribes to what the sentence says', async () => {
  const on = stage();
  const text = await (await on.get('/')).text();
  const token = /name="token" value="([^"]+)"/.exec(text)?.[1] ?? '';
  on.readers.passTime(60_000);
  const pairs = [...text.matchAll(/name="(\w+)" value="(\w+)" checked/g)].map(
    ([, name, value]) => [name ?? '', value ?? ''] as const,
  );
  const picked = [
    ...text.matchAll(
      /name="(\w+)"[^>]*>\s*(?:<option[^>]*>[^<]*\s*)*?<option(?: value="([^"]*)")?[^>]* selected>([^<\n]*)/g,
    ),
  ];
  const chosen = picked.map(
    ([, name, value, label]) => [name ?? '', value ?? label ?? ''] as const,
  );
  const sections = pairs.filter(([name]) => name === 'sections').map(([, value]) => value);
  const fields = { ...Object.fromEntries([...pairs, ...chosen]), sections };
  await on.post('/n/harbour/subscribe', { ...fields, address: 'ann@example.com', token });
  assert.deepEqual(on.readers.only().schedule, newsletter.defaultSchedule);
  assert.equal(on.readers.only().sections, 'all');
});

test('where there is nothing to choose, nothing is offered, and the address subscribes', async () => {
  const sections = [{ id: 'ships', name: 'Ships' }];
  const defaultSchedule = { cadence: 'instant', zone: 'Europe/Berlin' } as const;
  const on = stage([{ ...newsletter, sections, cadences: ['instant'], defaultSchedule }]);
  const text = await (await on.get('/')).text();
  assert.match(text, /<p>As soon as something is new\.<\/p>/);
  assert.doesNotMatch(text, /<details|Unless you choose/);
  await on.post('/n/harbour/subscribe', { ...filledIn, cadence: 'instant', sections: [] });
  assert.equal(on.readers.only().schedule.cadence, 'instant');
});

test('the choices are open when one of them is to be mended', async () => {
  const on = stage();
  const wrong = await on.post('/n/harbour/subscribe', { ...filledIn, sections: [] });
  assert.match(await wrong.text(), /<details open>/);
  const address = await on.post('/n/harbour/subscribe', { ...filledIn, address: 'ann' });
  assert.match(await address.text(), /<details><summary>/);
});

test('after confirming the choices are offered again, and saved without touching the rest', async () => {
  const on = stage();
  await on.post('/n/harbour/subscribe', filledIn);
  const text = await (await on.post(on.path('confirm'))).text();
  const [, action = ''] = /<form method="post" action="(\/preferences\/[^"]+)">/.exec(text) ?? [];
  assert.match(
    text,
    /<details><summary>Choose when it comes<\/summary>[\s\S]*value="weekly" checked/,
  );
  const hidden = [...text.matchAll(/type="hidden" name="(\w+)" value="([^"]*)"/g)];
  assert.deepEqual(
    hidden.map(([, name]) => name),
    ['language', 'pause'],
  );
  const saved = await on.post(action, {
    ...filledIn,
    cadence: 'monthly',
    language: 'de',
    pause: '',
  });
  assert.equal(saved.status, 200);
  assert.equal(on.readers.only().schedule.cadence, 'monthly');
});

test('who is suppressed is not told that editions come', async () => {
  const on = await stageWithReader();
  const link = on.path('confirm');
  const reader = on.readers.only();
  on.readers.rows.set(reader.id, { ...reader, suppressed: true });
  for (const response of [await on.get(link), await on.post(link)]) {
    const text = await response.text();
    assert.match(text, /We cannot send to this address/);
    assert.doesNotMatch(text, /You are subscribed|first edition/);
  }
});

test('who pauses is told of the first edition after the pause', async () => {
  const on = await stageWithReader();
  const link = on.path('confirm');
  const reader = on.readers.only();
  on.readers.rows.set(reader.id, { ...reader, pausedUntil: Date.UTC(2026, 3, 1) });
  assert.match(await (await on.get(link)).text(), /first edition comes on Friday, April 3, 2026/);
});

test('Arabic says the day and the hour as people do', async () => {
  const on = stage([{ ...newsletter, language: 'ar' }]);
  await on.post('/n/harbour/subscribe', filledIn);
  const text = await (await on.post(on.path('confirm'))).text();
  assert.match(text, /يوم \u2068?الجمعة، 6 مارس 2026، الساعة 6:00 م/);
  assert.doesNotMatch(text, /في 6:00/);
});

test('an address that was copied as a link is mended, and told as it is', async () => {
  const on = stage();
  const fields = { ...filledIn, address: 'mailto:ann@example.com?subject=Hello' };
  const text = await (await on.post('/n/harbour/subscribe', fields)).text();
  assert.match(text, /If ann@example\.com is not subscribed yet/);
  assert.equal(on.readers.only().address, 'ann@example.com');
});

test('French counts the first day of a month only', async () => {
  const monthly = { cadence: 'monthly', hour: 7, zone: 'Europe/Paris' } as const;
  for (const [monthday, said] of [
    [1, 'Le 1er de chaque mois à 7:00 (Paris).'],
    [2, 'Le 2 de chaque mois à 7:00 (Paris).'],
  ] as const) {
    const defaultSchedule = { ...monthly, monthday };
    const on = stage([{ ...newsletter, language: 'fr', defaultSchedule, description: '' }]);
    assert.ok((await (await on.get('/')).text()).includes(said), said);
  }
});

describe('time zones', () => {
  test('are called by the cities of today in every language', () => {
    for (const [zone, language, city] of [
      ['Asia/Calcutta', 'en', 'Kolkata'],
      ['Asia/Kolkata', 'de', 'Kolkata'],
      ['Europe/Kiev', 'en', 'Kyiv'],
      ['Asia/Saigon', 'fr', 'Hô-Chi-Minh-Ville'],
      ['America/Argentina/Buenos_Aires', 'es', 'Buenos Aires'],
      ['Europe/Berlin', 'ja', 'ベルリン'],
      ['America/New_York', 'zh-TW', '紐約'],
      ['Africa/Cairo', 'ar', 'القاهرة'],
      ['Europe/Vienna', 'de-AT', 'Wien'],
      ['America/St_Johns', 'sv', 'St. John’s'],
      ['US/Pacific', 'en', 'Pacific'],
    ] as const) {
      assert.equal(cityOf(zone, language), city);
    }
    const old = /Calcutta|Saigon|Rangoon|Katmandu$|Kiev|Godthab|Faeroe|Asmera|Truk|Ponape|_/;
    for (const language of languages) {
      for (const { city } of zonesNear('UTC', language)) assert.doesNotMatch(city, old);
    }
  });

  test('are all that a browser may name, today’s name or the former', () => {
    const all = zonesNear('UTC', 'en');
    const names = new Set(all.flatMap(({ zone, former }) => [zone, former ?? zone]));
    const missing = Intl.supportedValuesOf('timeZone').filter((zone) => !names.has(zone));
    assert.deepEqual(
      missing.filter((zone) => !zone.startsWith('Antarctica/')),
      [],
    );
    for (const { zone } of all) new Intl.DateTimeFormat('en', { timeZone: zone });
  });

  test('begin with the nearest', () => {
    const near = zonesNear('Asia/Tokyo', 'en').map(({ city }) => city);
    assert.deepEqual(near.slice(0, 3), ['Chita', 'Dili', 'Jayapura']);
    assert.ok(near.indexOf('Seoul') < near.indexOf('Berlin'));
    const [first] = zonesNear('Asia/Kolkata', 'en');
    assert.ok(['Colombo', 'Kolkata'].includes(first?.city ?? ''), first?.city);
  });

  test('a former name that a browser sends is kept by its name of today', async () => {
    const on = stage();
    await on.post('/n/harbour/subscribe', { ...filledIn, zone: 'Asia/Calcutta' });
    assert.equal(on.readers.only().schedule.zone, 'Asia/Kolkata');
    const text = await (await stage().get('/')).text();
    assert.match(
      text,
      /<option value="Asia\/Kolkata" data-m=330 data-was="Asia\/Calcutta">Kolkata/,
    );
  });
});

test('the words of a page promise no mail that may not come', () => {
  for (const language of languages) {
    const words = siteWordsFor(language);
    for (const text of [words.asked.hint, words.preferences.addressAsked, words.link.asked]) {
      assert.match(text, /24/, `${language}: ${text}`);
    }
  }
});

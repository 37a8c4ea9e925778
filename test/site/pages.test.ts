import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { consentWords } from '../../functions/site/consent-words.ts';
import { pageLanguageOf } from '../../functions/site/page-language.ts';
import { type Fields, filledIn, newsletter, siteUrl, stage, stageWithReader } from './stage.ts';

const landingBytesMax = 60 * 1024;

describe('the landing page', () => {
  test('is at the root when there is one newsletter, and at its own address', async () => {
    const on = stage();
    for (const path of ['/', '/n/harbour', '/n/harbour/', '/n/harbour/subscribe']) {
      const response = await on.get(path);
      assert.equal(response.status, 200, path);
      const text = await response.text();
      assert.match(text, /<h1 dir="auto">Harbour &amp; Hinterland<\/h1>/);
      assert.match(text, /action="\/n\/harbour\/subscribe"/);
      assert.match(text, /1 Quay Street/);
    }
  });

  test('stays small and asks nobody else for anything', async () => {
    const text = await (await stage().get('/')).text();
    assert.ok(Buffer.byteLength(text) < landingBytesMax, `${Buffer.byteLength(text)} bytes`);
    // The address of the page itself is for search engines, and loaded by nobody.
    const loaded = text.replace(`<link rel="canonical" href="${siteUrl}/n/harbour">`, '');
    assert.doesNotMatch(loaded, /\b(?:src|href|action)="(?:https?:)?\/\//);
  });

  test('offers what the newsletter offers, with its default chosen', async () => {
    const text = await (
      await stage([{ ...newsletter, cadences: ['daily', 'weekly'] }]).get('/')
    ).text();
    assert.match(text, /value="daily" checked/);
    assert.match(text, /value="weekly">/);
    assert.doesNotMatch(text, /value="monthly"|value="instant"/);
    assert.match(text, /<option value="Europe\/Berlin" data-m=60 selected>Berlin/);
    assert.match(text, /Rail &lt;and&gt; road/);
  });

  test('asks for no cadence or section when there is only one', async () => {
    const only = {
      ...newsletter,
      cadences: ['daily' as const],
      sections: [{ id: 'a', name: 'A' }],
    };
    const on = stage([only]);
    const text = await (await on.get('/')).text();
    assert.match(text, /type="hidden" name="cadence" value="daily"/);
    assert.doesNotMatch(text, /type="checkbox"/);
    await on.post('/n/harbour/subscribe', { ...filledIn, cadence: 'daily', sections: [] });
    assert.equal(on.readers.only().sections, 'all');
  });

  test('is a list when there are several newsletters, and says so when there is none', async () => {
    const other = { ...newsletter, id: 'abend', name: 'Abendblatt', language: 'de' };
    const text = await (await stage([newsletter, other]).get('/')).text();
    assert.match(text, /href="\/n\/harbour"/);
    assert.match(text, /<li lang="de" dir="ltr"><a href="\/n\/abend"/);
    assert.equal((await stage([]).get('/')).status, 200);
  });

  test('does not name a newsletter that its owner hides, which keeps its own page', async () => {
    const hidden = { ...newsletter, id: 'quiet', name: 'The Quiet One', home: 'hidden' } as const;
    const on = stage([newsletter, hidden]);
    const text = await (await on.get('/')).text();
    assert.doesNotMatch(text, /The Quiet One/);
    assert.match(text, /action="\/n\/harbour\/subscribe"/, 'The only one that is listed.');
    assert.match(await (await on.get('/n/quiet')).text(), /The Quiet One/);
    assert.equal((await on.get('/link')).headers.get('location'), '/n/harbour/link');
  });

  for (const [language, lang, dir, word] of [
    ['de', 'de', 'ltr', 'Abonnieren'],
    ['fr', 'fr', 'ltr', 'S’abonner'],
    ['es-MX', 'es-MX', 'ltr', 'Suscribirme'],
    ['ja', 'ja', 'ltr', '購読する'],
    ['zh-CN', 'zh-CN', 'ltr', '订阅'],
    ['zh-TW', 'zh-TW', 'ltr', '訂閱'],
    ['ar', 'ar', 'rtl', 'اشترك'],
    ['sv', 'en', 'ltr', 'Subscribe'],
  ] as const) {
    test(`speaks ${lang} for a newsletter in ${language}`, async () => {
      const text = await (await stage([{ ...newsletter, language }]).get('/')).text();
      assert.ok(text.includes(`<html lang="${lang}" dir="${dir}">`), text.slice(0, 80));
      assert.ok(text.includes(`<button>${word}</button>`));
      assert.doesNotMatch(text, /\{\w+\}|undefined|\[object/);
    });
  }
});

describe('the form', () => {
  test('makes a pending reader with the choices and the proof', async () => {
    const on = stage();
    const response = await on.post('/n/harbour/subscribe', filledIn);
    assert.equal(response.status, 200);
    assert.match(await response.text(), /inbox/);
    const row = on.readers.only();
    assert.equal(row.state, 'pending');
    assert.deepEqual(row.schedule, {
      cadence: 'weekly',
      weekday: 5,
      hour: 18,
      zone: 'Asia/Tokyo',
    });
    assert.deepEqual(row.sections, ['ships']);
    assert.equal(row.consent.requestedFrom, '192.0.2.7');
    assert.equal(
      row.consent.wordsVersion,
      consentWords('page', newsletter, pageLanguageOf('en')).version,
    );
    assert.equal(on.readers.queued.length, 1);
  });

  test('all sections chosen means those that come later too', async () => {
    const on = stage();
    await on.post('/n/harbour/subscribe', { ...filledIn, sections: ['rail', 'ships'] });
    assert.equal(on.readers.only().sections, 'all');
  });

  test('answers in the same words for new, pending, confirmed, left and suppressed', async () => {
    const fresh = stage();
    const reader = await stageWithReader();
    const left = await stageWithReader();
    await left.post(left.path('unsubscribe'));
    const closed = stage();
    closed.readers.suppressed.add('ann@example.com');
    const answers: string[] = [];
    for (const on of [fresh, fresh, reader, left, closed]) {
      const response = await on.post('/n/harbour/subscribe', filledIn);
      const headers = [...response.headers].map((header) => header.join(': ')).join('\n');
      answers.push(`${response.status}\n${headers}\n${await response.text()}`);
    }
    assert.equal(new Set(answers).size, 1);
  });

  test('what fills in the hidden field gets the same answer and nothing else', async () => {
    const on = stage();
    const person = await (await on.post('/n/harbour/subscribe', filledIn)).text();
    const robot = stage();
    const response = await robot.post('/n/harbour/subscribe', { ...filledIn, topic: 'pills' });
    assert.equal(response.status, 200);
    assert.equal(await response.text(), person);
    assert.equal(robot.readers.rows.size, 0);
  });

  const faulty: [why: string, fields: Fields, said: RegExp][] = [
    ['no address', { address: '' }, /Please type your e-mail address/],
    ['an address with an umlaut', { address: 'jürgen@example.com' }, /plain letters/],
    ['a cadence that is not offered', { cadence: 'hourly' }, /choose how often/],
    ['no cadence', { cadence: [] }, /choose how often/],
    ['an eighth day of the week', { weekday: '8' }, /choose a day/],
    ['an hour that is no number', { hour: '7pm' }, /choose a time of day/],
    ['an hour beyond the day', { hour: '24' }, /choose a time of day/],
    ['a zone that nobody knows', { zone: 'Mars/Olympus' }, /choose a time zone/],
    ['no section', { sections: [] }, /at least one section/],
    ['only an unknown section', { sections: ['__proto__'] }, /at least one section/],
  ];
  for (const [why, fields, said] of faulty) {
    test(`is shown again, with what was typed, for ${why}`, async () => {
      const on = stage();
      const response = await on.post('/n/harbour/subscribe', { ...filledIn, ...fields });
      assert.equal(response.status, 422);
      const text = await response.text();
      assert.match(text, said);
      assert.ok(text.includes(`value="${fields.address ?? 'Ann@example.com'}"`));
      assert.equal(on.readers.rows.size, 0);
    });
  }

  test('day and hour do not matter to who wants every item at once', async () => {
    const on = stage();
    const fields = { ...filledIn, cadence: 'instant', hour: '', weekday: '', monthday: '' };
    assert.equal((await on.post('/n/harbour/subscribe', fields)).status, 200);
    assert.deepEqual(on.readers.only().schedule, { cadence: 'instant', zone: 'Asia/Tokyo' });
  });

  test('a likely slip is asked about once; as typed and as meant both go on', async () => {
    const on = stage();
    const typed = { ...filledIn, address: 'ann@gmial.com' };
    const asked = await on.post('/n/harbour/subscribe', typed);
    assert.equal(asked.status, 422);
    assert.match(await asked.text(), /Did you mean ann@gmail\.com\?/);
    assert.equal(on.readers.rows.size, 0);
    const kept = { ...typed, kept: 'ann@gmial.com' };
    assert.equal((await on.post('/n/harbour/subscribe', kept)).status, 200);
    assert.equal(on.readers.only().address, 'ann@gmial.com');
    const other = stage();
    await other.post('/n/harbour/subscribe', { ...kept, meant: 'ann@gmail.com' });
    assert.equal(other.readers.only().address, 'ann@gmail.com');
  });

  test('what was typed comes back escaped', async () => {
    const address = '"><script>alert(1)</script>@example.com';
    const response = await stage().post('/n/harbour/subscribe', { ...filledIn, address });
    const text = await response.text();
    assert.ok(!text.includes('<script>alert'));
    assert.ok(text.includes('&quot;&gt;&lt;script&gt;alert(1)'));
  });

  test('another site’s page cannot send it, our own and old browsers can', async () => {
    for (const [headers, status] of [
      [{ 'sec-fetch-site': 'cross-site' }, 403],
      [{ 'sec-fetch-site': 'same-site' }, 403],
      [{ origin: 'https://evil.example' }, 403],
      [{ origin: 'null', 'sec-fetch-site': 'same-origin' }, 200],
      [{ origin: 'https://news.example.com' }, 200],
      [{}, 200],
    ] as const) {
      const response = await stage().post('/n/harbour/subscribe', filledIn, headers);
      assert.equal(response.status, status, JSON.stringify(headers));
    }
  });
});

describe('the confirmation page', () => {
  test('shows one button, changes nothing, and says what will come', async () => {
    const on = stage();
    await on.post('/n/harbour/subscribe', filledIn);
    const writes = on.readers.writes();
    const response = await on.get(on.path('confirm'));
    const text = await response.text();
    assert.equal(response.status, 200);
    assert.equal(text.match(/<button>/g)?.length, 1);
    assert.match(text, /Every Friday at 6:00 PM \(Tokyo\)/);
    assert.match(text, /A•••@example\.com/);
    assert.doesNotMatch(text, /Ann@example\.com/);
    assert.equal(on.readers.writes(), writes);
  });

  test('POST confirms and tells when the first edition comes; again it says the same', async () => {
    const on = stage();
    await on.post('/n/harbour/subscribe', filledIn);
    const path = on.path('confirm');
    const first = await (await on.post(path)).text();
    assert.match(first, /Friday, March 6, 2026 at 6:00 PM \(Tokyo\)/);
    assert.match(first, /href="\/preferences\/k2\./);
    assert.equal(on.readers.only().state, 'confirmed');
    assert.equal(on.readers.only().consent.confirmedFrom, '192.0.2.7');
    assert.equal(await (await on.post(path)).text(), first);
    assert.equal(await (await on.get(path)).text(), first);
  });

  test('an expired link says what to do', async () => {
    const on = stage();
    await on.post('/n/harbour/subscribe', filledIn);
    on.readers.passTime(48 * 60 * 60 * 1000);
    for (const response of [await on.get(on.path('confirm')), await on.post(on.path('confirm'))]) {
      assert.equal(response.status, 410);
      assert.match(await response.text(), /href="\/n\/harbour"/);
    }
    assert.equal(on.readers.only().state, 'pending');
  });
});

describe('the preferences page', () => {
  const changed: Fields = { ...filledIn, cadence: 'monthly', monthday: '31', hour: '6', pause: '' };

  test('shows what is saved', async () => {
    const on = await stageWithReader();
    const text = await (await on.get(on.path('preferences'))).text();
    assert.match(text, /value="weekly" checked/);
    assert.match(text, /<option value="5" selected>Friday/);
    assert.match(text, /<option value="18" selected>6:00 PM/);
    assert.match(text, /<option value="Asia\/Tokyo" data-m=540 selected>Tokyo/);
    assert.match(text, /value="ships" checked/);
    assert.doesNotMatch(text, /value="rail" checked|data-guess/);
  });

  test('saves cadence, day, hour, zone and sections, and shows them', async () => {
    const on = await stageWithReader();
    const response = await on.post(on.path('preferences'), { ...changed, zone: 'Asia/Kolkata' });
    const text = await response.text();
    assert.equal(response.status, 200);
    assert.match(text, /preferences are saved/);
    assert.match(text, /value="monthly" checked/);
    const { schedule } = on.readers.only();
    assert.deepEqual(schedule, {
      cadence: 'monthly',
      monthday: 31,
      hour: 6,
      zone: 'Asia/Kolkata',
    });
  });

  test('a pause runs to the start of that day on the reader’s calendar', async () => {
    const on = await stageWithReader();
    const response = await on.post(on.path('preferences'), { ...changed, pause: '2026-04-01' });
    assert.equal(on.readers.only().pausedUntil, Date.parse('2026-04-01T00:00:00+09:00'));
    assert.match(await response.text(), /name="pause"[^>]*value="2026-04-01"/);
    on.readers.passTime(60 * 24 * 60 * 60 * 1000);
    const later = await (await on.get(on.path('preferences'))).text();
    assert.match(later, /name="pause"[^>]*value=""/);
  });

  for (const pause of ['2026-03-02', '2020-01-01', '2029-01-01', '2026-02-30', 'soon']) {
    test(`a pause until ${pause} is asked about, and nothing is saved`, async () => {
      const on = await stageWithReader();
      const before = on.readers.only();
      const response = await on.post(on.path('preferences'), { ...changed, pause });
      assert.equal(response.status, 422);
      assert.match(await response.text(), /after today and within a year/);
      assert.deepEqual(on.readers.only(), before);
    });
  }

  test('offers a cadence that is no longer on offer to who has it', async () => {
    const on = await stageWithReader();
    const text = async (cadences: typeof newsletter.cadences) => {
      const other = stage([{ ...newsletter, cadences }]);
      other.readers.rows.set(on.readers.only().id, on.readers.only());
      return await (await other.get(other.path('preferences'))).text();
    };
    assert.match(await text(['daily']), /value="weekly" checked/);
  });

  test('leads back who has left, through a new confirmation', async () => {
    const on = await stageWithReader();
    await on.post(on.path('unsubscribe'));
    const off = await (await on.get(on.path('preferences'))).text();
    assert.match(off, /You are not subscribed/);
    assert.equal(on.readers.only().state, 'unsubscribed');
    const back = await on.post(on.path('preferences'), { intent: 'resubscribe' });
    assert.match(await back.text(), /inbox/);
    assert.equal(on.readers.only().state, 'pending');
    assert.equal(on.readers.queued.length, 2);
  });

  test('tells who is suppressed that nothing is sent', async () => {
    const on = await stageWithReader();
    const row = on.readers.only();
    on.readers.rows.set(row.id, { ...row, suppressed: true });
    assert.match(await (await on.get(on.path('preferences'))).text(), /we send nothing to it/);
  });
});

describe('a newsletter that is closed', () => {
  const closed = { ...newsletter, closedAt: 1 };

  test('takes no signup by its form, by the API or on other sites', async () => {
    const on = stage([closed]);
    for (const answer of [
      await on.get('/n/harbour'),
      await on.post('/n/harbour/subscribe', filledIn),
    ]) {
      assert.equal(answer.status, 410);
      assert.match(
        await answer.text(),
        /This newsletter is closed[\s\S]*href="\/n\/harbour\/archive"/,
      );
    }
    const body = JSON.stringify({ address: 'ann@example.com' });
    const api = await on.app.request('/api/n/harbour/subscribe', { method: 'POST', body });
    assert.equal(api.status, 410);
    assert.match(((await api.json()) as { text: string }).text, /takes no new readers/);
    assert.equal((await on.get('/n/harbour/embed.js')).status, 404);
    assert.equal(on.readers.rows.size, 0);
    assert.doesNotMatch(await (await on.get('/')).text(), /Harbour/);
  });

  test('confirms nobody who asked before, and lets its readers go', async () => {
    const newsletters = [newsletter];
    const on = stage(newsletters);
    await on.post('/n/harbour/subscribe', filledIn);
    newsletters[0] = { ...closed };
    for (const answer of [await on.get(on.path('confirm')), await on.post(on.path('confirm'))]) {
      assert.equal(answer.status, 410);
      assert.match(await answer.text(), /This newsletter is closed/);
    }
    assert.equal(on.readers.only().state, 'pending');
    newsletters[0] = newsletter;
    await on.post(on.path('confirm'));
    newsletters[0] = { ...closed };
    assert.equal((await on.post(on.path('unsubscribe'))).status, 200);
    assert.equal(on.readers.only().state, 'unsubscribed');
    const offered = await (await on.get(on.path('preferences'))).text();
    assert.doesNotMatch(offered, /value="resubscribe"/);
    const back = await on.post(on.path('preferences'), { intent: 'resubscribe' });
    assert.equal(back.status, 410);
    await on.post(on.freshPath(), { intent: 'erase', sure: 'yes' });
    assert.equal(on.readers.rows.size, 0, 'and has them erased');
  });
});

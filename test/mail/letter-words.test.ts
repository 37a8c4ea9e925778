import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { languages } from '../../functions/edition/languages.ts';
import { momentIn } from '../../functions/edition/moment.ts';
import { scheduleInWords } from '../../functions/edition/schedule-words.ts';
import { cityOf } from '../../functions/edition/zones.ts';
import {
  renderConfirmation,
  renderGoodbye,
  renderNotice,
  renderWelcome,
} from '../../functions/mail/letter.ts';
import { sampleNewsletter } from '../edition/sample.ts';

const newsletter = sampleNewsletter('en', { name: 'Salt & <Tar>' });
const chosen = {
  schedule: { cadence: 'weekly', weekday: 5, hour: 18, zone: 'Asia/Tokyo' },
  until: Date.UTC(2026, 2, 4, 9),
} as const;
const url = 'https://paper.example/c/token?a=1&b=2';

describe('letters', () => {
  for (const language of languages) {
    test(`say all they must in ${language}`, () => {
      const letters = [
        renderConfirmation({ newsletter, confirmUrl: url, ...chosen, language }),
        renderWelcome({ newsletter, preferencesUrl: url, unsubscribeUrl: `${url}&u`, language }),
        renderGoodbye({ newsletter, signupUrl: url, language }),
      ];
      for (const { subject, html, text } of letters) {
        assert.ok(subject.includes('Salt & <Tar>'));
        assert.ok(html.includes(`lang="${language}"`));
        assert.ok(html.includes('href="https://paper.example/c/token?a=1&amp;b=2"'));
        assert.ok(html.includes('Salt &amp; &lt;Tar&gt;') && !html.includes('<Tar>'));
        assert.ok(text.split('\n').includes(url));
        for (const part of [html, text]) assert.ok(part.includes('1 Quay Street'));
        assert.doesNotMatch(`${subject}${html}${text}`, /\{\w+\}/);
      }
    });
  }

  for (const language of languages) {
    test(`a confirmation tells what was chosen and when its link ends, in ${language}`, () => {
      const asking = { newsletter, confirmUrl: url, ...chosen, language };
      const { html, text } = renderConfirmation({ ...asking, privacyUrl: `${url}&p` });
      const friday = scheduleInWords(chosen.schedule, language);
      assert.ok(friday.includes(cityOf('Asia/Tokyo', language)), friday);
      const ends = momentIn(chosen.until, 'Asia/Tokyo', language);
      assert.match(ends, /2026|٢٠٢٦/);
      const plain = text.replace(/\s+/g, '');
      for (const said of [friday, ends]) {
        assert.ok(html.includes(said), said);
        assert.ok(plain.includes(said.replace(/\s+/g, '')), said);
      }
      assert.ok(html.includes('c/token?a=1&amp;b=2&amp;p"') && text.includes(`${url}&p`));
      for (const part of [html, text]) assert.ok(part.includes(newsletter.sender.name));
    });
  }

  test('among English words a date is written in English, as that country writes it', () => {
    const at = Date.UTC(2026, 2, 6, 15, 30);
    const written = ['pt-BR', 'en', 'en-GB'].map((language) => momentIn(at, 'UTC', language));
    assert.match(written[0] ?? '', /^Friday, March 6, 2026/);
    assert.equal(written[0], written[1]);
    assert.match(written[2] ?? '', /^Friday,? 6 March 2026.*15:30$/);
  });

  test('welcome shows the way out', () => {
    const { html, text } = renderWelcome({
      newsletter,
      preferencesUrl: url,
      unsubscribeUrl: `${url}&u`,
      language: 'en',
    });
    assert.match(html, /href="[^"]+&amp;u">Unsubscribe<\/a>/);
    assert.ok(text.includes(`Unsubscribe:\n${url}&u\n`));
  });

  test('Arabic runs from right to left', () => {
    const { html } = renderConfirmation({
      newsletter,
      confirmUrl: url,
      ...chosen,
      language: 'ar-EG',
    });
    assert.match(html, /<html lang="ar" dir="rtl"/);
    assert.match(html, /text-align:right/);
  });

  test('a language without words of its own reads English, and says so', () => {
    const { html } = renderConfirmation({ newsletter, confirmUrl: url, ...chosen, language: 'fi' });
    assert.match(html, /<html lang="en" dir="ltr"/);
  });

  test('a notice prints its lines escaped', () => {
    const { html, text } = renderNotice({ newsletter, lines: ['Bounces < 5 %.', 'All is well.'] });
    assert.match(html, /<p>Bounces &lt; 5 %\.<\/p>.*<p>All is well\.<\/p>/);
    assert.match(text, /Bounces < 5 %\.\n\nAll is well\./);
  });
});

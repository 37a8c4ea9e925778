/** What search engines, previews of links and visitors of other languages find. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { PublishedEdition } from '../../functions/edition/archive.ts';
import { createSite } from '../../functions/site/app.ts';
import { unbroken } from '../../functions/site/page.ts';
import { filledIn, newsletter, siteUrl, stage, stageWithReader } from './stage.ts';

const edition: PublishedEdition = {
  newsletterId: 'harbour',
  key: 'a'.repeat(32),
  at: 1,
  through: 1,
  subject: 'Two cranes',
  preview: 'Two cranes stand idle.',
  dateLine: 'Monday',
  stories: [{ title: 'Two cranes' }],
  picture: 'https://pictures.example/crane.jpg?a=1&b=2',
};

function siteWith(newsletters = [newsletter]) {
  const { deps } = stage(newsletters);
  const archive = { list: async () => [edition], page: async () => undefined };
  return createSite({ ...deps, archive }, { siteUrl });
}

test('a landing page says to search engines and previews what it is, and where', async () => {
  const logo = { url: 'https://pictures.example/logo.png', alt: 'Harbour' };
  const on = stage([{ ...newsletter, theme: { logo } }]);
  const response = await on.get('/');
  const text = await response.text();
  for (const said of [
    '<link rel="canonical" href="https://news.example.com/n/harbour">',
    '<meta name="description" content="What moves in the port, and what it means inland.">',
    '<meta property="og:title" content="Harbour &amp; Hinterland">',
    '<meta property="og:url" content="https://news.example.com/n/harbour">',
    '<meta property="og:image" content="https://pictures.example/logo.png">',
    '<img class="logo" src="https://pictures.example/logo.png" alt="Harbour" height="56">',
  ]) {
    assert.ok(text.includes(said), said);
  }
  assert.doesNotMatch(text, /name="robots"/);
  const policy = response.headers.get('content-security-policy') ?? '';
  assert.match(policy, /img-src data: https:\/\/pictures\.example;/);
});

test('without a description of its own, a landing page is described by what comes when', async () => {
  const text = await (await stage([{ ...newsletter, description: '' }]).get('/')).text();
  assert.match(text, /name="description" content="Every day at 7:00 AM \(Berlin\)\."/);
});

test('what is for one visitor only tells crawlers so, where they can see it', async () => {
  const on = await stageWithReader();
  const asked = await on.post('/n/harbour/subscribe', filledIn);
  for (const response of [asked, await on.get('/n/harbour/link'), await on.get('/nowhere')]) {
    assert.match(await response.text(), /<meta name="robots" content="noindex">/);
  }
  const robots = await (await on.get('/robots.txt')).text();
  assert.match(robots, /^Sitemap: https:\/\/news\.example\.com\/sitemap\.xml$/m);
  assert.doesNotMatch(robots, /Disallow: ./);
});

test('the map of the site names what anybody may find, and nothing else', async () => {
  const quiet = { ...newsletter, id: 'quiet', home: 'hidden' } as const;
  const over = { ...newsletter, id: 'over', closedAt: 1 };
  const shut = { ...newsletter, id: 'shut', archive: 'private' } as const;
  const response = await siteWith([newsletter, quiet, over, shut]).request('/sitemap.xml');
  assert.equal(response.headers.get('content-type'), 'application/xml; charset=utf-8');
  const found = [...(await response.text()).matchAll(/<loc>([^<]*)</g)].map(([, url]) => url);
  const at = (path: string) => `${siteUrl}${path}`;
  assert.deepEqual(found, [
    at('/'),
    ...['/n/harbour', '/n/harbour/archive', `/n/harbour/e/${edition.key}`].map(at),
    ...['/n/over/archive', `/n/over/e/${edition.key}`].map(at),
    at('/n/shut'),
  ]);
});

test('the archive shows a picture of each edition, and each of its pages is one of its own', async () => {
  const response = await siteWith().request('/n/harbour/archive?before=77');
  const text = await response.text();
  assert.ok(text.includes('<img src="https://pictures.example/crane.jpg?a=1&amp;b=2" alt=""'));
  assert.match(
    response.headers.get('content-security-policy') ?? '',
    /img-src data: 'self' https:;/,
  );
  assert.match(
    text,
    /rel="canonical" href="https:\/\/news\.example\.com\/n\/harbour\/archive\?before=77"/,
  );
});

test('the home page speaks the language of its visitor', async () => {
  const other = { ...newsletter, id: 'abend', name: 'Abendblatt', language: 'de' };
  const on = stage([other, newsletter]);
  for (const [asked, lang, title] of [
    ['ja,en;q=0.5', 'ja', 'ニュースレター'],
    ['es-MX', 'es-MX', 'Boletines'],
    ['sv', 'en', 'Newsletters'],
  ] as const) {
    const response = await on.get('/', { 'accept-language': asked });
    assert.equal(response.headers.get('vary'), 'accept-language');
    const text = await response.text();
    assert.match(text, new RegExp(`<html lang="${lang}"`));
    assert.ok(text.includes(`<h1>${title}</h1>`), title);
  }
});

test('a title keeps a name on one line, unless no line of a phone is long enough', async () => {
  const on = await stageWithReader();
  const text = await (await on.get(on.path('unsubscribe'))).text();
  assert.ok(text.includes('Unsubscribe from <span class="name">Harbour &amp; Hinterland</span>?'));
  assert.doesNotMatch(text, /hyphens: auto/);
  assert.equal(
    String(unbroken('Leave Abcdefghij Klmnopqrstu?', 'Abcdefghij Klmnopqrstu')).includes('span'),
    false,
  );
  assert.equal(
    String(unbroken('退订《港口日报与内陆新闻周刊》', '港口日报与内陆新闻周刊')).includes('span'),
    false,
  );
  assert.match(
    String(unbroken('退订《港口日报》', '港口日报')),
    /《<span class="name">港口日报<\/span>》/,
  );
});

/** An item, from feed or archive to inbox: what its reader sees of it, and what not. */
import assert from 'node:assert/strict';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, type TestContext, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { itemStore } from '../../functions/store/items.ts';
import { newsletterStore } from '../../functions/store/newsletters.ts';
import { dispatch } from '../../infra/cli/dispatch.ts';
import type { Cloud } from '../../infra/local/cloud.ts';
import { type Publication, publications, tellingsAt } from '../../infra/local/demo/publications.ts';
import { holdDirectory, noteRunning } from '../../infra/local/running.ts';
import { screenshot, testPage } from '../support/browser.ts';
import type { Mail } from '../support/cloud.ts';
import { addReader, setUpNewsletter } from '../support/newsletter.ts';
import { becomeReader, editionsOf, unspaced } from '../support/reader.ts';
import { testCloudAsShipped } from '../support/shipped.ts';

const seed = fileURLToPath(new URL('../../../shared/seed/item.txt', import.meta.url));
const hourMs = 3_600_000;
const dayMs = 24 * hourMs;
const address = 'mika@readers.example';

describe('an item of an archive', () => {
  test('the seed item: title, picture, lead and text arrive, and none of the junk', async (t) => {
    if (!existsSync(seed)) return t.skip('skipped: ../shared is not here');
    const cloud = await testCloudAsShipped(t);
    const midnight = Math.ceil(cloud.clock.now() / dayMs) * dayMs;
    cloud.clock.moveTo(midnight);
    await setUpNewsletter(cloud.table, { language: 'zh-Hans', excerptChars: 20_000 });
    await addReader(cloud.table, cloud.clock.now(), { address });
    await importArchive(t, cloud, seed);
    const [item] = await itemStore(cloud.table).between('paper', midnight - 1, cloud.clock.now());
    assert.equal(item?.publishedAt, 1_712_650_501_000);
    assert.equal(item.title, '俄罗斯称：北京希望 "加强战略合作”');

    await cloud.advance(midnight + 8 * hourMs);
    const mail = await onlyEdition(cloud);
    assert.match(mail.subject, /^俄罗斯称：北京希望 "加强战略合作”/);
    const link = /https:\/\/www\.rfi\.fr\/cn\/%E4%B8%AD%E5%9B%BD\/20240409-[^\s"<]+%E4%BD%9C/;
    const seen = await htmlText(t, cloud, mail, 'item-seed');
    for (const text of seedTexts) {
      assert.ok(unspaced(mail.text).includes(unspaced(text)), `In text: ${text}`);
      if (seen !== undefined) assert.ok(seen.includes(unspaced(text)), `In HTML: ${text}`);
    }
    assert.match(mail.html, link);
    assert.match(mail.text, link);
    assert.match(mail.html, /<img [^>]*src="https:\/\/s\.rfi\.fr\/media\/display\/[^"]+\.jpg"/);
    assert.match(mail.html, /<(strong|b)>中国外交部长王毅周二与已经到访北京的俄罗斯外长/);
    assertWithout(mail, [/09\/04\/2024/, /分享/, /facebook/, /whatsapp/, /x\.com/, /rfi\.my/]);
    assertWithout(mail, [/feedx/, /获取更多RSS/, /share-/, /v-on/, /selfpromo/]);
  });
});

/** The beginning, the middle and the end of the story. */
const seedTexts = [
  '俄罗斯称：北京希望 "加强战略合作”',
  '中国外交部长王毅周二与已经到访北京的俄罗斯外长拉夫罗夫会晤，',
  '俄罗斯新闻社称王毅表示中国将支持俄罗斯在普京领导下的稳定发展，',
  '西方国家经常呼吁中国应通过对莫斯科的影响力在解决乌克兰战争行动中发挥更积极的作用。',
];

describe('items of the demo feeds', () => {
  test('the dirty feed: every story is there, its titles decoded, and nothing else', async (t) => {
    const cloud = await testCloudAsShipped(t, { demo: true });
    const { mail, from, to } = await dayOfReading(cloud, 'town');
    const tellings = tellingsAt(publicationOf('petit-phare'), to).filter(
      ({ publishedAt }) => publishedAt > from,
    );
    assert.ok(tellings.length >= 2, 'The feed has grown.');
    const seen = await htmlText(t, cloud, mail, 'item-dirty');
    for (const { title, lead, paragraphs } of tellings) {
      for (const text of [title, lead, ...paragraphs]) {
        assert.ok(unspaced(mail.text).includes(unspaced(text)), `In text: ${text}`);
        if (seen !== undefined) assert.ok(seen.includes(unspaced(text)), `In HTML: ${text}`);
      }
    }
    assertWithout(mail, [/&amp;(?:quot|amp|eacute|#39);/, /&(?:quot|eacute);.*\n=/, /Partager/]);
    assertWithout(mail, [/partage\.example/, /pigeon/, /gazouillis/, /share-/, /v-on/, /v-if/]);
    assertWithout(mail, [/flux-entiers/, /Flux Entiers/, /mesure\./, /p\.gif/, /data:image/]);
    assertWithout(mail, [/lettre du soir/, /utm_/, /lazyload/, /\d\d\/\d\d\/\d{4} - \d\d:\d\d/]);
    assert.doesNotMatch(mail.html, /<a [^>]*>(?:\s|&nbsp;|<span>|<\/span>)*<\/a>/, 'Empty anchor');
    assert.doesNotMatch(mail.html, /<img [^>]*(?:width|height)="1"/, 'Tracking pixel');
    assert.doesNotMatch(mail.html, /<[a-z]+-[a-z-]+[\s>]/, 'Custom element');
  });

  test('the truncated feed: the mail has the text of the page, without what is around it', async (t) => {
    const cloud = await testCloudAsShipped(t, { demo: true });
    const { mail, to } = await dayOfReading(cloud, 'long-reads');
    const [story] = tellingsAt(publicationOf('lantern-street'), to);
    assert.ok(story);
    const feed = await (await fetch(`${cloud.origin}/_demo/lantern-street/feed.xml`)).text();
    for (const paragraph of story.paragraphs) {
      assert.ok(!unspaced(feed).includes(unspaced(paragraph)), 'The feed says too little.');
      assert.ok(unspaced(mail.text).includes(unspaced(paragraph)), `In text: ${paragraph}`);
    }
    const seen = await htmlText(t, cloud, mail, 'item-truncated');
    if (seen !== undefined) {
      for (const text of story.paragraphs) assert.ok(seen.includes(unspaced(text)), text);
    }
    assertWithout(mail, [/Advertisement/, /Rope Walk, second door/, /Cookies/, /All demo feeds/]);
  });
});

/** A reader of one section, the whole stories wanted, and the edition after a day of polling. */
async function dayOfReading(cloud: Cloud, section: string) {
  const newsletters = newsletterStore(cloud.table);
  const demo = await newsletters.load('harbour-post');
  assert.ok(demo);
  await newsletters.save({ ...demo, excerptChars: 20_000 });
  const from = Math.ceil(cloud.clock.now() / dayMs) * dayMs + 12 * hourMs;
  cloud.clock.moveTo(from - 60_000);
  await cloud.advance(from);
  const hour = 11;
  await becomeReader(cloud, { newsletterId: demo.id, address, sections: [section], hour });
  await cloud.advance(from + dayMs);
  // The last poll is some minutes ahead of the edition.
  return { mail: await onlyEdition(cloud), from, to: from + 23 * hourMs - 5 * 60_000 };
}

function publicationOf(id: string): Publication {
  const found = publications.find((publication) => publication.id === id);
  assert.ok(found, `There is no demo feed ${id}.`);
  return found;
}

async function onlyEdition(cloud: Cloud): Promise<Mail> {
  const [mail, ...others] = await editionsOf(cloud, address);
  assert.ok(mail && others.length === 0, 'One edition has come.');
  return mail;
}

/** As the owner does it: `paperboy feeds import FILE`, beside a system that runs. */
async function importArchive(t: TestContext, { origin, env }: Cloud, file: string) {
  const data = mkdtempSync(join(tmpdir(), 'paperboy-import-'));
  t.after(() => rmSync(data, { recursive: true }));
  t.after(await holdDirectory(data));
  noteRunning(data, { pid: process.pid, origin, env });
  const line = ['feeds', 'import', file, '--newsletter', 'paper', '--data', data];
  const { out } = await dispatch(line, { columns: 80, folder: data });
  assert.deepEqual(out, ['1 item new, 0 known, 0 refused.']);
}

/** What the HTML shows in the inbox page's frame, or nothing where there is no browser. */
async function htmlText(t: TestContext, { origin }: Cloud, { id }: Mail, picture: string) {
  // The inbox shows no pictures from elsewhere, and says so on the console.
  const expected = [/^Loading the image 'https:/];
  const page = await testPage(t, { origin, width: 700, height: 1200, expected });
  if (page === undefined) return undefined;
  await page.goto(`${origin}/_inbox/messages/${id}`);
  await screenshot(page, `journeys/${picture}`);
  return unspaced((await page.frameLocator('iframe').locator('body').textContent()) ?? '');
}

function assertWithout({ html, text }: Mail, junk: readonly RegExp[]): void {
  for (const sign of junk) {
    assert.doesNotMatch(html, sign);
    assert.doesNotMatch(text, sign);
  }
}

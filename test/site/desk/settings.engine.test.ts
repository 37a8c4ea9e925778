/** Settings at the desk: planned before they are made, refused with reasons, never over somebody else. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { leaves } from '../../../functions/edition/setup/shape.ts';
import {
  fieldsIn,
  type SettingPart,
  settingParts,
} from '../../../functions/site/desk/settings-fields.ts';
import { feedStore } from '../../../functions/store/feeds.ts';
import { newsletterStore } from '../../../functions/store/newsletters.ts';
import { feed, newsletter } from '../../support/newsletter.ts';
import { type DeskVisitor, deskOn } from './stage.ts';

/** Every field of the first form that posts to a path, as a browser would send it. */
function fieldsOf(page: string): Record<string, string> {
  const form = /<form method="post"[\s\S]*?<\/form>/.exec(page)?.[0] ?? '';
  const plain = (text: string) =>
    text
      .replace(/&quot;/g, '"')
      .replace(/&lt;/g, '<')
      .replace(/&gt;/g, '>')
      .replace(/&#39;/g, "'")
      .replace(/&amp;/g, '&');
  const found: Record<string, string> = {};
  for (const [tag] of form.matchAll(/<input[^>]*>/g)) {
    const name = / name="([^"]*)"/.exec(tag)?.[1];
    if (name === undefined || (/type="(?:checkbox|radio)"/.test(tag) && !/ checked/.test(tag)))
      continue;
    found[name] = plain(/ value="([^"]*)"/.exec(tag)?.[1] ?? '');
  }
  for (const [, name = '', text = ''] of form.matchAll(
    /<textarea[^>]* name="([^"]*)"[^>]*>([^<]*)/g,
  )) {
    found[name] = plain(text);
  }
  for (const [, name = '', options = ''] of form.matchAll(
    /<select[^>]* name="([^"]*)"[^>]*>([\s\S]*?)<\/select>/g,
  )) {
    found[name] =
      /value="([^"]*)" selected/.exec(options)?.[1] ?? /value="([^"]*)"/.exec(options)?.[1] ?? '';
  }
  return found;
}

/** Fills in the form of a part and looks what it would do; then, if asked, does it. */
async function change(visitor: DeskVisitor, part: string, typed: Record<string, string>) {
  const path = `/desk/n/paper/settings/${part}`;
  const shown = fieldsOf(await (await visitor.get(path)).text());
  const plan = () => visitor.post(`${path}/plan`, { ...shown, ...typed });
  return { plan, confirm: async (page: string) => visitor.post(path, fieldsOf(page)) };
}

test('a change is shown with what it does, and made when that is agreed to', async (t) => {
  const { table, signedIn } = await deskOn(t);
  const owner = await signedIn('owner');
  const { plan, confirm } = await change(owner, 'about', { name: 'The <New> Paper' });
  const page = await (await plan()).text();
  assert.match(page, /The Test Paper → The &lt;New&gt; Paper/);
  assert.match(page, /Name of the sender/, 'the sender is called so, too');
  const load = () => newsletterStore(table).load('paper');
  assert.equal((await load())?.name, 'The Test Paper');
  const done = await confirm(page);
  assert.equal(done.headers.get('location'), '/desk/n/paper/settings?said=saved');
  assert.equal((await load())?.name, 'The <New> Paper');
  assert.equal((await load())?.sender.name, 'The <New> Paper');
});

test('what is wrong is told beside the field, and nothing typed is lost', async (t) => {
  const { signedIn } = await deskOn(t);
  const owner = await signedIn('owner');
  const { plan } = await change(owner, 'look', { 'theme.light.text': '#eeeeee' });
  const answer = await plan();
  const page = await answer.text();
  assert.equal(answer.status, 422);
  assert.match(page, /contrast of/);
  assert.match(page, /value="#eeeeee"/);
});

test('what somebody else changed meanwhile is told with both values, and stays', async (t) => {
  const { table, signedIn } = await deskOn(t);
  const owner = await signedIn('owner');
  const { plan } = await change(owner, 'editions', { itemsMax: '7' });
  await newsletterStore(table).save(newsletter({ itemsMax: 9 }));
  const answer = await plan();
  const page = await answer.text();
  assert.equal(answer.status, 409);
  assert.match(page, />9</);
  assert.match(page, />7</);
  assert.equal((await newsletterStore(table).load('paper'))?.itemsMax, 9);
});

test('what others changed elsewhere does not hinder, and is kept', async (t) => {
  const { table, signedIn } = await deskOn(t);
  const owner = await signedIn('owner');
  const { plan, confirm } = await change(owner, 'editions', { itemsMax: '7' });
  await newsletterStore(table).save(newsletter({ excerptChars: 99 }));
  const done = await confirm(await (await plan()).text());
  assert.match(done.headers.get('location') ?? '', /saved/);
  const { itemsMax, excerptChars } = (await newsletterStore(table).load('paper')) ?? {};
  assert.deepEqual({ itemsMax, excerptChars }, { itemsMax: 7, excerptChars: 99 });
});

test('a change that moved between look and act is not made', async (t) => {
  const { table, signedIn } = await deskOn(t);
  const owner = await signedIn('owner');
  const { plan, confirm } = await change(owner, 'editions', { itemsMax: '7' });
  const page = await (await plan()).text();
  await newsletterStore(table).save(newsletter({ itemsMax: 9 }));
  assert.equal((await confirm(page)).status, 409);
  assert.equal((await newsletterStore(table).load('paper'))?.itemsMax, 9);
});

test('a form that was not touched changes nothing, whatever the newsletter says', async (t) => {
  const odd = newsletter({
    cadences: ['weekly', 'daily'],
    zone: 'Asia/Calcutta',
    theme: { light: { accent: '#8c2f22' } },
    embedOrigins: ['https://a.example', 'https://b.example'],
    sending: { mode: 'veto', lastCallMinutes: 30 },
  });
  const { signedIn } = await deskOn(t, [odd]);
  const owner = await signedIn('owner');
  for (const part of Object.keys(settingParts)) {
    if (fieldsIn(part as SettingPart).some(({ kind }) => kind === 'several')) continue;
    const { plan } = await change(owner, part, {});
    assert.match((await plan()).headers.get('location') ?? '', /said=same/, part);
  }
});

test('a section goes, and its feeds move where the form says', async (t) => {
  const sections = [
    { id: 'news', name: 'News' },
    { id: 'art', name: 'Art' },
  ];
  const { table, signedIn } = await deskOn(t, [newsletter({ sections })]);
  await feedStore(table).create(feed({ sectionId: 'art', state: 'stopped' }), '30#0');
  const owner = await signedIn('owner');
  const typed = { 'to.art': 'news', 'name.news': 'All news', 'new-name': 'Sport' };
  const { plan, confirm } = await change(owner, 'sections', typed);
  const page = await (await plan()).text();
  assert.match(page, /Feed One moves to the section/);
  assert.match((await confirm(page)).headers.get('location') ?? '', /saved/);
  const { sections: after } = (await newsletterStore(table).load('paper')) ?? {};
  assert.deepEqual(after, [
    { id: 'news', name: 'All news' },
    { id: 'sport', name: 'Sport' },
  ]);
  assert.equal((await feedStore(table).list('paper'))[0]?.sectionId, 'news');
});

test('whoever is no owner does not get to settings, and the sender asks for a fresh proof', async (t) => {
  const { clock, signedIn } = await deskOn(t);
  assert.equal((await (await signedIn('editor')).get('/desk/n/paper/settings')).status, 403);
  const owner = await signedIn('owner');
  assert.equal((await owner.get('/desk/n/paper/settings/sender')).status, 200);
  clock.at += 60 * 60_000;
  const later = await owner.get('/desk/n/paper/settings/sender');
  assert.match(later.headers.get('location') ?? '', /said=prove/);
});

test('every value of a newsletter that a file can say is in a form', () => {
  const known = Object.keys(settingParts).flatMap((part) =>
    fieldsIn(part as SettingPart).map(({ key }) => key),
  );
  assert.deepEqual(known.sort(), leaves.map((path) => path.join('.')).sort());
});

test('settings tell when a file was applied', async (t) => {
  const { table, signedIn } = await deskOn(t);
  const owner = await signedIn('owner');
  const page = async () => (await owner.get('/desk/n/paper/settings')).text();
  assert.doesNotMatch(await page(), /A file of this newsletter/);
  await newsletterStore(table).save(newsletter({ appliedAt: Date.UTC(2026, 1, 3, 12) }));
  assert.match(await page(), /A file of this newsletter was applied on Feb 3, 2026, 12:00 PM\./);
});

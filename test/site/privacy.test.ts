/** The privacy notice: what the law asks for, in every language, linked wherever an address is given. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  backupsKeptDays,
  leftKeptMs,
  letterKeptMs,
  logsKeptDays,
  otherAddressKeptMs,
  recordKeptMs,
  unconfirmedKeptMs,
} from '../../functions/config/retention.ts';
import { languages } from '../../functions/edition/languages.ts';
import { siteWordsFor } from '../../functions/site/words.ts';
import { synthesize } from '../cloud/synthesized.ts';
import { newsletter, siteUrl, stage } from './stage.ts';

const dayMs = 86_400_000;

for (const language of languages) {
  test(`it says who, why, on what ground, to whom, how long, and what rights there are: ${language}`, async () => {
    const on = stage([{ ...newsletter, language }], siteUrl, 'eu-central-1');
    const answer = await on.get(`/n/${newsletter.id}/privacy`);
    assert.equal(answer.status, 200);
    const page = await answer.text();
    const words = siteWordsFor(language).privacy;
    for (const [name, text] of Object.entries(words)) {
      if (!/Heading$|^(?:basis|data|imported|rights|authority)$/.test(name)) continue;
      if (name === 'ownHeading') continue;
      assert.ok(page.includes(text.replaceAll("'", '&#39;')), name);
    }
    assert.match(page, /Amazon Web Services/);
    assert.match(page, /eu-central-1/);
    assert.match(page, /GDPR|DSGVO|RGPD|المادة/);
    assert.ok(page.includes(newsletter.postalAddress), 'the address');
    const days = [unconfirmedKeptMs / dayMs, recordKeptMs / dayMs, backupsKeptDays];
    for (const number of [...days, leftKeptMs / dayMs / 30])
      assert.ok(page.includes(String(number)));
    assert.doesNotMatch(page, /\{\w+\}/, 'Every place is filled.');
  });
}

test('every page of a newsletter links it, the landing page first of all', async () => {
  const on = stage();
  for (const path of ['', '/link']) {
    const page = await (await on.get(`/n/${newsletter.id}${path}`)).text();
    assert.ok(page.includes(`href="/n/${newsletter.id}/privacy"`), path);
  }
  const script = await (await on.get(`/n/${newsletter.id}/embed.js`)).text();
  assert.ok(script.includes(`/n/${newsletter.id}/privacy"`));
  assert.equal((await on.get('/n/nobody/privacy')).status, 404);
});

test('the owner names a contact, an authority, a text and a page of their own', async () => {
  const privacy = {
    contact: 'Ann <Office>',
    authority: 'The Commissioner',
    text: 'We also keep bees.',
    url: 'https://owner.example/privacy?a=1&b=2',
  };
  const page = await (
    await stage([{ ...newsletter, privacy }]).get(`/n/${newsletter.id}/privacy`)
  ).text();
  for (const said of ['Ann &lt;Office&gt;', 'The Commissioner', 'We also keep bees.']) {
    assert.ok(page.includes(said), said);
  }
  assert.ok(page.includes('href="https://owner.example/privacy?a=1&amp;b=2"'));
});

test('each time that it names is the one that is gone by, in its own sentence', async () => {
  const page = await (await stage().get(`/n/${newsletter.id}/privacy`)).text();
  for (const said of [
    `never confirmed: ${unconfirmedKeptMs / dayMs} days.`,
    `never confirmed after it: ${otherAddressKeptMs / dayMs} days.`,
    `Who has left: ${leftKeptMs / dayMs / 30} months,`,
    `what was reported of them: ${recordKeptMs / dayMs} days.`,
    `Letters: ${letterKeptMs / dayMs} days.`,
    `Technical logs, which name nobody: ${logsKeptDays} days.`,
    `Copies for restoring the data: ${backupsKeptDays} days.`,
    `any more, for ${recordKeptMs / dayMs} days.`,
    `still hold your data for ${backupsKeptDays} days.`,
  ]) {
    assert.ok(page.includes(said), said);
  }
  const { template } = synthesize();
  const resources = (type: string) => JSON.stringify(template.findResources(type));
  const tables = resources('AWS::DynamoDB::GlobalTable');
  assert.ok(tables.includes(`"RecoveryPeriodInDays":${backupsKeptDays}`));
  const doors = Object.entries(template.findResources('AWS::Logs::LogGroup')).filter(([id]) =>
    id.startsWith('Doors'),
  );
  assert.ok(doors.length > 0);
  for (const [id, { Properties }] of doors) {
    assert.equal(Properties.RetentionInDays, logsKeptDays, id);
  }
});

test('its foot has it in the other languages, and what is no language is the newsletter’s', async () => {
  const on = stage();
  const path = `/n/${newsletter.id}/privacy`;
  const page = await (await on.get(path)).text();
  const offered = [...page.matchAll(/href="\?language=([\w-]+)"/g)].map(([, tag]) => tag);
  assert.deepEqual(
    offered,
    languages.filter((tag) => tag !== newsletter.language),
  );
  for (const language of languages) {
    const other = await (await on.get(`${path}?language=${language}`)).text();
    assert.ok(other.includes(siteWordsFor(language).privacy.title), language);
    assert.match(other, new RegExp(`<html lang="${language}"`));
  }
  for (const odd of ['xx', '', '"><script>', 'EN', '__proto__']) {
    const same = await on.get(`${path}?language=${encodeURIComponent(odd)}`);
    assert.equal(await same.text(), page, odd);
  }
});

test('on a machine of the owner’s own, no other service is said to keep anything', async () => {
  const page = await (await stage().get(`/n/${newsletter.id}/privacy`)).text();
  assert.ok(page.includes(siteWordsFor('en').privacy.recipientsOwn));
  assert.doesNotMatch(page, /Amazon/);
});

/** An owner who sees editions before they go: by mail, by its links, and by the command. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { type ParsedMail, simpleParser } from 'mailparser';
import { type Owner, startOwner } from './owner.ts';
import { addReader } from './reader.ts';

const newsletterId = 'harbour-post';
const hourMs = 3_600_000;
const minuteMs = 60_000;
const daily = { cadence: 'daily', hour: 7, zone: 'UTC' } as const;

let owner: Owner;
let seven = 0;
before(async () => {
  owner = await startOwner();
  await owner.cloud.atRest();
  // From the second noon on: an archive that is due since a morning before is over then.
  const noon = Math.ceil(owner.cloud.clock.now() / (24 * hourMs)) * 24 * hourMs + 36 * hourMs;
  owner.cloud.clock.moveTo(noon);
  await addReader(owner.cloud, { address: 'ann@reader.example', newsletterId, schedule: daily });
  const elsewhere = { cadence: 'daily', hour: 8, zone: 'Etc/GMT-1' } as const;
  await addReader(owner.cloud, { address: 'bo@reader.example', newsletterId, schedule: elsewhere });
  seven = noon + 19 * hourMs;
});
after(() => owner.stop());

const json = async (...words: string[]) => {
  const said = await owner.paperboy(...words, '--json');
  assert.equal(said.exitCode, 0, said.err);
  return JSON.parse(said.out);
};
const mailed = (to: string) =>
  owner.cloud.ses.mailbox.all().filter(({ destinations }) => destinations.includes(to));
const toReaders = () => ['ann', 'bo'].map((name) => mailed(`${name}@reader.example`).length);
async function lastTo(to: string): Promise<ParsedMail> {
  const last = mailed(to)
    .sort((a, b) => a.at - b.at)
    .at(-1);
  return simpleParser((await owner.cloud.ses.mailbox.raw(last?.id ?? '')) ?? '');
}
async function passTo(instant: number): Promise<void> {
  await owner.cloud.advance(instant);
  await owner.cloud.atRest();
}
const press = (url: string, intent: string) =>
  fetch(url, { method: 'POST', body: new URLSearchParams({ intent }) });

test('a veto: the preview comes an hour before, with what can be done, and a stop is for all', async () => {
  await owner.paperboy('newsletter', 'set', '--sending', 'veto', '--last-call', '60');
  await owner.paperboy('newsletter', 'set', '--owner-address', 'owner@harbour.example');
  await passTo(seven - 58 * minuteMs);
  const preview = await lastTo('owner@harbour.example');
  assert.match(preview.subject ?? '', /^Preview: /);
  assert.match(preview.text ?? '', /goes\s+out\s+on .*7:0\d.*unless\s+you\s+stop\s+it/s);
  assert.match(preview.text ?? '', /leads:\s/);
  assert.match(String(preview.html), /<h3 class="lead"/, 'it is seen as readers would see it');
  assert.deepEqual(toReaders(), [0, 0]);
  const [url = ''] = /http:\S+\/act\/[^?\s]+/.exec(preview.text ?? '') ?? [];
  const shown = await (await fetch(`${url}?do=stop`)).text();
  assert.match(shown, /It waits for you/);
  assert.equal(
    (await json('editions', 'calls')).at(-1).state,
    'waiting',
    'to look changes nothing',
  );
  const skipped = await (await press(url, 'skip-0')).text();
  assert.match(skipped, /The edition goes without it/);
  assert.equal((await json('items', 'marks')).length, 1);
  assert.match(await (await press(url, 'stop')).text(), /It is stopped/);
  await passTo(seven + 3 * minuteMs);
  assert.deepEqual(toReaders(), [0, 0], 'nobody of any segment is mailed');
  const held = await json('editions', 'held');
  assert.deepEqual(
    held.map(({ held: why }: { held: { reasons: { check: string }[] } }) => why.reasons[0]?.check),
    ['stoppedByOwner', 'stoppedByOwner'],
  );
  const archive = await (await fetch(`${owner.cloud.origin}/n/${newsletterId}/archive`)).text();
  assert.doesNotMatch(archive, /\/e\/[0-9a-f]{32}/, 'and it is not in the archive');
  assert.match(await (await press(url, 'go')).text(), /It goes out/);
  await passTo(seven + 5 * minuteMs);
  assert.deepEqual(toReaders(), [1, 1], 'it comes late, to each once');
  const mail = await lastTo('ann@reader.example');
  const [first] = (await json('editions', 'calls')).at(-1).shown.items;
  assert.ok(!(mail.text ?? '').includes(`* ${first.title}\n`), 'without what was left out');
  assert.equal((await fetch(`${url.slice(0, -3)}abc`)).status, 404);
});

test('a veto that is not used lets it go by itself, and what came in since waits', async () => {
  const day = seven + 24 * hourMs;
  await passTo(day - 58 * minuteMs);
  const [call] = (await json('editions', 'calls')).slice(-1);
  assert.equal(call.scheduledAt, day);
  assert.ok(call.cutoff <= day - 57 * minuteMs, 'what was shown is what goes');
  await passTo(day + 4 * minuteMs);
  assert.deepEqual(toReaders(), [2, 2]);
  const [edition] = await json('editions', 'list', '--since', '2h');
  assert.equal(edition.cutoff, call.cutoff);
});

test('approval: nothing goes without it, and with it also before the hour', async () => {
  await owner.paperboy('newsletter', 'set', '--sending', 'approval', '--last-call', '120');
  const day = seven + 48 * hourMs;
  await passTo(day + 10 * minuteMs);
  assert.deepEqual(toReaders(), [2, 2]);
  assert.match(
    (await lastTo('owner@harbour.example')).text ?? '',
    /goes\s+out\s+when\s+you\s+let\s+it/,
  );
  await json('editions', 'go');
  await passTo(day + 12 * minuteMs);
  assert.deepEqual(toReaders(), [3, 3]);
  const next = day + 24 * hourMs;
  await passTo(next - 100 * minuteMs);
  await json('editions', 'go');
  await owner.cloud.atRest();
  await passTo(next - 98 * minuteMs);
  assert.deepEqual(toReaders(), [4, 4], 'now is now');
  await passTo(next + 5 * minuteMs);
  assert.deepEqual(toReaders(), [4, 4], 'and its hour brings nothing twice');
});

test('a test goes to its owner alone, is marked, and counts for nothing', async () => {
  const before = await json('editions', 'list', '--since', '30d');
  const was = toReaders();
  const said = await json('digest', 'test', '--to', 'OWNER@harbour.example', '--since', '3d');
  assert.equal(said.to, 'owner@harbour.example');
  await owner.cloud.atRest();
  const mail = await lastTo('owner@harbour.example');
  assert.match(mail.subject ?? '', /^Test: /);
  assert.match(mail.text ?? '', /This\s+is\s+a\s+test/);
  assert.deepEqual(toReaders(), was);
  assert.equal((await json('editions', 'list', '--since', '30d')).length, before.length);
  const foreign = await owner.paperboy('digest', 'test', '--to', 'ann@reader.example');
  assert.equal(foreign.exitCode, 1);
  assert.match(foreign.err, /addresses of the owner only: owner@harbour\.example/);
});

/** The owner's marks and notes by the command, from what is marked to what is mailed. */
import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { simpleParser } from 'mailparser';
import { type Owner, startOwner } from './owner.ts';
import { addReader } from './reader.ts';

let owner: Owner;
before(async () => {
  owner = await startOwner();
});
after(() => owner.stop());

const json = async (...words: string[]) => {
  const said = await owner.paperboy(...words, '--json');
  assert.equal(said.exitCode, 0, said.err);
  return JSON.parse(said.out);
};

test('what is marked is mailed so, and the edition tells with which marks', async () => {
  await addReader(owner.cloud, {
    address: 'ann@reader.example',
    newsletterId: 'harbour-post',
    schedule: { cadence: 'daily', hour: 7, zone: 'UTC' },
  });
  const { lead } = await json('digest', 'preview', '--out', 'before');
  assert.ok(lead.reasons.length > 0);
  await json('items', 'add', 'Come to the quay', '--text', 'On *Sunday*.', '--section', 'town');
  await json('notes', 'add', '--text', 'We **move** soon.', '--text', 'de=Wir ziehen um.');
  const pin = await json('items', 'pin', 'Come to the quay');
  assert.equal(pin.kind, 'pin');
  const leading = `${lead.item.feedId}/${lead.item.key}`;
  await json('items', 'leave-out', leading);
  const all = await json('items', 'marks');
  assert.deepEqual(all.map(({ kind }: { kind: string }) => kind).sort(), [
    'leave-out',
    'note',
    'own',
    'pin',
  ]);
  assert.equal((await json('notes', 'list')).length, 1);
  const shown = await owner.paperboy('items', 'marks');
  assert.match(shown.out, /“Come to the quay” stands at/);
  await owner.paperboy('digest', 'now');
  await owner.cloud.atRest();
  const [mail] = owner.cloud.ses.mailbox.all();
  assert.match(mail?.subject ?? '', /^Come to the quay/);
  const raw = await owner.cloud.ses.mailbox.raw(mail?.id ?? '');
  const { html } = await simpleParser(raw ?? '');
  assert.match(String(html), /We <strong>move<\/strong> soon/);
  const [edition] = await json('editions', 'list');
  const { marks } = await json('editions', 'show', edition.id);
  assert.equal(marks.length, 4);
  assert.match((await owner.paperboy('editions', 'show', edition.id)).out, /Marks +/);
});

test('marks are taken back by their ids, and what is wrong is said', async () => {
  const [first, ...others] = await json('items', 'marks');
  await json('items', 'unmark', first.id);
  const rest = await json('items', 'marks');
  assert.equal(rest.length, others.length);
  const gone = await owner.paperboy('items', 'unmark', first.id);
  assert.deepEqual([gone.exitCode, gone.err], [1, `There is no mark ${first.id}.`]);
  const [note] = await json('notes', 'list');
  if (note !== undefined) await json('notes', 'remove', note.id);
  const none = await owner.paperboy('items', 'pin', 'no story is called like this');
  assert.equal(none.exitCode, 1);
  assert.match(none.err, /Name an item by its address/);
  const bad = await owner.paperboy('items', 'add', 'X', '--link', 'javascript:alert(1)');
  assert.deepEqual([bad.exitCode, bad.err], [2, 'The link must be a whole address of the web.']);
  const late = await owner.paperboy('notes', 'add', '--text', 'x', '--until', '2001-01-01');
  assert.equal(late.exitCode, 2);
  const when = await owner.paperboy('notes', 'add', '--text', 'x', '--until', 'tomorrow');
  assert.match(when.err, /--until takes a day or an hour/);
});

test('a note is read from a file, in the language of the newsletter, and stands for a week', async () => {
  writeFileSync(join(owner.folder, 'note.md'), 'We *moved*.\n');
  const note = await json('notes', 'add', '--text', '@note.md', '--text', 'fr=@note.md');
  assert.deepEqual(Object.keys(note.texts).sort(), ['en', 'fr']);
  assert.match(note.texts.en.markdown, /^We \*moved\*\./);
  assert.equal(note.until - note.from, 7 * 86_400_000);
  const own = await json('items', 'add', 'From a file', '--text', '@note.md');
  assert.equal(own.sectionId, 'town', 'the first one');
  const none = await owner.paperboy('items', 'add', 'X', '--text', '@nowhere.md');
  assert.deepEqual([none.exitCode, none.err], [2, 'There is no file nowhere.md.']);
});

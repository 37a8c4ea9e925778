import assert from 'node:assert/strict';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { newsletterStore } from '../../functions/store/newsletters.ts';
import { segmentStore } from '../../functions/store/segments.ts';
import { type Owner, startOwner } from './owner.ts';
import { addReader } from './reader.ts';

const newsletterId = 'harbour-post';

let owner: Owner;
before(async () => {
  owner = await startOwner();
});
after(() => owner.stop());

test('without readers nothing can be made due', async () => {
  const none = await owner.paperboy('digest', 'now');
  assert.deepEqual([none.exitCode, none.err], [1, 'The Harbour Post has no readers yet.']);
});

test('the preview is written as a reader would get it, and nothing else happens', async () => {
  const preview = await owner.paperboy('digest', 'preview', '--out', 'look', '--json');
  assert.equal(preview.exitCode, 0, preview.err);
  const facts = JSON.parse(preview.out);
  const [htmlFile, textFile] = ['edition.html', 'edition.txt'].map((name) =>
    join(owner.folder, 'look', name),
  );
  assert.deepEqual(facts.files, [htmlFile, textFile]);
  const [html, text] = [htmlFile, textFile].map((file) => readFileSync(String(file), 'utf8'));
  assert.equal(facts.items, 14, 'two of each of the seven feeds');
  assert.equal(facts.htmlBytes, Buffer.byteLength(html ?? ''));
  assert.match(html ?? '', /href="#unsubscribe-link-of-the-reader"/);
  assert.match(text ?? '', /#preferences-link-of-the-reader/);
  assert.ok(facts.subject.length > 10 && facts.encodedBytes < 100_000);
  assert.equal(owner.cloud.ses.mailbox.all().length, 0);
});

test('a preview for some sections, or a shorter time, holds only what is theirs', async () => {
  const of = async (...options: string[]) => {
    const answer = await owner.paperboy('digest', 'preview', '--json', ...options);
    return answer.exitCode === 0 ? JSON.parse(answer.out).items : answer.err;
  };
  assert.equal(await of('--section', 'town'), 4);
  assert.equal(await of('--section', 'town', '--section', 'long-reads'), 6);
  assert.equal(await of('--since', '1h', '--schedule', 'weekly fri 7'), 14);
  // The demo's feeds grow a few times a day: in one of two turns nothing came in the last minute.
  const turns: string[] = [];
  for (let n = 0; n < 2; n++) {
    await owner.cloud.advance(owner.cloud.clock.now() + 3 * 60_000);
    turns.push(String(await of('--since', '1m')));
  }
  assert.match(turns.join('\n'), /^Nothing is new since .*--since 1w looks further back/m);
  assert.match(await of('--since', 'yesterday'), /--since takes a time such as 90m/);
});

test('digest now mails every reader of the schedule at once, and the schedule goes on', async () => {
  const newsletter = await newsletterStore(owner.cloud.table).load(newsletterId);
  assert.ok(newsletter !== undefined);
  const { defaultSchedule } = newsletter;
  const weekly = { cadence: 'weekly', weekday: 1, hour: 9, zone: 'Asia/Tokyo' } as const;
  await addReader(owner.cloud, {
    address: 'ann@reader.example',
    newsletterId,
    schedule: defaultSchedule,
  });
  await addReader(owner.cloud, { address: 'bo@reader.example', newsletterId, schedule: weekly });
  const before = await dueOf('daily');
  const few = await owner.paperboy('digest', 'now', '--schedule', 'daily 7');
  assert.equal(few.exitCode, 0, few.err);
  assert.match(few.out, /due now \(1 schedule\)\. What is new is on its way: http:/);
  await owner.cloud.atRest();
  assert.deepEqual(recipients(), ['ann@reader.example']);
  assert.equal(await dueOf('daily'), before, 'the next morning is due as it was');
  const none = await owner.paperboy('digest', 'now', '--schedule', 'monthly 1 7');
  assert.equal(none.exitCode, 1);
  const all = await owner.paperboy('digest', 'now');
  assert.match(all.out, /\(2 schedules\)/);
  await owner.cloud.atRest();
  assert.deepEqual(recipients(), ['ann@reader.example', 'bo@reader.example']);
});

test('what was imported a moment ago goes along', async () => {
  const file = 'note.txt';
  writeFileSync(
    join(owner.folder, file),
    '<!--1700000000000-->\n[A note from the pier](https://pier.example/note)\n------\n<p>Wet paint.',
  );
  assert.equal((await owner.paperboy('feeds', 'import', file)).exitCode, 0);
  assert.equal((await owner.paperboy('digest', 'now')).exitCode, 0);
  await owner.cloud.atRest();
  const subjects = owner.cloud.ses.mailbox.all().map((mail) => mail.subject);
  assert.equal(subjects.filter((subject) => /A note from the pier/.test(subject)).length, 2);
});

test('a folder that cannot be written is said, not thrown', async () => {
  const answer = await owner.paperboy('digest', 'preview', '--since', '1w', '--out', 'note.txt/x');
  assert.ok(!existsSync(join(owner.folder, 'note.txt', 'x')));
  assert.deepEqual([answer.exitCode, answer.out], [1, '']);
  assert.match(answer.err, /^The preview cannot be written: /);
});

async function dueOf(cadence: string): Promise<number | undefined> {
  const segments = await segmentStore(owner.cloud.table).list(newsletterId);
  return segments.find(({ schedule }) => schedule.cadence === cadence)?.dueAt;
}

function recipients(): string[] {
  return owner.cloud.ses.mailbox
    .all()
    .flatMap((mail) => mail.destinations)
    .sort();
}

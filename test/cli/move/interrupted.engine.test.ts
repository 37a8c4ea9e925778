/** A move that is interrupted anywhere goes on when it is given again, and comes to the same. */
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { pauseSending, resumeSending } from '../../../functions/mail/pace.ts';
import { heldItemRow } from '../../../functions/store/item-row.ts';
import { loadMovedAway, loadMovedIn } from '../../../functions/store/move-marks.ts';
import { newsletterStore } from '../../../functions/store/newsletters.ts';
import { loadPace, paceStore } from '../../../functions/store/pace.ts';
import { putIfAbsent } from '../../../functions/store/put-if-absent.ts';
import { subscriberStore } from '../../../functions/store/subscribers.ts';
import { connect } from '../../../infra/cli/connection.ts';
import { dispatch } from '../../../infra/cli/dispatch.ts';
import { arrive } from '../../../infra/cli/move/arrive.ts';
import { leave } from '../../../infra/cli/move/leave.ts';
import { testCloud } from '../../support/cloud.ts';
import { dyingTable } from '../../support/copied-table.ts';
import { foundCloud } from '../../support/found-cloud.ts';
import { addItems, addReader, item, setUpNewsletter } from '../../support/newsletter.ts';

const minuteMs = 60_000;

async function place(t: TestContext) {
  const { cloud, folder } = await foundCloud(t, testCloud);
  return { cloud, folder };
}

test('wherever it is interrupted, it goes on, and what comes after is done once', async (t) => {
  const [from, to] = [await place(t), await place(t)];
  const files = mkdtempSync(join(tmpdir(), 'paperboy-moving-'));
  t.after(() => rmSync(files, { recursive: true, force: true }));
  writeFileSync(join(files, 'pass'), 'correct horse battery\n');
  const screen = { columns: 200, folder: files };
  const paperboy = async (line: string) => {
    const { exitCode, out, err } = await dispatch(line.split(' '), screen);
    return { exitCode, out: out.join('\n'), err: err.join('\n') };
  };
  const { table } = from.cloud;
  const at = from.cloud.clock.now();
  await setUpNewsletter(table);
  const readers = [];
  for (let n = 0; n < 9; n++) readers.push(await addReader(table, at));
  await addItems(table, item(at + 1), item(at + 2));
  const waiting = heldItemRow(item(at + 3, { key: 'waits' }));
  await putIfAbsent(table, { ...waiting, why: ['approval'], changedAt: at });
  await pauseSending({ at: at - 6 * minuteMs, by: 'owner', reason: 'a move.' }, paceStore(table));

  const places = [from, to].map(({ folder }) =>
    connect({ data: folder, outputs: undefined, stack: undefined }, files),
  );
  const [there, here] = await Promise.all(places);
  assert.ok(there && here);
  const file = { name: 'm.gz', passphraseFile: 'pass', waits: false };
  const left = await leave(file, 'there', screen, there);
  assert.ok(left.kind === 'written');
  let deaths = 0;
  for (const after of [0, 1, 3, 6, 10, 15, 21, 1_000]) {
    const dying = { ...here, table: dyingTable(here.table, after) };
    await arrive(left, 'here', file, screen, dying).catch((error: Error) => {
      assert.equal(error.message, 'Died here.');
      deaths += 1;
    });
  }
  assert.ok(deaths > 3, `it died ${deaths} times`);

  const line = `move m.gz --data ${from.folder} --to-data ${to.folder} --passphrase-file pass --no-wait --yes`;
  const ended = await paperboy(line);
  assert.equal(ended.exitCode, 0, ended.err);
  assert.match(ended.out, /Everything has moved/);
  const again = await paperboy(line);
  assert.match(again.out, /nothing has happened that is not known there/);
  assert.equal((await loadMovedAway(table))?.file, (await loadMovedIn(to.cloud.table))?.file);
  const { load } = subscriberStore(to.cloud.table, Date.now);
  for (const { id, receivedThrough } of readers) {
    assert.equal((await load(id))?.receivedThrough, receivedThrough, 'They go on where they were.');
  }
  const held = await putIfAbsent(to.cloud.table, waiting);
  assert.equal(held, 'unchanged', 'What waits at the gate waits on.');
  for (const { cloud } of [from, to]) assert.ok((await loadPace(cloud.table))?.paused);

  const elsewhere = await paperboy(
    `move n.gz --data ${to.folder} --to-data ${from.folder} --passphrase-file pass --no-wait`,
  );
  assert.equal(elsewhere.exitCode, 0, elsewhere.err);
  const back = await paperboy(`sending resume --here-again --data ${from.folder}`);
  assert.equal(back.exitCode, 0, back.err);
  assert.equal(await loadMovedAway(table), undefined, 'It is here again.');
  there.close();
  here.close();
});

test('a place with a newsletter of its own is not filled, and nothing is paused', async (t) => {
  const [from, to] = [await place(t), await place(t)];
  writeFileSync(join(from.folder, 'pass'), 'correct horse battery\n');
  const screen = { columns: 200, folder: from.folder };
  const run = async (line: string) => (await dispatch(line.split(' '), screen)).err.join('\n');
  const move = `move m.gz --data ${from.folder} --to-data ${to.folder}`;
  assert.match(await run(move), /Name a --passphrase-file/);
  const line = `${move} --passphrase-file pass --yes`;
  assert.match(await run(line), /There is no newsletter here, so nothing to move/);
  await setUpNewsletter(from.cloud.table);
  await setUpNewsletter(to.cloud.table);
  assert.match(await run(line), /There is a newsletter here already, The Test Paper/);
  assert.match(await run('move m.gz --passphrase-file pass'), /Say where to/);
  await resumeSending(paceStore(to.cloud.table));
  assert.equal((await loadPace(from.cloud.table))?.paused, undefined);
  assert.equal((await newsletterStore(to.cloud.table).list()).length, 1);
});

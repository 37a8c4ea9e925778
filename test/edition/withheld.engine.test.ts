/** The public archive and editions that are stopped: nothing of them is shown until they are released. */
import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import { openNet } from '../../functions/config/net.ts';
import type { Edition } from '../../functions/edition/edition.ts';
import { publishDue, withholdEdition } from '../../functions/edition/plan/publish.ts';
import { archiveStore } from '../../functions/store/archive.ts';
import { contentStore } from '../../functions/store/contents.ts';
import { editionStore } from '../../functions/store/editions.ts';
import { heldEditions } from '../../functions/store/held-editions.ts';
import { newsletterStore } from '../../functions/store/newsletters.ts';
import { newEdition, newsletter } from '../support/newsletter.ts';
import { testTable } from '../support/table.ts';

const due = Date.parse('2026-05-01T07:00:00Z');
const dayMs = 86_400_000;
const byOwner = [{ level: 'error', check: 'stoppedByOwner' }] as const;

async function scene(t: TestContext) {
  const table = await testTable(t);
  await newsletterStore(table).save(newsletter());
  const archive = archiveStore(table);
  const editions = editionStore(table, () => due);
  const owner = heldEditions(table, () => due);
  const edition = newEdition(due);
  await editions.start(edition);
  const key = 'c1';
  const page = { html: '<p>', preview: '', dateLine: 'Friday', stories: [{ title: 'One' }] };
  const rest = { html: [], text: [], items: [], excluded: [], findings: [] };
  await contentStore(table, () => due).put({
    key,
    newsletterId: 'paper',
    subject: 'One',
    page,
    ...rest,
  });
  /** From where the archive's editions were made. */
  const froms: number[] = [];
  let dies = false;
  return {
    froms,
    kill: () => {
      dies = true;
    },
    tick: async (at: number) => {
      const net = openNet();
      const deps = {
        archives: archive,
        marks: async () => [],
        call: async () => undefined,
        content: archive.content,
        newsletter: async () => newsletter(),
        editions: editions.list,
        compose: async ({ from }: { readonly from: number }) => {
          froms.push(from);
          if (dies) throw new Error('It cannot be made.');
          return async () => ({ key, errors: [] });
        },
      };
      await publishDue(at, deps, { attempt: net.attempt, hasTime: () => true });
      net.close('The archive was not filled.');
    },
    hold: async () => {
      const kept = await editions.load(edition.id);
      assert.ok(kept);
      const held = await owner.hold(kept, byOwner);
      await withholdEdition(held, newsletter(), archive);
      return held;
    },
    release: async (held: Edition) => {
      await owner.release(held);
      await archive.makeDue('paper', due);
    },
    drop: async (held: Edition) => {
      await owner.drop(held);
      await archive.makeDue('paper', due);
    },
    listed: async () => (await archive.list('paper', { limit: 5 })).map(({ at }) => at),
    isListed: async () => (await archive.page('paper', key))?.isListed,
  };
}

test('what is held is not published; when it is released it is', async (t) => {
  const it = await scene(t);
  const held = await it.hold();
  await it.tick(due);
  assert.deepEqual(await it.listed(), []);
  await it.release(held);
  await it.tick(due + 60_000);
  assert.deepEqual(await it.listed(), [due]);
});

test('what was published before it was held is taken out, and comes again', async (t) => {
  const it = await scene(t);
  await it.tick(due);
  assert.deepEqual(await it.listed(), [due]);
  const held = await it.hold();
  assert.deepEqual(await it.listed(), []);
  assert.equal(await it.isListed(), false, 'its readers’ links still lead to it');
  await it.tick(due + 60_000);
  assert.deepEqual(await it.listed(), []);
  await it.release(held);
  await it.tick(due + 120_000);
  assert.deepEqual(await it.listed(), [due]);
});

test('what was given up is never published, its items come with the next', async (t) => {
  const it = await scene(t);
  await it.tick(due);
  await it.drop(await it.hold());
  await it.tick(due + 60_000);
  assert.deepEqual(await it.listed(), []);
  await it.tick(due + dayMs);
  assert.deepEqual(await it.listed(), [due + dayMs]);
  assert.deepEqual(it.froms, [it.froms[0], it.froms[0]]);
});

test('an archive whose edition cannot be made is left alone for longer each time', async (t) => {
  const it = await scene(t);
  it.kill();
  const minuteMs = 60_000;
  for (let minute = 0; minute < 50; minute++) {
    await it.tick(due + minute * minuteMs).catch(() => {});
  }
  assert.equal(it.froms.length, 4, 'after 2, 8 and 32 minutes');
});

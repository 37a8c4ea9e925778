/** Readers are moved to a new default as shipped: by the desk and the sweep, without a story lost or twice. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { defaultMoveBook } from '../../functions/store/default-moves.ts';
import { newsletterStore } from '../../functions/store/newsletters.ts';
import { startDefaultMove } from '../../functions/subscriber/default-move.ts';
import { addItems, item, newsletter, setUpNewsletter } from '../support/newsletter.ts';
import { ownerAtDesk } from '../support/owner-at-desk.ts';
import { becomeReader, editionsOf } from '../support/reader.ts';

const minuteMs = 60_000;
const dayMs = 24 * 60 * minuteMs;
const page = '/desk/n/paper/readers/default';

type Stage = Awaited<ReturnType<typeof ownerAtDesk>>;

/** Anna's browser, signed in, without a script. */
async function signedIn({ signIn }: Stage) {
  const { textOf, press } = await signIn();
  return { textOf, press: (act: string) => press(page, `${page}/${act}`, { hidden: ['look'] }) };
}

test('who never chose is moved from seven to nine, and each story comes once to everybody', async (t) => {
  const own = await ownerAtDesk(t);
  const { cloud, command } = own;
  const { table, clock } = cloud;
  const midnight = clock.now() - (clock.now() % dayMs) + dayMs;
  const at = (hour: number, minute = 0) => midnight + (hour * 60 + minute) * minuteMs;
  await setUpNewsletter(table);
  await cloud.advance(at(5));
  const asking = { newsletterId: 'paper', sections: ['news'] };
  await becomeReader(cloud, { ...asking, address: 'usual@readers.example' });
  await becomeReader(cloud, { ...asking, address: 'chose@readers.example', hour: 8 });
  await cloud.advance(at(6));
  await addItems(table, item(at(6, 1), { key: 'one', title: 'The first story' }));
  await cloud.advance(at(7, 10));

  const toNine = { cadence: 'daily', hour: 9, zone: 'UTC' } as const;
  await newsletterStore(table).save(newsletter({ defaultSchedule: toNine }));
  await addItems(table, item(at(7, 15), { key: 'two', title: 'The second story' }));
  const { textOf, press } = await signedIn(own);
  assert.match(await textOf('/desk/n/paper/settings/schedule'), /readers\/default/);
  assert.equal(await press('look'), page);
  const look = await textOf(page);
  assert.match(look, /Who would be moved/);
  assert.match(look, /class="figure">1</);
  assert.match(look, /Readers with another schedule who stay: 1\./);

  // The one who began it is gone: the sweep does it.
  const book = defaultMoveBook(table, clock.now);
  const { createdAt = 0 } = (await book.records.load('paper')) ?? {};
  const input = { newsletter: newsletter({ defaultSchedule: toNine }), look: createdAt };
  assert.equal(await startDefaultMove(input, { records: book.records, now: clock.now }), 'started');
  await cloud.advance(at(7, 30));
  assert.match(await textOf(page), /Moved on .*: 1\./);

  await cloud.advance(at(9, 10));
  assert.deepEqual(await storiesOf(own, 'usual@readers.example'), ['The first', 'The second']);
  assert.deepEqual(await storiesOf(own, 'chose@readers.example'), ['The first', 'The second']);
  await cloud.advance(at(24 + 9, 10));
  assert.deepEqual(await storiesOf(own, 'usual@readers.example'), ['The first', 'The second']);
  assert.deepEqual(await storiesOf(own, 'chose@readers.example'), ['The first', 'The second']);

  // Back again by the command: they still have not chosen.
  await newsletterStore(table).save(newsletter());
  assert.match(
    await command('subscribers', 'move-default'),
    /1 reader from daily 9\nWho has another schedule and stays: 1 reader\.\n\nNobody is moved yet/,
  );
  assert.match(await command('subscribers', 'move-default', '--apply'), /1 reader moved\./);
  const done = await book.records.load('paper');
  assert.deepEqual([done?.state, done?.moved, done?.by], ['done', 1, 'command']);
});

/** The stories of all mails to an address by name, each as often as mails came with it. */
async function storiesOf({ cloud }: Stage, address: string): Promise<string[]> {
  const mails = await editionsOf(cloud, address);
  const stories = mails.map(({ text }) => new Set(text.match(/The (?:first|second)(?= story)/g)));
  return stories.flatMap((one) => [...one]).toSorted();
}

/** A newsletter is deleted as shipped: at the desk and by the sweep, its readers told first, nothing mailed after. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { paginateScan } from '@aws-sdk/lib-dynamodb';
import { schemaVersion } from '../../functions/config/upgrade.ts';
import { newsletterStore } from '../../functions/store/newsletters.ts';
import { schemaStore } from '../../functions/store/schema.ts';
import { addItems, addReader, item, newsletter, setUpNewsletter } from '../support/newsletter.ts';
import { ownerAtDesk } from '../support/owner-at-desk.ts';
import { becomeReader } from '../support/reader.ts';

const minuteMs = 60_000;
const dayMs = 24 * 60 * minuteMs;
const end = '/desk/n/paper/settings/end';

test('an owner thinks again, asks once more, and a day later it goes row by row', async (t) => {
  const { cloud, command, signIn } = await ownerAtDesk(t);
  const { table, clock } = cloud;
  await schemaStore(table).begin(schemaVersion);
  await setUpNewsletter(table);
  await newsletterStore(table).save(newsletter({ id: 'other', name: 'Another' }));
  const midnight = clock.now() - (clock.now() % dayMs) + dayMs;
  const at = (day: number, hour: number, minute = 0) =>
    midnight + day * dayMs + (hour * 60 + minute) * minuteMs;
  await cloud.advance(at(0, 5));
  await addReader(table, at(0, 5), { address: 'ann@readers.example', newsletterId: 'other' });
  const asking = { newsletterId: 'paper', sections: ['news'] };
  await becomeReader(cloud, { ...asking, address: 'ann@readers.example' });
  await becomeReader(cloud, { ...asking, address: 'left@readers.example' });
  await command('subscribers', 'unsubscribe', 'left@readers.example', '--newsletter', 'paper');
  await addItems(table, item(at(0, 6), { key: 'one', title: 'The first story' }));
  await cloud.advance(at(0, 7, 10));

  const anna = await signIn();
  const form = `${end}/delete`;
  const asked = { name: 'The Test Paper', 'tell-readers': 'yes' };
  assert.match(await anna.textOf(form), /editions 1, pages of its archive/);
  assert.equal(await anna.press(form, form, asked), `${end}?said=asked`);
  assert.equal(await anna.press(end, `${end}/keep`), `${end}?said=kept`);
  await addItems(table, item(at(0, 20), { key: 'two', title: 'The second story' }));
  await cloud.advance(at(1, 7, 10));
  const mailsTo = (address: string) =>
    cloud.ses.mailbox.all().filter(({ destinations }) => destinations.includes(address));
  const subjects = () => mailsTo('ann@readers.example').map(({ subject }) => subject);
  assert.equal(subjects().filter((one) => /story/.test(one)).length, 2, 'it was as before');

  const again = await signIn();
  assert.equal(await again.press(form, form, asked), `${end}?said=asked`);
  await addItems(table, item(at(1, 20), { key: 'three', title: 'The third story' }));
  const before = subjects().length;
  await cloud.advance(at(2, 7));
  assert.equal(subjects().length, before, 'nothing is mailed once it is closed');
  await cloud.advance(at(2, 9));
  const ended = () => subjects().filter((one) => one === 'The Test Paper has ended');
  assert.equal(ended().length, 1);
  await cloud.advance(at(2, 12));
  const page = await (await signIn()).textOf('/desk/deletions');
  assert.match(page, /The Test Paper[\s\S]*It was deleted on/);
  assert.deepEqual(await rowsOfPaper(table), []);
  assert.equal(ended().length, 1);
  assert.equal(
    mailsTo('left@readers.example').filter(({ subject }) => /ended/.test(subject)).length,
    0,
  );
  const { status } = await fetch(new URL('/n/other', cloud.origin));
  assert.equal(status, 200);
});

/** What its owner would look for: readers, their addresses, feeds, items, editions, its own row. */
async function rowsOfPaper({ client, name: TableName }: Parameters<typeof newsletterStore>[0]) {
  const rows: string[] = [];
  for await (const { Items = [] } of paginateScan({ client }, { TableName })) {
    const rest = Items.filter(({ newsletterId }) => newsletterId !== 'other');
    rows.push(...rest.map(({ pk, sk }) => `${pk} ${sk}`));
  }
  const own = /^NEWSLETTERS paper$|#paper(?:#| |$)|^(?:EDITION|TRACE|CONTENT)#/;
  return rows.filter((name) => own.test(name));
}

/** A list of readers as shipped: brought at the desk, looked at, worked off by the sweep, taken back. */
import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import { setTimeout } from 'node:timers/promises';
import { walkSubscribers } from '../../functions/store/subscriber-walk.ts';
import { suppressAddress } from '../../functions/store/suppressions.ts';
import { dispatch } from '../../infra/cli/dispatch.ts';
import { all } from '../cli/rows.ts';
import { foundCloud } from '../support/found-cloud.ts';
import { newsletter, setUpNewsletter } from '../support/newsletter.ts';
import { testCloudAsShipped } from '../support/shipped.ts';

const owner = 'anna@desk.example';
const minuteMs = 60_000;
/** More than the desk takes in while somebody waits. */
const rows = 700;
/** Between two clicks. A new account's site takes two requests at once. */
const clickMs = 250;

const reader = (n: number) => `reader-${n}@list.example`;
const list = [
  'email,status',
  ...Array.from({ length: rows }, (_, n) => `${reader(n)},${n === 7 ? 'unsubscribed' : 'active'}`),
].join('\n');

async function stage(t: TestContext) {
  const { cloud, folder } = await foundCloud(t, testCloudAsShipped);
  await setUpNewsletter(cloud.table);
  const command = async (...words: string[]) => {
    const said = await dispatch([...words, '--data', folder], { columns: 200, folder });
    return [...said.out, ...said.err].join('\n');
  };
  return { cloud, command };
}

/** Somebody's browser, without a script. */
function browser(origin: string) {
  const jar = new Map<string, string>();
  const ask = async (path: string, body?: URLSearchParams | FormData) => {
    await setTimeout(clickMs);
    const answer = await fetch(new URL(path, origin), {
      redirect: 'manual',
      headers: {
        cookie: [...jar].map(([name, value]) => `${name}=${value}`).join('; '),
        ...(body === undefined ? {} : { 'sec-fetch-site': 'same-origin' }),
      },
      ...(body === undefined ? {} : { method: 'POST', body }),
    });
    for (const cookie of answer.headers.getSetCookie()) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(cookie) ?? [];
      jar.set(name, value);
    }
    return { status: answer.status, text: await answer.text(), to: answer.headers.get('location') };
  };
  const token = async (path: string) => {
    const { text } = await ask(path);
    return { text, token: /name="form-token" value="([^"]+)"/.exec(text)?.[1] ?? '' };
  };
  return {
    ask,
    /** Fills in a form of a page, and sends it. */
    send: async (page: string, action: string, fields: Readonly<Record<string, string | File>>) => {
      const form = new FormData();
      form.set('form-token', (await token(page)).token);
      for (const [name, value] of Object.entries(fields)) form.set(name, value);
      return ask(action, form);
    },
  };
}

test('an owner brings a list, looks, starts; the sweep takes the readers in, and undo takes them off', async (t) => {
  const { cloud, command } = await stage(t);
  const { table, clock } = cloud;
  const readers = async () => await all(walkSubscribers(table, clock.now()));
  await suppressAddress(table, reader(9), 'complaint', clock.now(), clock.now());
  await command('desk', 'add', owner);
  const { ask, send } = browser(cloud.origin);
  const [link = ''] = /https?:\S+/.exec(await command('desk', 'link', owner)) ?? [];
  await ask(link, new URLSearchParams());

  const imports = `/desk/n/${newsletter().id}/imports`;
  const brought = await send(imports, imports, {
    ...{ source: 'the form of our shop', since: '2019', wording: 'Yes, send me the letter.' },
    file: new File([list], 'shop.csv', { type: 'text/csv' }),
  });
  assert.equal(brought.status, 303, brought.text);
  const path = brought.to ?? '';
  const look = await ask(path);
  assert.match(look.text, /would read from now on<\/th><td[^>]*>698</);
  assert.match(look.text, /are suppressed here<\/th><td[^>]*>1</);
  const rowByRow = await ask(`${path}/rows`);
  assert.match(rowByRow.text, /reader-7@list\.example<\/th>.*?would be remembered as never/);
  assert.deepEqual(await readers(), [], 'Nothing is written by looking.');

  const [, hash = ''] = /name="hash" value="([^"]+)"/.exec(look.text) ?? [];
  assert.equal((await send(path, `${path}/start`, { hash })).to, `${path}?said=started`);
  assert.match((await ask(path)).text, /Readers are being taken in: 0 of 700 rows/);
  await cloud.advance(clock.now() + 10 * minuteMs);
  const done = (await ask(path)).text;
  assert.match(done, /read from now on<\/th><td[^>]*>698</);
  const found = await readers();
  assert.equal(found.length, rows - 1);
  assert.equal(found.filter(({ state }) => state === 'confirmed').length, 698);
  assert.match(
    await command('subscribers', 'imports'),
    /anna@desk\.example +shop\.csv +done +699 of 700/,
  );

  assert.equal((await send(path, `${path}/undo`, {})).to, `${path}?said=undoing`);
  await cloud.advance(clock.now() + 10 * minuteMs);
  assert.match((await ask(path)).text, /are taken out again<\/th><td[^>]*>699</);
  assert.deepEqual(await readers(), []);
});

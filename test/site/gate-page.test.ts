import assert from 'node:assert/strict';
import { test } from 'node:test';
import { gateUrl } from '../../functions/subscriber/gate-link.ts';
import { keys, monday } from '../subscriber/readers.ts';
import { stage } from './stage.ts';

const dayMs = 24 * 3_600_000;
const pathOf = (feedId = 'f1', issuedAt = monday) =>
  gateUrl('', { newsletterId: 'harbour', feedId, issuedAt }, keys);

test('GET shows what waits and changes nothing; POST does what the button says, once', async () => {
  const { get, post, gate } = stage();
  gate.waiting.push('A <b>story</b>', 'Another');
  const shown = await get(pathOf());
  assert.equal(shown.status, 200);
  assert.match(shown.headers.get('cache-control') ?? '', /no-store/);
  const html = await shown.text();
  assert.match(html, /A &lt;b&gt;story&lt;\/b&gt;/);
  assert.match(html, /The &lt;Gazette&gt;/);
  assert.deepEqual(gate.said, []);
  const done = await post(pathOf(), { word: 'release', upTo: '17' });
  assert.match(await done.text(), /2 items go/);
  const key = { newsletterId: 'harbour', feedId: 'f1' };
  assert.deepEqual(gate.said, [{ key, word: 'release', upTo: 17 }]);
  assert.match(await (await post(pathOf(), { word: 'drop', upTo: '17' })).text(), /Nothing waits/);
});

test('a link that is forged, too old, or of a feed that is gone leads nowhere', async () => {
  const { get, post, gate } = stage();
  const forged = pathOf().replace(/.$/, (last) => (last === 'A' ? 'B' : 'A'));
  for (const path of [forged, pathOf('f1', monday - 15 * dayMs), pathOf('gone')]) {
    assert.equal((await get(path)).status, 404, path);
    assert.equal((await post(path, { word: 'release', upTo: '17' })).status, 404, path);
  }
  assert.deepEqual(gate.said, []);
});

test('a word that no button says does nothing', async () => {
  const { post, gate } = stage();
  gate.waiting.push('A story');
  const odd = ['x', '', ' 17', '1e3', '-1', '0x11', '9'.repeat(30)];
  const forms = [{}, { word: 'all', upTo: '17' }, ...odd.map((upTo) => ({ word: 'drop', upTo }))];
  for (const fields of forms) {
    assert.equal((await post(pathOf(), fields)).status, 200);
  }
  assert.deepEqual(gate.said, []);
});

test('a form of another site decides nothing', async () => {
  const { post, gate } = stage();
  gate.waiting.push('A story');
  for (const headers of [{ 'sec-fetch-site': 'cross-site' }, { origin: 'https://evil.example' }]) {
    const answer = await post(pathOf(), { word: 'release', upTo: '17' }, headers);
    assert.equal(answer.status, 403);
  }
  assert.deepEqual(gate.said, []);
});

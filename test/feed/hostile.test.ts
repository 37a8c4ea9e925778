import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { parse } from '../../functions/feed/read/parse.ts';
import { hostileCases } from './hostile-cases.ts';
import { rss } from './support.ts';

suite('hostile input ends with a value, soon, and small', () => {
  for (const [name, { source, items }] of Object.entries(hostileCases)) {
    test(name, { timeout: 5_000 }, async () => {
      const bytes = Buffer.from(source());
      const start = process.cpuUsage();
      const parsed = await parse(bytes, { url: 'https://t.example/' });
      const { user, system } = process.cpuUsage(start);
      assert.equal(parsed.kind === 'feed' ? parsed.feed.items.length : undefined, items);
      assert.ok((user + system) / 1000 < 2_000, `${(user + system) / 1000} ms of CPU`);
      assert.ok(JSON.stringify(parsed).length < 1_200_000);
      assert.doesNotMatch(JSON.stringify(parsed), /root:|(?:ha){1000}/);
    });
  }
});

test('keys that are no keys pollute nothing', async () => {
  const source = rss('<constructor/><title>One</title><__proto__ polluted="1"/>');
  assert.equal((await parse(Buffer.from(source), {})).kind, 'feed');
  assert.equal('polluted' in {}, false);
});

import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { parse } from '../../functions/feed/read/parse.ts';
import { cpuMsOf, leastCpuMsOf } from '../support/effort.ts';
import { hostileCases, ordinaryFeed } from './hostile-cases.ts';
import { rss } from './support.ts';

/** A quarter of what a body may be: \`hostile-memory\` reads the worst of them whole. */
const part = 0.25;
/** None comes near it; with the square of its size each is a thousand times and more. */
const timesOrdinaryMax = 40;

suite('hostile input ends with a value, soon, and small', async () => {
  const ordinary = Buffer.from(ordinaryFeed(part));
  const ordinaryMs = await leastCpuMsOf(() => parse(ordinary, {}));
  for (const [name, { source, items }] of Object.entries(hostileCases(part))) {
    test(name, { timeout: 120_000 }, async () => {
      const bytes = Buffer.from(source());
      let parsed: Awaited<ReturnType<typeof parse>> | undefined;
      const spentMs = await cpuMsOf(async () => {
        parsed = await parse(bytes, { url: 'https://t.example/' });
      });
      assert.equal(parsed?.kind === 'feed' ? parsed.feed.items.length : undefined, items);
      assert.ok(spentMs < ordinaryMs * timesOrdinaryMax, `${spentMs} to ${ordinaryMs} ms of CPU`);
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

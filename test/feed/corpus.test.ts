import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { runCorpus } from './corpus.ts';

const corpus = join(import.meta.dirname, '../../../shared/corpus/feeds');

test('every case of the feed corpus is read as expected', async (t) => {
  if (!existsSync(corpus)) return t.skip('skipped: ../shared is not here');
  const results = await runCorpus(corpus);
  assert.deepEqual(
    results.filter((result) => result.differences.length > 0),
    [],
  );
  assert.ok(results.length >= 119, `${results.length} cases`);
});

/**
 * What is read out of a file, for each pair in `test/fixtures/feed/golden`: NAME.rss (or .atom, .rdf,
 * .json and what else comes) and NAME.expected.json. The name says what is odd about it. Put a file
 * there and run this with UPDATE_GOLDEN=1; then look at what was written.
 */
import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { suite, test } from 'node:test';
import { parse } from '../../functions/feed/read/parse.ts';

const folder = join(import.meta.dirname, '../fixtures/feed/golden');
const url = 'https://golden.example/blog/feed.xml';
const ending = '.expected.json';
const files = readdirSync(folder);
const sources = files.filter((file) => !file.endsWith(ending));

suite('a feed is read as expected:', () => {
  for (const source of sources) {
    const expected = expectedOf(source);
    test(source, async () => {
      const told = JSON.stringify(
        await parse(readFileSync(join(folder, source)), { url }),
        legible,
        2,
      );
      if (process.env.UPDATE_GOLDEN === '1') writeFileSync(join(folder, expected), `${told}\n`);
      assert.ok(existsSync(join(folder, expected)), 'UPDATE_GOLDEN=1 writes what is expected.');
      assert.deepEqual(
        JSON.parse(told),
        JSON.parse(readFileSync(join(folder, expected), 'utf8')),
        'UPDATE_GOLDEN=1 writes it anew, git shows what has changed.',
      );
    });
  }

  test('and nothing is expected of a file that is not there', () => {
    const known = new Set(sources.map(expectedOf));
    assert.deepEqual(
      files.filter((file) => file.endsWith(ending) && !known.has(file)),
      [],
    );
    assert.equal(known.size, sources.length, 'two files have one name');
  });
});

function expectedOf(source: string): string {
  return source.replace(/\.[^.]+$/, ending);
}

/** Instants as people read them. */
function legible(key: string, value: unknown): unknown {
  return typeof value === 'number' && key.endsWith('At') ? new Date(value).toISOString() : value;
}

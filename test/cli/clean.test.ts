import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { dispatch } from '../../infra/cli/dispatch.ts';

const promo = '<p>Brought to you by <a href="https://feeds.example/">our feed service</a>.</p>';
const archived = (n: number) =>
  `<!--1795338000000-->\n[Story ${n}](https://paper.example/${n})\n------\n<p>21 November 2026</p><p>Told ${'very '.repeat(n)}well.</p>${promo}`;

/** Runs the command in a folder of the test's own, with no Paperboy anywhere near. */
async function run(t: TestContext, files: Readonly<Record<string, string>>, ...args: string[]) {
  const folder = await mkdtemp(join(tmpdir(), 'paperboy-clean-'));
  t.after(() => rm(folder, { recursive: true }));
  for (const [name, text] of Object.entries(files)) await writeFile(join(folder, name), text);
  return dispatch(['clean', ...args], { columns: 80, folder });
}

test('clean prints a fragment without its junk', async (t) => {
  const html = '<p onclick="x">Hello <a href="/about">world</a></p><script>x</script>';
  const { exitCode, out } = await run(
    t,
    { 'a.html': html },
    'a.html',
    '--link',
    'https://a.example/',
  );
  assert.equal(exitCode, 0);
  assert.deepEqual(out, ['<p>Hello <a href="https://a.example/about">world</a></p>']);
});

test('clean keeps the pictures of a fragment whose address it does not know', async (t) => {
  const html =
    '<p>A boat.</p><img src="boat.jpg" alt="A boat"><img src="//a.example/b.jpg"><img src="java\tscript:x">';
  assert.deepEqual((await run(t, { 'a.html': html }, 'a.html')).out, [
    '<p>A boat.</p><img src="boat.jpg" alt="A boat" /><img src="https://a.example/b.jpg" alt="" />',
  ]);
});

test('clean knows an archive item, and learns from others of its feed', async (t) => {
  const files = { 'a.txt': archived(1), 'b.txt': archived(2), 'c.txt': archived(3) };
  const alone = await run(t, files, 'a.txt');
  assert.deepEqual(alone.out, [`<p>Told very well.</p>${promo}`]);
  for (const args of [
    ['a.txt', '--feed', 'b.txt', '--feed', 'c.txt'],
    ['a.txt', '--feed', 'b.txt', 'c.txt'],
  ]) {
    assert.deepEqual((await run(t, files, ...args)).out, ['<p>Told very well.</p>']);
  }
});

test('clean says what it cannot read', async (t) => {
  const missing = await run(t, {}, 'none.html');
  assert.equal(missing.exitCode, 1);
  assert.match(missing.err.join(), /none\.html cannot be read/);
  const link = await run(t, { 'a.html': '<p>x</p>' }, 'a.html', '--link', 'about');
  assert.equal(link.exitCode, 2);
});

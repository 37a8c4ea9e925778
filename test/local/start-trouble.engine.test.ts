/** What stops a start from outside is said in a sentence, and whether to start anew may help. */
import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { openPublicSite } from '../../infra/local/serve/public-site.ts';
import { troubleOf } from '../../infra/local/start-trouble.ts';

const cases: readonly [what: string, error: object, text: RegExp, needsHands: boolean][] = [
  [
    'a file of root',
    { code: 'EACCES', path: '/d/serve.env' },
    /^me .*\/d\/serve\.env.* to me/,
    true,
  ],
  ['a port of root', { code: 'EACCES', syscall: 'listen', port: 80 }, /^me .* 80: .*--port/, true],
  ['a disk that is read only', { code: 'EROFS', path: '/d' }, /^\/d is on a disk .*--data/, true],
  ['a disk that is full', { code: 'ENOSPC' }, /disk is full/, false],
];
for (const [what, error, text, needsHands] of cases) {
  test(`a start meets ${what}`, () => {
    const trouble = troubleOf(Object.assign(new Error(), error), 'me');
    assert.match(trouble?.text ?? '', text);
    assert.equal(trouble?.needsHands, needsHands);
  });
}

test('a file in the place of the directory, and an address of another machine, as they come', async (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'paperboy-'));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  const file = join(folder, 'data');
  writeFileSync(file, '');
  const meet = async (begin: () => unknown) => {
    try {
      await begin();
    } catch (error) {
      return troubleOf(error, 'me')?.text;
    }
    return 'none';
  };
  assert.match((await meet(() => mkdirSync(file, { recursive: true }))) ?? '', /is no directory/);
  assert.match((await meet(() => openPublicSite(0, '192.0.2.1'))) ?? '', /no address 192\.0\.2\.1/);
});

test('an error of ours is no trouble from outside', () => {
  for (const error of [new TypeError('x'), undefined, 'x', { code: 'ERR_INVALID_URL' }]) {
    assert.equal(troubleOf(error, 'me'), undefined);
  }
});

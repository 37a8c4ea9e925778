import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { type Owner, startOwner } from './owner.ts';

let owner: Owner;
before(async () => {
  owner = await startOwner();
});
after(() => owner.stop());

const set = (...options: string[]) =>
  owner.paperboy('newsletter', 'set', '--newsletter', 'harbour-post', ...options);

async function shown() {
  const { out } = await owner.paperboy(
    ...['newsletter', 'show', '--newsletter', 'harbour-post', '--json'],
  );
  return JSON.parse(out);
}

test('a look is put on a part at a time, and taken off again', async () => {
  const plain = await shown();
  const dressed = await set(
    ...['--theme-accent', '#05A', '--theme-dark-background', '#0b1f2a', '--theme-font', 'serif'],
    ...[
      '--theme-logo',
      'https://harbour.example/logo.png',
      '--theme-footer',
      'Printed in the dark',
    ],
  );
  assert.equal(dressed.exitCode, 0, dressed.err);
  assert.match(dressed.out, /accent #0055aa/);
  const more = await set('--theme-text', '#101820', '--theme-logo-alt', 'The Post');
  assert.equal(more.exitCode, 0, more.err);
  assert.deepEqual((await shown()).theme, {
    light: { accent: '#0055aa', text: '#101820' },
    dark: { background: '#0b1f2a' },
    logo: { url: 'https://harbour.example/logo.png', alt: 'The Post' },
    font: 'serif',
    footer: 'Printed in the dark',
  });
  const bare = await set(
    ...['--theme-accent', '', '--theme-text', '', '--theme-dark-background', ''],
    ...['--theme-logo', '', '--theme-font', '', '--theme-footer', ''],
  );
  assert.equal(bare.exitCode, 0, bare.err);
  assert.deepEqual(await shown(), plain);
});

test('who may hold the form, what letters go out and whom it tells: set, shown, taken away', async () => {
  const plain = await shown();
  const some = await set(
    ...[
      '--embed-origin',
      'https://www.example.com/blog/',
      '--embed-origin',
      'http://localhost:4321',
    ],
    ...['--letter', 'welcome', '--letter', 'goodbye', '--owner-address', 'me@harbour.example'],
  );
  assert.equal(some.exitCode, 0, some.err);
  assert.match(some.out, /^Form also on +https:\/\/www\.example\.com, http:\/\/localhost:4321$/m);
  assert.match(some.out, /^Letters +welcome, goodbye$/m);
  assert.match(some.out, /^Tells +me@harbour\.example$/m);
  await set('--letter', 'welcome');
  assert.deepEqual((await shown()).letters, ['welcome']);
  const wrong = await set('--embed-origin', 'example.com', '--letter', 'hello');
  assert.equal(wrong.exitCode, 2);
  assert.match(wrong.err, /^--embed-origin: An origin is such as/m);
  assert.match(wrong.err, /^--letter: /m);
  const bare = await set('--embed-origin', '', '--letter', '', '--owner-address', '');
  assert.equal(bare.exitCode, 0, bare.err);
  assert.deepEqual(await shown(), plain);
});

test('what cannot be read is refused, each with its option and what would do', async () => {
  const refused = await set(
    ...['--theme-accent', '#ffee88', '--theme-dark-text', '#222222', '--theme-font', 'Papyrus'],
  );
  assert.equal(refused.exitCode, 2);
  assert.match(refused.err, /^--theme-font: The font is one of paper, sans, serif, mono\.$/m);
  const pale = await set('--theme-accent', '#ffee88', '--theme-dark-text', '#222222');
  assert.equal(pale.exitCode, 2);
  assert.match(pale.err, /^--theme-accent: .+ in the light scheme; .+ would do/m);
  assert.match(pale.err, /^--theme-dark-text: .+ in the dark scheme; .+ would do/m);
  const insecure = await set('--theme-logo', 'http://harbour.example/logo.png');
  assert.match(insecure.err, /^--theme-logo: .+https:/m);
  assert.equal((await shown()).theme, undefined);
});

test('the archive is closed and opened', async () => {
  const wrong = await set('--archive', 'secret');
  assert.deepEqual(
    [wrong.exitCode, wrong.err],
    [2, '--archive: The archive is public or private.'],
  );
  assert.equal((await set('--archive', 'private')).exitCode, 0);
  assert.equal((await shown()).archive, 'private');
  assert.equal((await set('--home', 'hidden')).exitCode, 0);
  assert.equal((await shown()).home, 'hidden');
  assert.match((await set('--home', 'away')).err, /The home page has it listed or hidden/);
  assert.match((await set('--archive', 'public')).out, /Archive +public/);
});

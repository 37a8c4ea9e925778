/** Documents name only commands and files that are there. */
import assert from 'node:assert/strict';
import { existsSync, readFileSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { maskedThings } from '../infra/cli/doctor/mask.ts';

const root = fileURLToPath(new URL('../', import.meta.url));
/** With how many words each may have: what is longer is not read. */
const documents = {
  'README.md': 800,
  'ARCHITECTURE.md': 1_500,
  'CONTRIBUTING.md': 500,
  'CHANGELOG.md': undefined,
  'SECURITY.md': 300,
  'infra/cloud/README.md': 800,
  'infra/local/README.md': 800,
  'infra/local/serve/FAULTS.md': 500,
  'infra/local/serve/RETURNS.md': 500,
  'functions/mail/README.md': 700,
  'functions/hook/README.md': 300,
  'functions/site/desk/README.md': 400,
  'functions/mail/FAULTS.md': 1_200,
};
const { scripts } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));

for (const [document, wordsMax] of Object.entries(documents)) {
  const text = readFileSync(join(root, document), 'utf8');

  test(`${document} names only files that exist`, () => {
    const paths = [...text.matchAll(/`((?:functions|infra|templates|test|\.ci)\/[^`*]*)`/g)];
    const links = [...text.matchAll(/\]\((?!https?:)([^)#]+)\)/g)];
    const missing = [...paths, ...links]
      .map(([, path]) => path ?? '')
      .filter(
        (path) => !existsSync(join(root, path)) && !existsSync(join(root, dirname(document), path)),
      );
    assert.deepEqual(missing, []);
  });

  test(`${document} is short`, () => {
    const words = text.split(/\s+/).filter((word) => word !== '').length;
    assert.ok(words <= (wordsMax ?? words), `${words} words; at most ${wordsMax}`);
  });

  test(`${document} names only scripts that exist`, () => {
    const named = [...text.matchAll(/npm run (?:-s )?([a-z]+)/g)].map(([, name]) => name ?? '');
    assert.deepEqual(
      named.filter((name) => !(name in scripts)),
      [],
    );
  });

  test(`${document} says nothing about one machine`, () => {
    assert.doesNotMatch(text, /\/(?:root|home|work)\//);
  });
}

test('the two commands of the README are those of package.json', () => {
  const readme = readFileSync(join(root, 'README.md'), 'utf8');
  assert.match(readme, /^npm ci && npm start$/m);
  assert.match(readme, /^npm ci && npm test$/m);
  assert.ok('start' in scripts && 'test' in scripts);
});

test('the pictures of the README are there, and small', () => {
  const readme = readFileSync(join(root, 'README.md'), 'utf8');
  const pictures = [...readme.matchAll(/!\[[^\]]+\]\(([^)]+)\)/g)].map(([, path]) => path ?? '');
  assert.equal(pictures.length, 5);
  for (const path of pictures) {
    const { size } = statSync(join(root, path));
    assert.ok(size > 10_000 && size < 100_000, `${path} has ${size} bytes: npm run pictures`);
  }
});

test('CI runs the test command of the README', () => {
  assert.match(readFileSync(join(root, '.ci/run'), 'utf8'), /^npm ci[^\n]*\nnpm test$/m);
});

test('the form for faults asks for what doctor says, masked, and tells what is masked', () => {
  const form = readFileSync(join(root, '.github/ISSUE_TEMPLATE/fault.yml'), 'utf8');
  const words = form.replace(/\s+/g, ' ');
  assert.match(words, /`npm run -s paperboy -- doctor --mask`/);
  assert.ok(words.includes(`--mask takes out ${maskedThings}`));
});

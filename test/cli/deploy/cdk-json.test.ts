/** cdk.json keeps what is its owner's, in its order, and says of each thing what it is for. */
import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import cdkJson from '../../../cdk.json' with { type: 'json' };
import { openCdkJson } from '../../../infra/cli/deploy/cdk-json.ts';

function fileWith(t: TestContext, text: string) {
  const folder = mkdtempSync(join(tmpdir(), 'paperboy-cdk-'));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  writeFileSync(join(folder, 'cdk.json'), text);
  return { folder, read: () => readFileSync(join(folder, 'cdk.json'), 'utf8') };
}

test('a value is written in its place, and what it is for stands above it', (t) => {
  const { folder, read } = fileWith(t, JSON.stringify(cdkJson));
  openCdkJson(folder).write({ domain: 'paper.example' }, { domain: 'Where mail comes from.' });
  const { context, ...others } = JSON.parse(read()) as typeof cdkJson;
  const names = Object.keys(context);
  const at = names.indexOf('// domain');
  assert.deepEqual(names.slice(at - 1, at + 2), ['region', '// domain', 'domain']);
  assert.deepEqual(
    names.filter((name) => name !== '// domain'),
    Object.keys(cdkJson.context),
  );
  assert.equal(context.domain, 'paper.example');
  const { context: before, ...othersBefore } = cdkJson;
  assert.deepEqual(others, othersBefore);
  assert.equal(context.sender, before.sender);
});

test('written twice it is the same, and what is taken away goes with its comment', (t) => {
  const { folder, read } = fileWith(
    t,
    JSON.stringify({ mine: 1, context: { '// a': 'mine', a: 1 } }),
  );
  const file = openCdkJson(folder);
  const before = read();
  file.write({ newsletter: { name: 'x' } }, { newsletter: 'For a while.' });
  const once = read();
  file.write({ newsletter: { name: 'x' } }, { newsletter: 'For a while.' });
  assert.equal(read(), once);
  file.write({ newsletter: undefined });
  assert.deepEqual(JSON.parse(read()), JSON.parse(before));
});

test('an owner’s comment on nothing of ours stays', (t) => {
  const { folder, read } = fileWith(t, JSON.stringify({ context: { '// note': 'call Jo', b: 2 } }));
  openCdkJson(folder).write({ b: 3 });
  assert.deepEqual(JSON.parse(read()), { context: { '// note': 'call Jo', b: 3 } });
});

test('a file that is no JSON, or has no context, is refused in words', (t) => {
  for (const text of ['{', '{}', '[]']) {
    const { folder } = fileWith(t, text);
    assert.throws(() => openCdkJson(folder).context(), /is not JSON with a "context"/);
  }
});

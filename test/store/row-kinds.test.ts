/** Every kind of row is known by its key, and has a rule for a restore. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import type { Row } from '../../functions/store/client.ts';
import { actAlone, actBeside } from '../../functions/store/restore-row.ts';
import { restoreRules } from '../../functions/store/restore-rules.ts';
import { type RowKind, rowKindOf, rowKinds } from '../../functions/store/row-kinds.ts';
import { keys } from '../../functions/store/table.ts';

const at = Date.parse('2026-05-01T12:00:00Z');

/** The key that `keys` makes of any facts; undefined where it makes only a part of one. */
function sampleOf(name: string): { pk: string; sk: string } | undefined {
  const make = Object.entries(keys).find(([one]) => one === name)?.[1] as unknown;
  const facts = ['a1', at, 'b2', 'c3'];
  const inAnyOrder = [facts, ['a1', 'b2', at, 'c3'], ['a1', 'b2', 'c3'], [at]];
  const made =
    typeof make === 'function'
      ? inAnyOrder.map((some) => attempt(() => (make as (...all: unknown[]) => unknown)(...some)))
      : [make];
  return made.find(isKey);
}

function attempt(make: () => unknown): unknown {
  try {
    return make();
  } catch {
    return undefined;
  }
}

function isKey(made: unknown): made is { pk: string; sk: string } {
  const { pk, sk } = (made ?? {}) as { pk?: unknown; sk?: unknown };
  return typeof pk === 'string' && typeof sk === 'string';
}

test('every key that the table makes is of the kind that has its name, and there is no other kind', () => {
  const whole = Object.keys(keys).filter((name) => sampleOf(name) !== undefined);
  assert.deepEqual(whole.toSorted(), [...rowKinds].sort());
  for (const name of whole) assert.equal(rowKindOf(sampleOf(name) ?? { pk: '', sk: '' }), name);
  assert.equal(rowKindOf({ pk: 'LATER#1', sk: 'ROW' }), undefined);
});

test('each line of the table on one page is of a kind', () => {
  const text = readFileSync(join(import.meta.dirname, '../../functions/store/table.ts'), 'utf8');
  const lines = [...text.matchAll(/^ \* \| ([^|]+?) +\| (\S.*?) +\| (\S.*?) +\|/gm)].slice(1);
  const kinds = lines
    .filter(([, name]) => !name?.startsWith('--'))
    .map(([, , pk = '', sk = '']) => rowKindOf({ pk, sk }));
  assert.ok(!kinds.includes(undefined));
  assert.equal(new Set(kinds).size, rowKinds.length);
});

test('each kind has a rule that says why', () => {
  assert.deepEqual(Object.keys(restoreRules).sort(), [...rowKinds].sort());
  for (const { why } of Object.values(restoreRules)) assert.match(why, /\.$/);
});

/** What was mailed, counted, claimed or asked is that of now, and never written by a restore. */
const ofMachine: readonly RowKind[] = [
  'segment',
  'edition',
  'batch',
  'stragglers',
  'heldItem',
  'notice',
  'delivery',
  'call',
  'mark',
  'pace',
  'window',
  'pollTick',
  'eventTick',
];

for (const kind of ofMachine) {
  test(`a row of the kind ${kind} is never turned back, nor planned again`, () => {
    const row: Row = { ...sampleOf(kind), state: 'sending', dueKind: 'edition', dueAt: at, n: 1 };
    const one = { kind, row };
    const living = { lives: true, at };
    assert.deepEqual(actBeside(one, { ...row, n: 2 }, living), { act: 'nothing' });
    assert.deepEqual(actBeside(one, undefined, living), { act: 'nothing' });
    assert.deepEqual(actAlone(one, { at, continues: false }), { act: 'nothing' });
  });
}

test('a passkey that is gone stays so in a restore, its count is that of now, and a move takes it along', () => {
  const row: Row = { ...keys.passkey('p1', 'k1'), counter: 1 };
  const one = { kind: 'passkey', row } as const;
  const living = { lives: true, at };
  assert.deepEqual(actBeside(one, undefined, living), { act: 'nothing' });
  assert.deepEqual(actBeside(one, { ...row, counter: 2 }, living), { act: 'nothing' });
  assert.deepEqual(actAlone(one, { at, continues: false }), { act: 'nothing' });
  assert.deepEqual(actAlone(one, { at, continues: true }), { act: 'put', row });
});

test('an edition that was done comes back alone, as a record that nobody looks at', () => {
  const row: Row = { ...keys.edition('e'), state: 'done', dueKind: 'edition', dueAt: at };
  const done = actAlone({ kind: 'edition', row }, { at, continues: false });
  assert.deepEqual(done, { act: 'put', row: { ...keys.edition('e'), state: 'done' } });
});

test('a row whose time is over does not come back', () => {
  const row: Row = { ...keys.seen('n', 'f', 'i'), expiresAt: at / 1000 };
  assert.deepEqual(actBeside({ kind: 'seen', row }, undefined, { lives: true, at }), {
    act: 'nothing',
  });
  assert.deepEqual(actAlone({ kind: 'seen', row }, { at, continues: false }), { act: 'nothing' });
  assert.equal(actAlone({ kind: 'seen', row }, { at: at - 1_000, continues: false }).act, 'put');
});

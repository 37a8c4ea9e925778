/** A new key for links: known for two hours before it signs, and none is ever taken out. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { keyKnownMs, keysMax, rotateKeys } from '../../functions/config/rotate-keys.ts';
import { signingKeysOf } from '../../functions/config/signing-secret.ts';
import { readToken, signToken } from '../../functions/subscriber/token.ts';

const at = Date.parse('2026-05-01T12:00:00Z');
const first = JSON.stringify({ id: 'k1', secret: 'a'.repeat(64), note: 'ours' });

/** A secret, and an owner who rotates at an instant. */
function box(text: string) {
  const kept = { text };
  let made = 0;
  const rotate = (now: number) =>
    rotateKeys({
      read: async () => kept.text,
      write: async (next) => {
        kept.text = next;
      },
      newSecret: () => `${made++}`.padStart(64, 'b'),
      now: () => now,
    });
  const keysAt = (now: number) => signingKeysOf(kept.text, now) ?? assert.fail('unreadable');
  return { kept, rotate, keysAt };
}

test('the new key is known at once and signs two hours later; what else is in the secret stays', async () => {
  const { kept, rotate, keysAt } = box(first);
  const rotation = await rotate(at);
  assert.deepEqual(rotation, { kind: 'rotated', id: 'k2', signsFrom: at + keyKnownMs });
  assert.equal(keysAt(at + keyKnownMs - 1).current.id, 'k1');
  assert.deepEqual(
    keysAt(at).older.map(({ id }) => id),
    ['k2'],
  );
  assert.equal(keysAt(at + keyKnownMs).current.id, 'k2');
  assert.equal((JSON.parse(kept.text) as { note: string }).note, 'ours');
});

test('a link of any key is good for one who has read them all, whenever it was signed', async () => {
  const { rotate, keysAt } = box(first);
  const links: string[] = [];
  let now = at;
  for (let turn = 0; turn < 4; turn++) {
    links.push(signToken('unsubscribe', [`r${turn}`], keysAt(now)));
    await rotate(now);
    now += keyKnownMs;
  }
  assert.equal(keysAt(now).current.id, 'k5');
  for (const [turn, link] of links.entries()) {
    assert.equal(link.startsWith(`k${turn + 1}.`), true);
    assert.deepEqual(readToken('unsubscribe', link, keysAt(now)), [`r${turn}`]);
  }
});

test('while a key waits to sign, another rotation changes nothing', async () => {
  const { kept, rotate } = box(first);
  await rotate(at);
  const before = kept.text;
  const again = await rotate(at + keyKnownMs - 1);
  assert.deepEqual(again, { kind: 'waiting', id: 'k2', signsFrom: at + keyKnownMs });
  assert.equal(kept.text, before);
});

test('a secret of another form, or one that is full, is left as it is', async () => {
  const odd = box('{"id":"k1"}');
  assert.equal((await odd.rotate(at)).kind, 'malformed');
  const older = Array.from({ length: keysMax - 1 }, (_, n) => ({
    id: `k${n + 2}`,
    secret: 'c'.repeat(40),
  }));
  const full = box(JSON.stringify({ id: 'k1', secret: 'a'.repeat(40), older }));
  assert.equal((await full.rotate(at)).kind, 'full');
  assert.equal(full.keysAt(at).current.id, 'k1', 'what has no instant never signs');
});

import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import {
  backLinkLifetimeMs,
  confirmLinkLifetimeMs,
  confirmUrl,
  freshLinkLifetimeMs,
  isFresh,
  type Link,
  type LinkPurpose,
  preferencesLink,
  readLink,
  signLink,
  unsubscribeUrl,
} from '../../functions/subscriber/links.ts';
import type { SigningKeys } from '../../functions/subscriber/token.ts';
import { keys, monday } from './readers.ts';

const leave: Link = { purpose: 'unsubscribe', subscriberId: 'c0ffee-1' };
const prefer: Link = { purpose: 'preferences', subscriberId: 'c0ffee-1' };
const yes: Link = {
  purpose: 'confirm',
  subscriberId: 'c0ffee-1',
  confirmationId: 'mail-1',
  issuedAt: monday,
};
const everyPurpose: LinkPurpose[] = ['confirm', 'preferences', 'unsubscribe'];
const refused = { kind: 'refused' };

for (const link of [leave, prefer, yes]) {
  describe(`a link to ${link.purpose}`, () => {
    const token = signLink(link, keys);

    test('comes back as it was signed', () => {
      assert.deepEqual(readLink(link.purpose, token, keys, monday), { kind: 'valid', link });
    });

    test('is good for nothing else', () => {
      for (const purpose of everyPurpose.filter((other) => other !== link.purpose)) {
        assert.deepEqual(readLink(purpose, token, keys, monday), refused, purpose);
      }
    });

    test('is refused with any character taken away, doubled or changed', () => {
      for (let i = 0; i < token.length; i++) {
        const other = token[i] === 'A' ? 'B' : 'A';
        for (const forged of [
          token.slice(0, i) + token.slice(i + 1),
          token.slice(0, i) + token[i] + token.slice(i),
          token.slice(0, i) + other + token.slice(i + 1),
          token.slice(0, i),
        ]) {
          if (forged === token) continue;
          assert.deepEqual(readLink(link.purpose, forged, keys, monday), refused, forged);
        }
      }
    });

    test('works with what mail programs and gateways hang on to it', () => {
      for (const hung of [
        '.',
        '>',
        ')',
        ',',
        '=',
        '&utm_source=x',
        ';x',
        '%20',
        ' ',
        '?x=1',
        '/',
      ]) {
        assert.deepEqual(readLink(link.purpose, token + hung, keys, monday), {
          kind: 'valid',
          link,
        });
      }
    });

    test('still works when its key has been replaced', () => {
      const next: SigningKeys = {
        current: { id: 'k3', secret: 'a secret of the tests, long enough 3' },
        older: [keys.current, ...keys.older],
      };
      assert.equal(readLink(link.purpose, token, next, monday).kind, 'valid');
      assert.notEqual(signLink(link, next), token);
    });

    test('still works when a newer key has the same id, as the first of each stack has', () => {
      const next: SigningKeys = {
        current: { id: keys.current.id, secret: 'a secret of another stack, long enough' },
        older: [keys.current],
      };
      assert.equal(readLink(link.purpose, token, next, monday).kind, 'valid');
    });

    test('is refused once its key is gone, or is another one by the same name', () => {
      const gone: SigningKeys = { current: { id: 'k9', secret: keys.current.secret }, older: [] };
      const other: SigningKeys = {
        current: { id: 'k2', secret: 'another secret by the same name, long' },
        older: [],
      };
      assert.deepEqual(readLink(link.purpose, token, gone, monday), refused);
      assert.deepEqual(readLink(link.purpose, token, other, monday), refused);
    });

    test('fits in a path as it is', () => {
      assert.match(token, /^[A-Za-z0-9_.-]+$/);
      assert.equal(encodeURIComponent(token), token);
    });
  });
}

test('a link to confirm expires after 48 hours, the others never', () => {
  const muchLater = monday + 20 * 365 * 24 * 60 * 60 * 1000;
  const last = monday + confirmLinkLifetimeMs - 1;
  assert.equal(readLink('confirm', signLink(yes, keys), keys, last).kind, 'valid');
  assert.equal(readLink('confirm', signLink(yes, keys), keys, last + 1).kind, 'expired');
  assert.equal(readLink('unsubscribe', signLink(leave, keys), keys, muchLater).kind, 'valid');
  assert.equal(readLink('preferences', signLink(prefer, keys), keys, muchLater).kind, 'valid');
});

test('a link that was damaged on its way is mended, for its signature tells', () => {
  for (const link of [leave, prefer, yes]) {
    const token = signLink(link, keys);
    const middle = Math.floor(token.length / 2);
    const broken = (mark: string) => token.slice(0, middle) + mark + token.slice(middle);
    const damaged = [
      ...['_', '-', '__', '_.', '.html', '”', '.)'].map((end) => token + end),
      ...['3D', '=3D', '=', '%3D', '%3D3D', ' '].map((start) => start + token),
      ...[' ', '\n', '\r\n', '=\r\n', '=\n', '%20', '%0A', '%0D%0A'].map(broken),
    ];
    for (const one of damaged) {
      const reading = readLink(link.purpose, one, keys, monday);
      assert.deepEqual(reading, { kind: 'valid', link }, JSON.stringify(one));
    }
  }
});

test('a link to preferences tells since which move it is good, and how lately it was mailed', () => {
  const consent = { requestedAt: monday, requestedFrom: '192.0.2.1', wordsVersion: 'en-1' };
  const reader = { id: 'c0ffee-1', consent };
  const moved = { ...reader, consent: { ...consent, addressChangedAt: monday } };
  for (const link of [
    preferencesLink(reader),
    preferencesLink(moved),
    preferencesLink(reader, monday + 1),
    preferencesLink(moved, monday + 1),
  ]) {
    const token = signLink(link, keys);
    assert.deepEqual(readLink('preferences', token, keys, monday), { kind: 'valid', link });
  }
  assert.deepEqual(preferencesLink(reader), prefer, 'Before a move an edition’s is as ever.');
  const fresh = preferencesLink(moved, monday);
  assert.equal(isFresh(fresh, monday + freshLinkLifetimeMs - 1), true);
  assert.equal(isFresh(fresh, monday + freshLinkLifetimeMs), false);
  assert.equal(isFresh(preferencesLink(moved), monday), false);
  assert.equal(isFresh(leave, monday), false);
});

test('the old address can take a move back for seven days', () => {
  const back: Link = { ...yes, purpose: 'back' };
  const token = signLink(back, keys);
  assert.equal(backLinkLifetimeMs, 7 * 24 * 60 * 60 * 1000);
  const last = monday + backLinkLifetimeMs - 1;
  assert.deepEqual(readLink('back', token, keys, last), { kind: 'valid', link: back });
  assert.equal(readLink('back', token, keys, last + 1).kind, 'expired');
  assert.deepEqual(readLink('address', token, keys, monday), refused);
});

test('nonsense is refused, whatever its size', () => {
  for (const token of ['', '.', '...', 'k2', 'k2.', 'k2..', '\0', '💌', 'k2.'.repeat(50_000)]) {
    assert.deepEqual(readLink('unsubscribe', token, keys, monday), refused);
  }
});

test('an id that would not survive in a link is a bug', () => {
  assert.throws(() => signLink({ purpose: 'unsubscribe', subscriberId: 'a.b' }, keys), /a\.b/);
  assert.throws(() => signLink({ purpose: 'unsubscribe', subscriberId: '' }, keys));
});

test('a short secret is not signed with', () => {
  const weak: SigningKeys = { current: { id: 'k', secret: 'short' }, older: [] };
  assert.throws(() => signLink(leave, weak), /32 characters/);
});

test('addresses are built with or without a slash after the site', () => {
  assert.equal(confirmUrl('https://n.example', 'T'), 'https://n.example/confirm/T');
  assert.equal(unsubscribeUrl('https://n.example/', 'T'), 'https://n.example/unsubscribe/T');
});

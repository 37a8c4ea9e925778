import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { type AddressRefusal, parseAddress } from '../../functions/subscriber/address.ts';

const taken: [why: string, typed: string, address: string, key?: string][] = [
  ['plain', 'ann@example.com', 'ann@example.com'],
  [
    'capitals stay for sending and go for identity',
    'Ann.B@Example.COM',
    'Ann.B@example.com',
    'ann.b@example.com',
  ],
  ['dots and tags are the provider’s business', 'a.n.n+news@gmail.com', 'a.n.n+news@gmail.com'],
  ['spaces around it', '  ann@example.com \n', 'ann@example.com'],
  ['a zero width space copied along', '\u200bann@example.com\ufeff', 'ann@example.com'],
  ['direction marks copied from Arabic text', '\u202aann@example.com\u202c', 'ann@example.com'],
  [
    'full-width letters of a Japanese keyboard',
    'ａｎｎ＠ｅｘａｍｐｌｅ．ｃｏｍ',
    'ann@example.com',
  ],
  ['the ideographic full stop', 'ann@例え。jp', 'ann@xn--r8jz45g.jp'],
  ['an umlaut domain', 'ann@Bücher.example', 'ann@xn--bcher-kva.example'],
  [
    'a decomposed umlaut is the same domain',
    'ann@bu\u0308cher.example',
    'ann@xn--bcher-kva.example',
  ],
  ['a country in its own script', 'ann@例子.中国', 'ann@xn--fsqu00a.xn--fiqs8s'],
  ['every sign of atext', "!#$%&'*+/=?^_`{|}~-@example.com", "!#$%&'*+/=?^_`{|}~-@example.com"],
  ['64 characters before the @', `${'a'.repeat(64)}@example.com`, `${'a'.repeat(64)}@example.com`],
  ['digits only', '10001@qq.com', '10001@qq.com'],
  ['the end of a sentence', 'ann@example.com.', 'ann@example.com'],
  ['copied as a link', 'mailto:ann@example.com', 'ann@example.com'],
  ['copied as a link to write with', ' MAILTO:ann@example.com?subject=Hello ', 'ann@example.com'],
];

const refused: [why: string, typed: string, reason: AddressRefusal][] = [
  ['nothing', '', 'empty'],
  ['only invisible marks', ' \u200b ', 'empty'],
  ['no @', 'ann.example.com', 'shape'],
  ['nothing before the @', '@example.com', 'shape'],
  ['nothing after the @', 'ann@', 'domain'],
  ['two @', 'ann@bob@example.com', 'shape'],
  ['a display name', 'Ann <ann@example.com>', 'shape'],
  ['two addresses', 'ann@example.com, bob@example.com', 'shape'],
  ['two addresses by semicolon', 'ann@example.com;bob@example.com', 'shape'],
  ['a quoted local part', '"ann b"@example.com', 'shape'],
  ['a quoted local part that routes elsewhere', '"ann@evil.example x"@example.com', 'shape'],
  ['a comment', 'ann(home)@example.com', 'shape'],
  ['a line break that would start a header', 'ann@example.com\r\nBcc: bob@example.com', 'shape'],
  ['a NUL', 'ann\0@example.com', 'shape'],
  ['a backslash', 'ann\\@example.com', 'shape'],
  ['an IP literal', 'ann@[127.0.0.1]', 'shape'],
  ['a bare IPv4 address', 'ann@127.0.0.1', 'domain'],
  ['a hexadecimal IPv4 address', 'ann@0x7f.1', 'domain'],
  ['a percent-encoded domain', 'ann@ex%61mple.com', 'domain'],
  ['letters before the @ that SES cannot take', 'jürgen@example.com', 'not-ascii'],
  ['a Cyrillic letter that looks Latin', 'аnn@example.com', 'not-ascii'],
  ['Punycode before the @', 'xn--jrgen-kva@example.com', 'local-part'],
  ['a dot first', '.ann@example.com', 'local-part'],
  ['a dot last', 'ann.@example.com', 'local-part'],
  ['two dots', 'ann..b@example.com', 'local-part'],
  ['no dot in the domain', 'ann@localhost', 'domain'],
  ['two dots in the domain', 'ann@example..com', 'domain'],
  ['two dots at the end', 'ann@example.com..', 'domain'],
  ['a link to nowhere', 'mailto:', 'empty'],
  ['a top level for tests', 'ann@example.test', 'domain'],
  ['a top level that never is one', 'ann@mail.INVALID', 'domain'],
  ['this machine', 'ann@mail.localhost', 'domain'],
  ['a hyphen first', 'ann@-example.com', 'domain'],
  ['an underscore', 'ann@ex_ample.com', 'domain'],
  ['a numeric top level', 'ann@example.123', 'domain'],
  ['a one-letter top level', 'ann@example.c', 'domain'],
  ['65 characters before the @', `${'a'.repeat(65)}@example.com`, 'too-long'],
  ['255 characters', `ann@${`${'b'.repeat(61)}.`.repeat(4)}com`, 'too-long'],
  ['a label of 64', `ann@${'b'.repeat(64)}.com`, 'domain'],
  ['a megabyte', 'a'.repeat(1_000_000), 'too-long'],
];

describe('an address as typed', () => {
  for (const [why, typed, address, key = address.toLowerCase()] of taken) {
    test(`is taken: ${why}`, () => {
      const parsed = parseAddress(typed);
      assert.ok(parsed.kind === 'ok', JSON.stringify(parsed));
      assert.equal(parsed.address, address);
      assert.equal(parsed.key, key);
      assert.deepEqual(parseAddress(parsed.address), parsed, 'parsing twice changes nothing');
    });
  }
  for (const [why, typed, reason] of refused) {
    test(`is refused: ${why}`, () => {
      assert.deepEqual(parseAddress(typed), { kind: 'refused', reason });
    });
  }
});

describe('a slip of the fingers', () => {
  for (const [typed, meant] of [
    ['ann@gmial.com', 'ann@gmail.com'],
    ['ann@gmail.con', 'ann@gmail.com'],
    ['ann@gmial.con', 'ann@gmail.com'],
    ['Ann@HOTMIAL.com', 'Ann@hotmail.com'],
    ['ann@newspaper.con', 'ann@newspaper.com'],
    ['ann@gmail.co', 'ann@gmail.com'],
    ['ann@gmaul.com', 'ann@gmail.com'],
    ['ann@yahooo.com', 'ann@yahoo.com'],
    ['ann@yhaoo.com', 'ann@yahoo.com'],
    ['ann@outlok.com', 'ann@outlook.com'],
    ['ann@protonmial.com', 'ann@protonmail.com'],
    ['ann@qq.co', 'ann@qq.com'],
    ['ann@gmx.ed', 'ann@gmx.de'],
    ['ann@gxm.de', 'ann@gmx.de'],
    ['ann@t-onlin.de', 'ann@t-online.de'],
    ['ann@freenet.ed', 'ann@freenet.de'],
    ['ann@ornage.fr', 'ann@orange.fr'],
    ['ann@freee.fr', 'ann@free.fr'],
    ['ann@wanado.fr', 'ann@wanadoo.fr'],
    ['ann@laposte.ent', 'ann@laposte.net'],
    ['ann@hotmial.es', 'ann@hotmail.es'],
    ['ann@telefonca.net', 'ann@telefonica.net'],
    ['ann@maktob.com', 'ann@maktoob.com'],
    ['ann@docmo.ne.jp', 'ann@docomo.ne.jp'],
    ['ann@yahoo.co.pj', 'ann@yahoo.co.jp'],
    ['ann@163.con', 'ann@163.com'],
    ['ann@foxmial.com', 'ann@foxmail.com'],
    ['ann@sina.co', 'ann@sina.com'],
    ['ann@hinet.nte', 'ann@hinet.net'],
    ['ann@yahoo.com.wt', 'ann@yahoo.com.tw'],
    ['ann@hotmial.co.uk', 'ann@hotmail.co.uk'],
    ['ann@yahoo.dk', undefined],
    ['ann@hotmail.se', undefined],
    ['ann@wer.de', undefined],
    ['ann@gmx.com', undefined],
    ['ann@olive.com', undefined],
    ['ann@mail.com', undefined],
    ['ann@ymail.com', undefined],
    ['ann@263.com', undefined],
    ['ann@yahoo.co.uk', undefined],
    ['ann@gmail.com', undefined],
    ['ann@example.com', undefined],
    ['ann@gmail.com.br', undefined],
    ['ann@constructor.com', undefined],
  ] as const) {
    test(`${typed} -> ${meant ?? 'nothing to suggest'}`, () => {
      const parsed = parseAddress(typed);
      assert.ok(parsed.kind === 'ok');
      assert.equal(parsed.suggestion, meant);
    });
  }
});

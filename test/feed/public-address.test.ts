import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { checkUrl } from '../../functions/feed/get/fetch-rules.ts';
import { isPublicAddress } from '../../functions/feed/get/public-address.ts';

suite('addresses that anyone can reach', () => {
  for (const address of ['8.8.8.8', '93.184.215.14', '2606:4700::1111', '::ffff:8.8.8.8']) {
    test(address, () => assert.equal(isPublicAddress(address), true));
  }
});

suite('addresses that only a network, a machine or nobody has', () => {
  const addresses = [
    ...['0.0.0.0', '10.1.2.3', '100.64.0.1', '127.0.0.1', '127.255.255.254', '169.254.169.254'],
    ...['172.16.0.1', '172.31.255.255', '192.0.0.8', '192.0.2.1', '192.88.99.1', '192.168.1.1'],
    ...['198.18.0.1', '198.51.100.1', '203.0.113.1', '224.0.0.1', '240.0.0.1', '255.255.255.255'],
    ...['::', '::1', '::127.0.0.1', '::ffff:127.0.0.1', '::ffff:7f00:1', '64:ff9b::7f00:1'],
    ...['64:ff9b:1::1', '100::1', '2001:db8::1', '2001::1', '2002:7f00:1::', 'fc00::1', 'fd00::1'],
    ...['168.63.129.16', '192.0.0.192', '100.100.100.200', 'fd00:ec2::254', '::ffff:0:7f00:1'],
    ...['100:0:0:1::1', '4000::1', '5f00::1', '3fff::1', '2001:20::1', '64:ff9b::a9fe:a9fe'],
    ...['fe80::1', 'fec0::1', 'ff02::1', 'localhost', ''],
  ];
  for (const address of addresses) {
    test(address || '(none)', () => assert.equal(isPublicAddress(address), false));
  }
});

suite('addresses that are not even tried', () => {
  const refused = [
    ...['ftp://h.example/', 'file:///etc/passwd', 'javascript:1', 'h.example', '', 'http://'],
    ...['http://user@h.example/', 'http://u:p@h.example/', 'http://h.example:22/'],
    ...['http://h.example:6667/', 'http://localhost/', 'http://LOCALHOST./', 'http://a.localhost/'],
    ...['http://printer/', 'http://nas.local/', 'http://db.internal/', 'http://127.0.0.1/'],
    ...['http://2130706433/', 'http://0x7f.1/', 'http://0177.0.0.1/', 'http://127.1/'],
    ...['http://[::1]/', 'http://[::ffff:127.0.0.1]/', 'http://[64:ff9b::7f00:1]/'],
    ...['http://0/', 'http://127.0.0.1./', 'http://１２７.０.０.１/', 'http://localhost%2e/'],
    ...['http://0xA9FEA9FE/', 'http://169.254.43518/', 'http://h.example@127.0.0.1/'],
    ...['http://127.0.0.1\\@h.example/', 'http:127.0.0.1', 'http:////127.0.0.1/'],
    ...['http://[::ffff:0:127.0.0.1]/', 'http://[2002:7f00:1::]/', 'data:text/xml,<rss/>'],
    ...['http://169.254.169.254/latest/meta-data/', `http://h.example/${'x'.repeat(3000)}`],
  ];
  for (const url of refused) {
    test(url.slice(0, 60) || '(none)', () => assert.equal(checkUrl(url).kind, 'refused'));
  }

  test('public ones are allowed, at any port of the web', () => {
    for (const url of ['http://h.example/', 'https://h.example:443/', 'http://h.example:8080/x']) {
      assert.equal(checkUrl(url).kind, 'allowed');
    }
  });

  test('the development allowance is for exact origins', () => {
    const allowed = ['http://127.0.0.1:8080'];
    assert.equal(checkUrl('http://127.0.0.1:8080/feed', allowed).kind, 'allowed');
    assert.equal(checkUrl('http://127.0.0.1:8081/feed', allowed).kind, 'refused');
    assert.equal(checkUrl('https://127.0.0.1:8080/feed', allowed).kind, 'refused');
    assert.equal(checkUrl('http://x@127.0.0.1:8080/feed', allowed).kind, 'refused');
  });
});

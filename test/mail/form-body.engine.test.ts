import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { buffer } from 'node:stream/consumers';
import { test } from 'node:test';
import { SESClient, SendRawEmailCommand } from '@aws-sdk/client-ses';
import fc from 'fast-check';
import { formEncodedBase64 } from '../../functions/mail/form-body.ts';
import { openSes } from '../../functions/mail/ses.ts';
import { serve } from '../support/server.ts';
import { useAnyCredentials } from '../support/table.ts';

const plain = (pieces: readonly Buffer[]) =>
  encodeURIComponent(Buffer.concat(pieces).toString('base64'));

test('however a message is cut, its encoding is that of the whole', () => {
  const shared = Array.from({ length: 6 }, (_, n) => Buffer.alloc(n * 700 + 1, 250 + n));
  const piece = fc.oneof(
    fc.constantFrom(...shared),
    fc.uint8Array({ maxLength: 40 }).map((bytes) => Buffer.from(bytes)),
  );
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 12 }), (pieces) => {
      assert.equal(Buffer.concat(formEncodedBase64(pieces)).toString('latin1'), plain(pieces));
    }),
    { numRuns: 1_000 },
  );
});

test('SES is handed the same form as by the SDK alone, with a signature over it', async (t) => {
  useAnyCredentials();
  const bodies: object[] = [];
  const { origin, close } = await serve(async (request, response) => {
    const body = await buffer(request);
    const { 'content-length': length, 'x-amz-content-sha256': hash } = request.headers;
    bodies.push({
      form: [...new URLSearchParams(body.toString('latin1'))].sort(([a], [b]) => (a < b ? -1 : 1)),
      lengthIsRight: Number(length) === body.length,
      hashIsRight: hash === createHash('sha256').update(body).digest('hex'),
      signed: /^AWS4-HMAC-SHA256 .*SignedHeaders=/.test(request.headers.authorization ?? ''),
    });
    response.setHeader('content-type', 'text/xml');
    response.end(
      '<SendRawEmailResponse xmlns="http://ses.amazonaws.com/doc/2010-12-01/"><SendRawEmailResult>' +
        '<MessageId>m-1</MessageId></SendRawEmailResult></SendRawEmailResponse>',
    );
  });
  t.after(close);
  const raw = [
    Buffer.from('Subject: =?x\r\n\r\n'),
    Buffer.from([0, 255, 254]),
    Buffer.from('more than a socket takes at once\r\n'.repeat(40_000)),
    Buffer.from('a+b'),
  ];
  const ours = await openSes('the-set', { ses: origin }).submit({
    source: 'news+x@paper.example',
    destination: "o'neil@readers.example",
    raw,
    tags: { edition: 'e-1', subscriber: 's_2' },
  });
  assert.deepEqual(ours, { kind: 'submitted', messageId: 'm-1' });
  await new SESClient({ endpoint: origin }).send(
    new SendRawEmailCommand({
      Source: 'news+x@paper.example',
      Destinations: ["o'neil@readers.example"],
      RawMessage: { Data: Buffer.concat(raw) },
      ConfigurationSetName: 'the-set',
      Tags: [
        { Name: 'edition', Value: 'e-1' },
        { Name: 'subscriber', Value: 's_2' },
      ],
    }),
  );
  const [first, second] = bodies;
  assert.deepEqual(first, second);
  assert.partialDeepStrictEqual(first, { signed: true, lengthIsRight: true, hashIsRight: true });
});

test('a call that fails half-way is not made again, and leaves nothing on the console', async (t) => {
  useAnyCredentials();
  const warn = t.mock.method(console, 'warn', () => {});
  let calls = 0;
  const { origin, close } = await serve((request, response) => {
    calls++;
    request.once('data', () => {
      if (calls === 1) request.socket.resetAndDestroy();
      else response.writeHead(503).end();
    });
  });
  t.after(close);
  const ses = openSes('s', { ses: origin });
  const raw = [Buffer.from('a long one\r\n'.repeat(100_000))];
  const submission = { source: 'a@paper.example', destination: 'b@readers.example', raw, tags: {} };
  for (const made of [1, 2]) {
    assert.equal((await ses.submit(submission)).kind, 'unknown');
    assert.equal(calls, made);
  }
  assert.equal(warn.mock.callCount(), 0);
});

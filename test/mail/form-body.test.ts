import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer } from 'node:http';
import { test } from 'node:test';
import { SESClient, SendRawEmailCommand } from '@aws-sdk/client-ses';
import fc from 'fast-check';
import { formEncodedBase64 } from '../../functions/mail/form-body.ts';
import { openSes } from '../../functions/mail/ses.ts';
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
  const bodies: { form: [string, string][]; length: number; signed: boolean }[] = [];
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    const body = Buffer.concat(chunks).toString('latin1');
    bodies.push({
      form: [...new URLSearchParams(body)].sort(([a], [b]) => (a < b ? -1 : 1)),
      length: Number(request.headers['content-length']) - body.length,
      signed: /^AWS4-HMAC-SHA256 .*SignedHeaders=/.test(request.headers.authorization ?? ''),
    });
    response.setHeader('content-type', 'text/xml');
    response.end(
      '<SendRawEmailResponse xmlns="http://ses.amazonaws.com/doc/2010-12-01/"><SendRawEmailResult>' +
        '<MessageId>m-1</MessageId></SendRawEmailResult></SendRawEmailResponse>',
    );
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  t.after(() => server.close());
  const address = server.address();
  const endpoint = `http://127.0.0.1:${typeof address === 'object' ? address?.port : 0}`;
  const raw = [Buffer.from('Subject: =?x\r\n\r\n'), Buffer.from([0, 255, 254]), Buffer.from('a+b')];
  const ours = await openSes('the-set', endpoint).submit({
    source: 'news+x@paper.example',
    destination: "o'neil@readers.example",
    raw,
    tags: { edition: 'e-1', subscriber: 's_2' },
  });
  assert.deepEqual(ours, { kind: 'submitted', messageId: 'm-1' });
  await new SESClient({ endpoint }).send(
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
  assert.equal(first?.signed, true);
  assert.equal(first?.length, 0);
});

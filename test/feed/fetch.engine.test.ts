import assert from 'node:assert/strict';
import { once } from 'node:events';
import type { RequestListener } from 'node:http';
import { createServer } from 'node:net';
import { suite, type TestContext, test } from 'node:test';
import zlib from 'node:zlib';
import { createFetcher, type FetchLimits } from '../../functions/feed/get/fetch.ts';
import type { Get } from '../../functions/feed/get/fetched.ts';
import { parse } from '../../functions/feed/read/parse.ts';
import { serve } from '../support/server.ts';

const now = Date.UTC(2026, 2, 3);

async function site(
  t: TestContext,
  listener: RequestListener,
  limits: Partial<FetchLimits> = {},
): Promise<{ get: Get; origin: string }> {
  const server = await serve(listener);
  const fetcher = createFetcher({
    userAgent: 'Paperboy/test (+https://n.example; 3 subscribers)',
    now: () => now,
    allowedOrigins: [server.origin],
    limits,
  });
  t.after(async () => {
    await fetcher.close();
    await server.close();
  });
  return { get: fetcher.get, origin: server.origin };
}

suite('manners', () => {
  test('validators go back byte for byte, with the name of who asks', async (t) => {
    const etag = 'W/"a b\\"';
    const asked: (string | undefined)[][] = [];
    const { get, origin } = await site(t, (request, response) => {
      const { headers } = request;
      asked.push([headers['if-none-match'], headers['if-modified-since'], headers['user-agent']]);
      if (headers['if-none-match'] === etag) response.writeHead(304);
      else
        response.writeHead(200, {
          etag,
          'last-modified': 'Tue, 3 Mar 2026',
          'content-type': 'a/b',
        });
      response.end(headers['if-none-match'] === etag ? undefined : 'body');
    });
    const first = await get(`${origin}/feed`);
    assert.equal(first.kind, 'body');
    if (first.kind !== 'body') return;
    assert.equal(Buffer.from(first.bytes).toString(), 'body');
    assert.equal(first.contentType, 'a/b');
    assert.deepEqual(await get(`${origin}/feed`, first.validators), { kind: 'unchanged' });
    const agent = 'Paperboy/test (+https://n.example; 3 subscribers)';
    assert.deepEqual(asked, [
      [undefined, undefined, agent],
      [etag, 'Tue, 3 Mar 2026', agent],
    ]);
  });

  test('validators go to the address that gave them, not to one that a redirect leads to now', async (t) => {
    let target = '/a';
    const conditions: string[] = [];
    const { get, origin } = await site(t, (request, response) => {
      conditions.push(`${request.url} ${request.headers['if-none-match'] ?? '-'}`);
      if (request.url === '/feed') response.writeHead(302, { location: target }).end();
      else response.writeHead(200, { etag: '"1"' }).end('x');
    });
    const first = await get(`${origin}/feed`);
    if (first.kind !== 'body') return assert.fail(first.kind);
    assert.equal(first.url, `${origin}/a`);
    await get(`${origin}/feed`, first.validators);
    target = '/b';
    await get(`${origin}/feed`, first.validators);
    assert.deepEqual(conditions, ['/feed -', '/a -', '/feed -', '/a "1"', '/feed -', '/b -']);
  });

  for (const etag of ['"版本"', '"\u00e9"', '"a\tb"']) {
    test(`the validator ${JSON.stringify(etag)}, whatever its bytes say`, async (t) => {
      const bytes = etag === '"版本"' ? Buffer.from(etag).toString('latin1') : etag;
      const asked: (string | undefined)[] = [];
      const { get, origin } = await site(t, (request, response) => {
        asked.push(request.headers['if-none-match']);
        response.writeHead(200, { etag: bytes }).end('x');
      });
      const first = await get(origin);
      if (first.kind !== 'body') return assert.fail(first.kind);
      await get(origin, first.validators);
      assert.deepEqual(asked, [undefined, bytes]);
    });
  }

  test('an address that a redirect writes in UTF-8', async (t) => {
    const { get, origin } = await site(t, (request, response) => {
      if (request.url !== '/') return response.end(request.url);
      return response.writeHead(302, { location: Buffer.from('/日').toString('latin1') }).end();
    });
    const answer = await get(origin);
    assert.equal(answer.kind === 'body' && answer.url, `${origin}/%E6%97%A5`);
  });

  const answers: Record<string, [number, Record<string, string>, object]> = {
    '410 is the end': [410, {}, { kind: 'gone' }],
    '503 with seconds': [503, { 'retry-after': '120' }, { notBefore: now + 120_000 }],
    '429 with a date': [
      429,
      { 'retry-after': 'Tue, 03 Mar 2026 01:00:00 GMT' },
      { notBefore: now + 3_600_000 },
    ],
    '429 with a wait of years is clamped': [
      429,
      { 'retry-after': '99999999' },
      { notBefore: now + 86_400_000 },
    ],
    '429 with a wait of ages is clamped': [
      429,
      { 'retry-after': '9'.repeat(20) },
      { notBefore: now + 86_400_000 },
    ],
    '304 to a question without conditions is no answer': [304, {}, { kind: 'failed' }],
    '503 without a word is a failure': [503, {}, { reason: 'The server answered 503.' }],
    '404 is a failure': [404, {}, { reason: 'The server answered 404.' }],
    '204 is no feed': [204, {}, { reason: 'The server answered 204.' }],
  };
  for (const [name, [status, headers, outcome]] of Object.entries(answers)) {
    test(name, async (t) => {
      const { get, origin } = await site(t, (_, response) => {
        response.writeHead(status, headers).end();
      });
      assert.partialDeepStrictEqual(await get(origin), outcome);
    });
  }
});

suite('what it does not follow', () => {
  /** A listener that must never hear anything. */
  async function canary(t: TestContext): Promise<{ port: number; connections: () => number }> {
    let connections = 0;
    const server = createServer((socket) => {
      connections += 1;
      socket.destroy();
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    t.after(() => server.close());
    const address = server.address();
    if (address === null || typeof address === 'string') throw new Error('no port');
    return { port: address.port, connections: () => connections };
  }

  const names: Record<string, (port: number) => string> = {
    'an address of this machine': (port) => `http://127.0.0.1:${port}/`,
    'the same without a port': () => 'http://127.0.0.1/',
    'the same as a number': (port) => `http://2130706433:${port}/`,
    'the same in IPv6': (port) => `http://[::ffff:127.0.0.1]:${port}/`,
    'a name of this machine': (port) => `http://localhost:${port}/`,
    'the metadata of a cloud': () => 'http://169.254.169.254/latest/meta-data/',
    'a file': () => 'file:///etc/passwd',
    credentials: (port) => `http://u:p@127.0.0.1:${port}/`,
  };
  for (const [name, location] of Object.entries(names)) {
    test(`${name}, at once or after a redirect`, async (t) => {
      const bird = await canary(t);
      const { get, origin } = await site(t, (_, response) => {
        response.writeHead(301, { location: location(bird.port) }).end();
      });
      assert.equal((await get(location(bird.port))).kind, 'failed');
      assert.equal((await get(origin)).kind, 'failed');
      assert.equal(bird.connections(), 0);
    });
  }

  test('more than five redirects, and one in a circle', async (t) => {
    let hops = 0;
    const { get, origin } = await site(t, (_, response) => {
      hops += 1;
      response.writeHead(302, { location: `/${hops}` }).end();
    });
    assert.deepEqual(await get(origin), {
      kind: 'failed',
      reason: 'It was redirected more than 5 times.',
    });
    assert.equal(hops, 6);
  });
});

suite('limits', () => {
  const compressed: Record<string, (text: string) => Buffer> = {
    gzip: (text) => zlib.gzipSync(text),
    deflate: (text) => zlib.deflateSync(text),
    br: (text) => zlib.brotliCompressSync(text),
  };
  for (const [encoding, compress] of Object.entries(compressed)) {
    test(`${encoding} is read, and read as far as it goes when it breaks off`, async (t) => {
      const bytes = compress('feed '.repeat(2000) + Math.E);
      const { get, origin } = await site(t, (request, response) => {
        response.setHeader('content-encoding', encoding);
        response.end(request.url === '/cut' ? bytes.subarray(0, -6) : bytes);
      });
      const whole = await get(origin);
      assert.equal(whole.kind === 'body' && whole.bytes.length, 10_000 + String(Math.E).length);
      const cut = await get(`${origin}/cut`);
      assert.notEqual(cut.kind === 'body' ? cut.bytes.length : cut.kind, 0);
    });
  }

  test('of a bomb so much is read as may be', async (t) => {
    const bomb = zlib.gzipSync(Buffer.alloc(50_000_000));
    const { get, origin } = await site(t, (_, response) => {
      response.writeHead(200, { 'content-encoding': 'gzip' }).end(bomb);
    });
    const read = await get(origin);
    assert.ok(read.kind === 'body');
    assert.deepEqual([read.bytes.length, read.cutAtBytes], [5_000_000, 5_000_000]);
  });

  test('of a body without end, too', async (t) => {
    const { get, origin } = await site(t, (_, response) => {
      const more = () => {
        while (!response.destroyed && response.write('x'.repeat(65_536)));
      };
      response.on('drain', more);
      more();
    });
    const read = await get(origin);
    assert.equal(read.kind === 'body' && read.cutAtBytes, 5_000_000);
  });

  test('of a feed that is too large what is whole is taken', async (t) => {
    const items = (from: number, count: number) =>
      Array.from({ length: count }, (_, n) => {
        const title = `Überfahrt ${from + n}`;
        return `<item><title>${title}</title><description>${'ü'.repeat(4_000)}</description></item>`;
      }).join('');
    const { get, origin } = await site(t, (_, response) => {
      response.end(`<rss version="2.0"><channel><title>Lang</title>${items(0, 1_000)}`);
    });
    const fetched = await get(origin);
    assert.ok(fetched.kind === 'body');
    const parsed = await parse(fetched.bytes, fetched);
    assert.ok(parsed.kind === 'feed');
    const last = parsed.feed.items.at(-1);
    assert.equal(parsed.feed.items[0]?.title, 'Überfahrt 0');
    for (const { summary } of parsed.feed.items) assert.equal(summary, 'ü'.repeat(4_000));
    assert.match(last?.title ?? '', /^Überfahrt \d+$/);
    const zeros = await parse(Buffer.alloc(9), { cutAtBytes: 5_000_000 });
    assert.match(
      zeros.kind === 'refused' ? zeros.reason : '',
      /larger than 5 MB, and what was read/,
    );
  });

  for (const encoding of ['gzip, gzip', 'gzip, br, gzip', 'compress', 'zstd']) {
    test(`the encoding "${encoding}" is refused`, async (t) => {
      const { get, origin } = await site(t, (_, response) => {
        response.writeHead(200, { 'content-encoding': encoding }).end('x');
      });
      assert.match(JSON.stringify(await get(origin)), /which is refused/);
    });
  }

  const plain = '<rss version="2.0"><channel><title>Paket</title></channel></rss>';
  for (const [what, encoding, bytes] of [
    ['gzip that no header tells of', undefined, zlib.gzipSync(plain)],
    ['a header without gzip', 'gzip', Buffer.from(plain)],
    ['a header of brotli before plain text', 'br', Buffer.from(`\ufeff  ${plain}`)],
    ['gzip under the name of deflate', 'deflate', zlib.gzipSync(plain)],
    ['deflate without its frame', 'deflate', zlib.deflateRawSync(plain)],
    ['a charset for an encoding', 'UTF-8', Buffer.from(plain)],
    ['an encoding called none', 'none', Buffer.from(plain)],
    ['gzip beside identity', 'identity, gzip', zlib.gzipSync(plain)],
    ['a feed shorter than its frame', 'gzip', zlib.gzipSync('{}')],
  ] as const) {
    test(`${what} is read as it is meant`, async (t) => {
      const { get, origin } = await site(t, (_, response) => {
        response.writeHead(200, encoding && { 'content-encoding': encoding });
        for (const byte of bytes.subarray(0, 3)) response.write(Buffer.of(byte));
        response.end(bytes.subarray(3));
      });
      const read = await get(origin);
      assert.ok(read.kind === 'body', JSON.stringify(read));
      assert.match(Buffer.from(read.bytes).toString(), /<title>Paket<|^\{\}$/);
    });
  }

  test('a server that wants its cookie back gets it, on its own host, this once', async (t) => {
    const seen: (string | undefined)[] = [];
    const other = await serve((request, response) => {
      seen.push(`other ${request.headers.cookie}`);
      response.end('x');
    });
    t.after(() => other.close());
    const { get, origin } = await site(t, (request, response) => {
      seen.push(request.headers.cookie);
      if (request.url === '/away') {
        response.writeHead(302, { location: other.origin, 'set-cookie': 'a=1' }).end();
      } else if (request.headers.cookie === undefined) {
        const cookies = [
          'pass=7f; Path=/; HttpOnly',
          'two=2',
          'bad name=x',
          'long='.padEnd(2_000, 'x'),
        ];
        response.writeHead(302, { location: request.url, 'set-cookie': cookies }).end();
      } else response.end('<rss/>');
    });
    assert.equal((await get(`${origin}/feed`)).kind, 'body');
    assert.deepEqual(seen.splice(0), [undefined, 'pass=7f; two=2']);
    await get(`${origin}/feed`);
    assert.equal(seen.splice(0)[0], undefined, 'nothing is kept');
    await get(`${origin}/away`);
    assert.deepEqual(seen, [undefined], 'and the other host is out of bounds here');
  });

  test('a drip is cut off by the clock', async (t) => {
    const { get, origin } = await site(
      t,
      (_, response) => {
        const drip = setInterval(() => response.write('x'), 20);
        response.on('close', () => clearInterval(drip));
      },
      { totalMs: 300 },
    );
    assert.deepEqual(await get(origin), { kind: 'failed', reason: 'It took too long.' });
  });

  test('a drip behind compression too', async (t) => {
    const { get, origin } = await site(
      t,
      (_, response) => {
        response.writeHead(200, { 'content-encoding': 'gzip' });
        response.write(zlib.gzipSync('x').subarray(0, 10));
      },
      { totalMs: 300 },
    );
    assert.deepEqual(await get(origin), { kind: 'failed', reason: 'It took too long.' });
  });

  test('silence is cut off', async (t) => {
    const { get, origin } = await site(t, () => {}, { totalMs: 300 });
    assert.deepEqual(await get(origin), { kind: 'failed', reason: 'It took too long.' });
  });

  test('a connection that breaks is a failure, and the next one works', async (t) => {
    let asked = 0;
    const { get, origin } = await site(t, (request, response) => {
      asked += 1;
      if (asked === 1) request.socket.destroy();
      else response.end('x');
    });
    assert.deepEqual(await get(origin), {
      kind: 'failed',
      reason: 'Its server broke off the connection.',
    });
    assert.equal((await get(origin)).kind, 'body');
  });
});

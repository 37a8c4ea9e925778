/**
 * The other side of the feeds' benchmark, in a process of its own so that its work is not counted:
 * feeds that never change, and a way to the table that counts what is asked of it.
 */
import { Agent, createServer, type IncomingMessage, request, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

const engine = process.argv[2] ?? '';
const etag = '"as-it-was"';
const agent = new Agent({ keepAlive: true });
let counts: Record<string, number> = {};

const feeds = createServer((asked, response) => {
  if (asked.url === '/counts') {
    response.end(JSON.stringify(counts));
    counts = {};
  } else if (asked.headers['if-none-match'] === etag) response.writeHead(304, { etag }).end();
  else response.writeHead(200, { etag }).end('<rss><channel><title>T</title></channel></rss>');
});

const table = createServer((asked, response) => {
  const [, call = ''] = String(asked.headers['x-amz-target']).split('.');
  counts[call] = (counts[call] ?? 0) + 1;
  forward(asked, response);
});

function forward(asked: IncomingMessage, response: ServerResponse): void {
  const { method, headers } = asked;
  const on = request(engine, { agent, method: method ?? 'POST', headers }, (answer) => {
    response.writeHead(answer.statusCode ?? 500, answer.headers);
    answer.pipe(response);
  });
  asked.pipe(on);
}

const ports = await Promise.all(
  [feeds, table].map(
    (server) =>
      new Promise<number>((resolve) => {
        server.listen(0, '127.0.0.1', () => resolve((server.address() as AddressInfo).port));
      }),
  ),
);
process.send?.(ports);

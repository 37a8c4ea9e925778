/**
 * The other side of the items' benchmark, in a process of its own so that its work is not counted:
 * feeds of new items, a queue that keeps what comes, the signing secret, and an SES that takes all.
 */
import { hash } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Item } from '../../functions/feed/item.ts';
import { openNewsroom } from './newsroom.ts';

const [feeds = 0, itemsAFeed = 0] = process.argv.slice(2).map(Number);
const startedAt = Date.now() - 3_600_000;
const documents = Array.from({ length: feeds }, (_, n) => documentOf(n));
let bodies: string[] = [];
let mails = 0;

function documentOf(feed: number): string {
  const room = openNewsroom();
  const items = Array.from({ length: itemsAFeed }, (_, n) =>
    room.item(feed * itemsAFeed + n, `feed-${feed}`, startedAt + n * 60_000),
  );
  return (
    '<?xml version="1.0" encoding="UTF-8"?><rss version="2.0" ' +
    'xmlns:content="http://purl.org/rss/1.0/modules/content/" ' +
    'xmlns:dc="http://purl.org/dc/elements/1.1/"><channel>' +
    `<title>Feed ${feed}</title><link>https://feed-${feed}.example/</link>` +
    `${items.reverse().map(itemOf).join('')}</channel></rss>`
  );
}

function itemOf({ id, title, link, author, publishedAt = 0, content = '', image }: Item): string {
  return (
    `<item><guid>${id}</guid><title>${title}</title><link>${link}</link>` +
    `<dc:creator>${author}</dc:creator><category>news</category>` +
    `<pubDate>${new Date(publishedAt).toUTCString()}</pubDate>` +
    `<enclosure url="${image}" type="image/jpeg" length="1"/>` +
    `<content:encoded><![CDATA[${content}]]></content:encoded></item>`
  );
}

const server = createServer(async (request, response) => {
  const { method, url = '' } = request;
  if (method === 'POST') return answerCall(request, response);
  if (url === '/queued') {
    response.end(JSON.stringify({ bodies, mails }));
    bodies = [];
    mails = 0;
    return;
  }
  const document = documents[Number(url.split('/').at(-1))];
  response.writeHead(document === undefined ? 404 : 200, { 'content-type': 'application/rss+xml' });
  response.end(document);
});

async function answerCall(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk);
  const [, call = ''] = String(request.headers['x-amz-target'] ?? '').split('.');
  const body = Buffer.concat(chunks).toString('utf8');
  if (call === '') {
    response.setHeader('content-type', 'text/xml');
    response.end(answerOfSes(body.slice(0, 200)));
    return;
  }
  response.setHeader('content-type', 'application/x-amz-json-1.0');
  response.end(JSON.stringify(call === 'GetSecretValue' ? secret : queue(JSON.parse(body))));
}

const secret = { SecretString: JSON.stringify({ id: 'k1', secret: 'x'.repeat(40) }) };

function queue({ Entries = [] }: { Entries?: { Id: string; MessageBody: string }[] }) {
  bodies.push(...Entries.map(({ MessageBody }) => MessageBody));
  const Successful = Entries.map(({ Id, MessageBody }) => {
    return { Id, MessageId: Id, MD5OfMessageBody: hash('md5', MessageBody, 'hex') };
  });
  return { Successful, Failed: [] };
}

function answerOfSes(form: string): string {
  const call = form.includes('GetSendQuota') ? 'GetSendQuota' : 'SendRawEmail';
  if (call === 'SendRawEmail') mails += 1;
  const result =
    call === 'SendRawEmail'
      ? '<MessageId>m-1</MessageId>'
      : '<MaxSendRate>10000</MaxSendRate><Max24HourSend>10000000</Max24HourSend>' +
        '<SentLast24Hours>0</SentLast24Hours>';
  return (
    `<${call}Response xmlns="http://ses.amazonaws.com/doc/2010-12-01/">` +
    `<${call}Result>${result}</${call}Result></${call}Response>`
  );
}

server.listen(0, '127.0.0.1', () => process.send?.((server.address() as AddressInfo).port));

/**
 * Feeds as the world has them, in a process of its own: each address 127.x.y.z is a host, answers
 * take their time, one feed in a hundred never answers, and none has changed.
 */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

const answerMs = Number(process.argv[2]);
const silentOneIn = 100;
let served = 0;
let atOnce = 0;
let mostAtOnce = 0;
const busy = new Map<string, number>();
let mostAtAHost = 0;

const server = createServer((request, response) => {
  const { host = '', 'if-none-match': etag = '"1"' } = request.headers;
  if (request.url === '/told') {
    response.end(JSON.stringify({ served, mostAtOnce, mostAtAHost }));
    return;
  }
  served += 1;
  atOnce += 1;
  const here = (busy.get(host) ?? 0) + 1;
  busy.set(host, here);
  mostAtOnce = Math.max(mostAtOnce, atOnce);
  mostAtAHost = Math.max(mostAtAHost, here);
  response.on('close', () => {
    atOnce -= 1;
    const left = (busy.get(host) ?? 1) - 1;
    if (left === 0) busy.delete(host);
    else busy.set(host, left);
  });
  if (Number(request.url?.slice(1)) % silentOneIn === 0) return;
  setTimeout(() => response.writeHead(304, { etag }).end(), answerMs);
});
server.listen(0, () => process.send?.((server.address() as AddressInfo).port));

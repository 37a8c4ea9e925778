/** The way from a door to its table engine, on which calls are counted; its secret is at hand, too. */
import { once } from 'node:events';
import { Agent, createServer, type IncomingMessage, request } from 'node:http';
import type { AddressInfo } from 'node:net';
import { pipeline } from 'node:stream/promises';

const secret = JSON.stringify({
  SecretString: JSON.stringify({ id: 'k1', secret: 'a secret of the bench, long enough' }),
});

/** Opens it: a connection for each call under way, as the door itself would have. */
export async function openCountedWay(engine: string) {
  const agent = new Agent({ keepAlive: true });
  let calls = 0;
  const server = createServer(async (asked, answer) => {
    const { url = '', method = '', headers } = asked;
    if (!url.startsWith('/table')) {
      asked.resume();
      answer.writeHead(200, { 'content-type': 'application/x-amz-json-1.1' }).end(secret);
      return;
    }
    calls += 1;
    const onwards = request(engine, { agent, method, headers });
    asked.pipe(onwards);
    const [reply] = (await once(onwards, 'response')) as [IncomingMessage];
    answer.writeHead(reply.statusCode ?? 500, reply.headers);
    await pipeline(reply, answer);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const origin = `http://127.0.0.1:${port}`;
  return {
    tableUrl: `${origin}/table`,
    otherUrl: `${origin}/other`,
    /** How many there were since it was asked last. */
    counted: () => {
      const counted = calls;
      calls = 0;
      return counted;
    },
    stop: () => {
      agent.destroy();
      server.closeAllConnections();
      server.close();
    },
  };
}

/** Table work a mail, counted by the engine itself: a proxy asks it for consumed capacity. */
import { once } from 'node:events';
import { createServer } from 'node:http';
import { type Cloud, startCloud } from '../../infra/local/cloud.ts';
import { startTableEngine } from '../../infra/local/table.ts';
import { addItems, addReader, item, setUpNewsletter } from '../support/newsletter.ts';
import { useAnyCredentials } from '../support/table.ts';

const readers = 400;
const hourMs = 3_600_000;
const writes = /Put|Update|Delete|Write|ExecuteStatement/;

interface Units {
  read: number;
  write: number;
}

/** Prints write and read units for each mail of a second edition, planning and events included. */
export async function tableWork(): Promise<void> {
  const engine = await startTableEngine();
  const units: Units = { read: 0, write: 0 };
  const proxy = await countingProxy(engine.endpoint, units);
  useAnyCredentials();
  process.env.AWS_ENDPOINT_URL_DYNAMODB = proxy.url;
  const cloud = await startCloud({
    port: 0,
    demo: false,
    ticking: false,
    zone: 'UTC',
    write: () => {},
    settings: { maxSendRate: 1_000 },
  });
  await setUpNewsletter(cloud.table);
  const joined = cloud.clock.now();
  for (let n = 0; n < readers; n++) await addReader(cloud.table, joined);
  const first = joined - (joined % (24 * hourMs)) + 31 * hourMs;
  await mailEdition(cloud, first);
  Object.assign(units, { read: 0, write: 0 });
  const before = cloud.ses.mailbox.all().length;
  await mailEdition(cloud, first + 24 * hourMs);
  const sent = cloud.ses.mailbox.all().length - before;
  print(`\nTable work for ${sent} mails, planning and events included:`);
  print(`  ${(units.write / sent).toFixed(2)} write units a mail (aim: at most 3.2)`);
  print(`  ${(units.read / sent).toFixed(2)} read units a mail (aim: at most 1.2)`);
  delete process.env.AWS_ENDPOINT_URL_DYNAMODB;
  await cloud.stop();
  proxy.stop();
  await engine.stop();
}

async function mailEdition(cloud: Cloud, due: number): Promise<void> {
  cloud.clock.moveTo(due);
  await addItems(cloud.table, item(due - hourMs, { key: `news of ${due}` }));
  await cloud.fire('digest', due);
  await cloud.atRest();
}

async function countingProxy(endpoint: string, units: Units) {
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    const target = String(request.headers['x-amz-target'] ?? '');
    const asked = JSON.parse(Buffer.concat(chunks).toString() || '{}');
    const body = JSON.stringify({ ...asked, ReturnConsumedCapacity: 'TOTAL' });
    const {
      host: _host,
      'content-length': _length,
      connection: _connection,
      ...headers
    } = request.headers as Record<string, string>;
    const answer = await fetch(endpoint, { method: 'POST', headers, body });
    const text = await answer.text();
    count(target, JSON.parse(text || '{}'), units);
    response.writeHead(answer.status, { 'content-type': 'application/x-amz-json-1.0' });
    response.end(text);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  const port = typeof address === 'object' ? address?.port : 0;
  return { url: `http://127.0.0.1:${port}`, stop: () => server.close() };
}

/** A condition that is refused costs its write as well, though the answer does not say so. */
function count(target: string, answer: Record<string, unknown>, units: Units): void {
  const capacities = [answer.ConsumedCapacity ?? []].flat() as { CapacityUnits?: number }[];
  const sum = capacities.reduce((all, one) => all + (one.CapacityUnits ?? 0), 0);
  const isRefused = String(answer.__type ?? '').includes('ConditionalCheckFailed');
  if (writes.test(target)) units.write += isRefused ? 1 : sum;
  else units.read += sum;
}

function print(line: string): void {
  process.stdout.write(`${line}\n`);
}

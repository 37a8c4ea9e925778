/** What a mail costs: CPU beside posting the same bytes, table work, and the rate that is reached. */
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { Agent, request } from 'node:http';
import { fileURLToPath } from 'node:url';
import { SESClient, SendRawEmailCommand } from '@aws-sdk/client-ses';
import MailComposer from 'nodemailer/lib/mail-composer';
import type { Content } from '../../functions/edition/content.ts';
import { addressEdition, prepareEdition } from '../../functions/mail/compose.ts';
import { sendRawEmailForm } from '../../functions/mail/form-body.ts';
import { openSes } from '../../functions/mail/ses.ts';
import type { Subscriber } from '../../functions/subscriber/subscriber.ts';
import { newsletter } from '../support/newsletter.ts';
import { useAnyCredentials } from '../support/table.ts';
import { wholePath } from './mail-path.ts';
import { atRates } from './mail-rates.ts';
import { tableWork } from './mail-table-work.ts';

const messages = 500;
const inFlight = 10;
const rounds = 8;

const paragraphs = {
  English:
    'The committee said on Tuesday that it would publish the full text before the end of the month, ' +
    'after three member states had asked for more time to study the annex. ',
  Chinese:
    '委员会周二表示，将在本月底之前公布协议全文，此前有三个成员国要求获得更多时间研究预算附件，工程师们描述了缓慢而谨慎的过程。',
};

/** Prints the figures of the send path. */
export async function run(): Promise<void> {
  useAnyCredentials();
  await wholePath();
  const { port, stop } = await startSink();
  for (const [language, paragraph] of Object.entries(paragraphs)) {
    await comparePaths(language, contentOf(paragraph), `http://127.0.0.1:${port}`);
  }
  stop();
  await tableWork();
  await atRates();
}

async function startSink(): Promise<{ port: number; stop: () => void }> {
  const child = fork(fileURLToPath(new URL('./sink.ts', import.meta.url)));
  const [port] = await once(child, 'message');
  return { port: Number(port), stop: () => child.kill() };
}

/** 60 KB of HTML and the text that goes with it. */
function contentOf(paragraph: string): Content {
  const html = `<p>${paragraph}</p>`.repeat(
    Math.ceil(60_000 / Buffer.byteLength(`<p>${paragraph}</p>`)),
  );
  const text = `${paragraph}\n\n`.repeat(Math.ceil(26_000 / Buffer.byteLength(`${paragraph}\n\n`)));
  return {
    key: 'k',
    newsletterId: 'paper',
    subject: 'An ordinary morning',
    html: [html, '<a href="', { personal: 'unsubscribe' }, '">leave</a>'],
    text: [text, { personal: 'unsubscribe' }],
    items: [],
    excluded: [],
    findings: [],
  };
}

const links = {
  siteUrl: 'https://news.example.com',
  keys: { current: { id: 'k1', secret: 'x'.repeat(40) }, older: [] },
};

function readerOf(n: number): Subscriber {
  const id = `00000000-0000-4000-8000-${String(n).padStart(12, '0')}`;
  const schedule = { cadence: 'daily', hour: 7, zone: 'UTC' } as const;
  const address = `reader${n}@readers.example`;
  return { id, address, consent: {}, schedule, sections: 'all' } as unknown as Subscriber;
}

async function comparePaths(language: string, content: Content, endpoint: string): Promise<void> {
  const paper = newsletter();
  const prepared = prepareEdition(paper, content);
  const ses = openSes('set', { ses: endpoint });
  const address = (n: number) => {
    const addressing = { newsletter: paper, editionId: 'e', reader: readerOf(n), at: 0 };
    return addressEdition(prepared, addressing, links);
  };
  const tags = { edition: 'e', batch: 'b', subscriber: 's' };
  const fields = { source: 'a@b.example', destination: 'c@d.example', tags };
  const body = Buffer.concat(sendRawEmailForm({ ...fields, configurationSet: 'set' }, address(0)));
  const agent = new Agent({ keepAlive: true, maxSockets: inFlight });
  const plainSes = new SESClient({ endpoint, maxAttempts: 1 });
  const paths = {
    'node:http, the same bytes': () => post(endpoint, body, agent),
    Paperboy: (n: number) => ses.submit({ ...fields, raw: address(n) }),
    'MailComposer and client-ses': async (n: number) => {
      const raw = await composed(content, readerOf(n).address);
      await plainSes.send(
        new SendRawEmailCommand({ Destinations: ['c@d.example'], RawMessage: { Data: raw } }),
      );
    },
  };
  const cost = await measure(paths);
  print(`\n${language}: a message of ${(body.length / 1000).toFixed(0)} KB as a form`);
  const base = cost['node:http, the same bytes']?.cpuMs ?? 1;
  for (const [name, { cpuMs, wallMs }] of Object.entries(cost)) {
    const perSecond = (1000 / wallMs).toFixed(0).padStart(5);
    const times = (cpuMs / base).toFixed(1);
    print(`  ${name.padEnd(28)} ${cpuMs.toFixed(2)} ms CPU ${times.padStart(5)} x ${perSecond} /s`);
  }
  const gain = (cost['MailComposer and client-ses']?.wallMs ?? 0) / (cost.Paperboy?.wallMs ?? 1);
  print(`  Paperboy sends ${gain.toFixed(1)} times as many a second as composer and client.`);
  agent.destroy();
}

/** What one message takes: of this process's CPU, and of time on the wall with ten in flight. */
interface Cost {
  readonly cpuMs: number;
  readonly wallMs: number;
}

/** The best of some rounds for each path: another program can only make a round worse. */
async function measure(
  paths: Record<string, (n: number) => Promise<unknown>>,
): Promise<Record<string, Cost>> {
  const best: Record<string, Cost> = {};
  for (let round = 0; round < rounds; round++) {
    for (const [name, send] of Object.entries(paths)) {
      const { cpuMs, wallMs } = await sendRound(send);
      const { cpuMs: cpuBest = cpuMs, wallMs: wallBest = wallMs } = best[name] ?? {};
      best[name] = { cpuMs: Math.min(cpuBest, cpuMs), wallMs: Math.min(wallBest, wallMs) };
    }
  }
  return best;
}

async function sendRound(send: (n: number) => Promise<unknown>): Promise<Cost> {
  const cpuBefore = process.cpuUsage();
  const wallBefore = performance.now();
  let next = 0;
  const worker = async () => {
    while (next < messages) await send(next++);
  };
  await Promise.all(Array.from({ length: inFlight }, worker));
  const wallMs = (performance.now() - wallBefore) / messages;
  const { user, system } = process.cpuUsage(cpuBefore);
  return { cpuMs: (user + system) / 1_000 / messages, wallMs };
}

function composed(content: Content, to: string): Promise<Buffer> {
  const url = 'https://news.example.com/unsubscribe/token';
  const fill = (pieces: Content['html']) =>
    pieces.map((piece) => (typeof piece === 'string' ? piece : url)).join('');
  return new MailComposer({
    from: 'news@paper.example',
    to,
    subject: content.subject,
    html: fill(content.html),
    text: fill(content.text),
    newline: 'windows',
  })
    .compile()
    .build();
}

function post(endpoint: string, body: Buffer, agent: Agent): Promise<void> {
  return new Promise((resolve, reject) => {
    const headers = {
      'content-type': 'application/x-www-form-urlencoded',
      'content-length': body.length,
    };
    const call = request(endpoint, { method: 'POST', agent, headers }, (response) => {
      response.resume();
      response.on('end', resolve);
    });
    call.on('error', reject);
    call.end(body);
  });
}

function print(line: string): void {
  process.stdout.write(`${line}\n`);
}

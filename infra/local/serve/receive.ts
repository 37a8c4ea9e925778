/**
 * For an MTA: `node infra/local/serve/receive.ts --data DIR [RECIPIENT...] < mail`. Hands the mail to
 * the installation that runs there. It ends with 0 when the mail is taken, and with 75 when it is to
 * be tried again later (EX_TEMPFAIL of sysexits.h, which MTAs heed): also when nobody runs.
 */
import { resolve } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { parseArgs } from 'node:util';
import { findRunning } from '../running.ts';

const tempFail = 75;
const timeoutMs = 60_000;
const mailBytesMax = 2 * 1024 * 1024;

process.exitCode = await receive().catch((error: unknown) => {
  process.stderr.write(`The mail waits: ${error instanceof Error ? error.message : error}\n`);
  return tempFail;
});

async function receive(): Promise<number> {
  const { values, positionals } = parseArgs({
    options: { data: { type: 'string' } },
    allowPositionals: true,
  });
  if (values.data === undefined) throw new Error('name the data directory with --data DIR.');
  const mail = await buffer(process.stdin);
  const found = await findRunning(resolve(values.data));
  if (found.kind !== 'running') throw new Error('Paperboy does not answer there.');
  const url = new URL('/_control/api/mail', found.running.origin);
  for (const recipient of positionals) url.searchParams.append('to', recipient);
  const answer = await fetch(url, {
    method: 'POST',
    // What stands in a report stands at its beginning.
    body: new Uint8Array(mail.subarray(0, mailBytesMax)),
    signal: AbortSignal.timeout(timeoutMs),
  });
  if (!answer.ok) throw new Error(`Paperboy answered ${answer.status}.`);
  return 0;
}

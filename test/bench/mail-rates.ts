/** The rate that is reached when the account allows so many a second, and how confirmations fare. */
import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { openQueue } from '../../functions/store/queue.ts';
import { subscriberStore } from '../../functions/store/subscribers.ts';
import { newPending } from '../../functions/subscriber/moves.ts';
import { type Cloud, startCloud } from '../../infra/local/cloud.ts';
import { addItems, addReader, atSeven, item, setUpNewsletter } from '../support/newsletter.ts';

const secondsEach = 8;
const hourMs = 3_600_000;

/** Prints rate, throttles and the wait of a confirmation for 14, 50 and 150 a second. */
export async function atRates(): Promise<void> {
  print('\nRates, with a confirmation every second in between:');
  for (const rate of [14, 50, 150]) await atRate(rate);
}

async function atRate(maxSendRate: number): Promise<void> {
  let throttles = 0;
  const cloud = await startCloud({
    port: 0,
    demo: false,
    ticking: false,
    zone: 'UTC',
    write: (line) => {
      if (line.includes('hrottl')) throttles += 1;
    },
    settings: { maxSendRate },
  });
  await setUpNewsletter(cloud.table);
  const joined = cloud.clock.now();
  const readers = maxSendRate * secondsEach;
  for (let n = 0; n < readers; n += 20) {
    await Promise.all(
      Array.from({ length: Math.min(20, readers - n) }, () => addReader(cloud.table, joined)),
    );
  }
  const due = joined - (joined % (24 * hourMs)) + 31 * hourMs;
  cloud.clock.moveTo(due);
  await addItems(cloud.table, item(due - hourMs, { key: 'one' }));
  const done = cloud.fire('digest', due);
  const waits: number[] = [];
  let isDone = false;
  void done.then(() => {
    isDone = true;
  });
  while (!isDone && cloud.ses.mailbox.all().length < readers) {
    waits.push(await confirmationWait(cloud, waits.length));
    await sleep(1_000);
  }
  await done;
  await cloud.atRest();
  const mails = cloud.ses.mailbox.all();
  const editions = mails.filter((mail) => mail.tags.edition !== undefined);
  const first = editions[0]?.at ?? 0;
  const last = editions.at(-1)?.at ?? 0;
  const between = mails.filter(({ at }) => at > first && at <= last);
  const achieved = (between.length / (last - first)) * 1_000;
  const slowest = Math.max(...waits) / 1_000;
  print(
    `  ${maxSendRate}/s: ${achieved.toFixed(1)}/s (${((achieved / maxSendRate) * 100).toFixed(0)} %), ` +
      `${editions.length} of ${readers} editions, throttles logged ${throttles}, ` +
      `slowest confirmation ${slowest.toFixed(1)} s`,
  );
  await cloud.stop();
}

/** Puts one confirmation into the queue, and says when SES had it (ms). */
async function confirmationWait(cloud: Cloud, n: number): Promise<number> {
  const at = cloud.clock.now();
  const address = `new${n}@readers.example`;
  const reader = { id: `new-${n}-${at}`, newsletterId: 'paper', address, addressKey: address };
  const request = { schedule: atSeven, sections: 'all', from: '', wordsVersion: '1', at } as const;
  const pending = newPending(reader, request, `confirmation-${n}`);
  await subscriberStore(cloud.table, cloud.clock.now).create(pending);
  const queue = openQueue(cloud.queues.client, cloud.env.CONFIRMATION_QUEUE_URL ?? '', {
    lanes: 1,
    randomId: randomUUID,
  });
  await queue.send([{ subscriberId: reader.id, confirmationId: `confirmation-${n}` }]);
  const started = performance.now();
  const arrived = () => cloud.ses.mailbox.all().some((mail) => mail.destinations.includes(address));
  while (!arrived() && performance.now() - started < 20_000) await sleep(20);
  return performance.now() - started;
}

function print(line: string): void {
  process.stdout.write(`${line}\n`);
}

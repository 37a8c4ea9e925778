/** The hour in which an edition goes out to many, while people sign up, leave, and browse. */
import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';
import { editionStore } from '../../functions/store/editions.ts';
import type { Cloud } from '../../infra/local/cloud.ts';
import { inboxOf, type Mail } from './cloud.ts';
import { addItems, addReaders, item, setUpNewsletter } from './newsletter.ts';
import { linkIn, sendForm } from './reader.ts';

/** What happened while the edition went out. */
export interface BusyHour {
  /** Statuses of what people got who came to sign up, and who left by one click. */
  readonly newcomers: number;
  readonly signups: readonly number[];
  readonly leavers: readonly number[];
  /** Of those who browsed meanwhile, more than the site takes. */
  readonly browsers: readonly number[];
  /** Mails that each address got, those who signed up included. */
  readonly mails: ReadonlyMap<string, number>;
  /** Mails that were still to come when the last of the people above had been answered. */
  readonly leftToMail: number;
  readonly seconds: number;
}

/** Less a second than an account gets at first: the edition holds all workers for long enough. */
const rateAmidPeople = 5;
/**
 * Once the people have been answered nobody need wait for the rest of the edition. An account that
 * grants more than two cores can take has its senders wait half an hour for answers that time out.
 */
const rateAfterwards = 100;
/** What an account needs whose edition is not to end for its quota. */
export const manySendsAllowed = { maxSendRate: rateAmidPeople, max24HourSend: 100_000 };

const dayMs = 24 * 3_600_000;
const sevenMs = 7 * 3_600_000;
const newcomers = 4;
const leaversAtRest = 6;
const leaversInTheCrowd = 6;
/** With the workers and one who leaves these are no more than a new account runs. */
const browsersAtOnce = 3;
const betweenPagesMs = 400;
/** Three who wait no longer ask for more than a new account's site takes, and leave time for the doors. */
const betweenClicksMs = 40;
const lookEveryMs = 100;
const minuteMs = 60_000;
/** By then the senders have asked again what they may send. */
const quotaAgeMaxMs = minuteMs;
const sweepEveryMs = 5 * minuteMs;

/** Lets an edition for so many readers go out at seven, and people come meanwhile. */
export async function busyHour(cloud: Cloud, readers: number): Promise<BusyHour> {
  const seven = Math.ceil(cloud.clock.now() / dayMs) * dayMs + sevenMs;
  await setUpNewsletter(cloud.table);
  await addReaders(cloud.table, seven - dayMs, readers);
  await addItems(cloud.table, item(seven - 2 * minuteMs), item(seven - minuteMs));
  cloud.clock.moveTo(seven + minuteMs);
  const begun = performance.now();
  const planned = cloud.fire('digest', cloud.clock.now());
  await until(() => mailed(cloud) > 0);
  const [signups, early] = await Promise.all([signUpSome(cloud), leave(cloud, 0, leaversAtRest)]);
  const crowd = browse(cloud);
  const late = await leave(cloud, leaversAtRest, leaversInTheCrowd);
  const browsers = await crowd.end();
  const leftToMail = readers + newcomers - mailed(cloud);
  cloud.ses.account.change({ maxSendRate: rateAfterwards });
  cloud.clock.moveBy(quotaAgeMaxMs);
  await planned;
  await finish(cloud, seven);
  const seconds = (performance.now() - begun) / 1000;
  const answers = { signups, leavers: [...early, ...late], browsers };
  return { newcomers, ...answers, mails: mailsOf(cloud), leftToMail, seconds };
}

/** What a busy machine or SES put off is due for `sweep`, as it would be in a few minutes. */
async function finish(cloud: Cloud, since: number): Promise<void> {
  const isIdle = async () =>
    (await cloud.queues.counts()).every(({ waiting, inFlight }) => waiting + inFlight === 0);
  await until(isIdle);
  while (!(await isDone(cloud, since))) {
    cloud.clock.moveBy(sweepEveryMs);
    await cloud.fire('sweep', cloud.clock.now());
    await until(isIdle);
  }
}

/** The most functions that ran at once, as CloudWatch's ConcurrentExecutions has it. */
export function executionsMax(cloud: Cloud): number {
  return counted(cloud, 'ConcurrentExecutions')?.maximum ?? 0;
}

/** Calls that the account had no room for, of all doors. */
export function throttled(cloud: Cloud): number {
  return cloud.template
    .all('AWS::Lambda::Function')
    .map(({ name }) => counted(cloud, 'Throttles', { FunctionName: name })?.sum ?? 0)
    .reduce((sum, calls) => sum + calls);
}

function counted({ metrics, clock }: Cloud, name: string, dimensions = {}) {
  const now = Math.ceil(clock.now() / minuteMs) * minuteMs;
  return metrics.between({ namespace: 'AWS/Lambda', name, dimensions }, now - dayMs / 2, now);
}

function mailed({ ses }: Cloud): number {
  return ses.mailbox.all().length;
}

function mailsOf({ ses }: Cloud): ReadonlyMap<string, number> {
  const mails = new Map<string, number>();
  for (const { destinations } of ses.mailbox.all()) {
    for (const address of destinations) mails.set(address, (mails.get(address) ?? 0) + 1);
  }
  return mails;
}

async function isDone({ table, clock }: Cloud, since: number): Promise<boolean> {
  const editions = await editionStore(table, clock.now).list('paper', since);
  return editions.length > 0 && editions.every(({ state }) => state === 'done');
}

/** Each opens the form, takes the time that it takes a person to fill it in, and sends it. */
async function signUpSome({ origin }: Cloud): Promise<number[]> {
  const statuses: number[] = [];
  for (let n = 0; n < newcomers; n++) {
    const page = await fetch(`${origin}/n/paper`);
    await page.text();
    const address = `newcomer${n}@readers.example`;
    const fields = new URLSearchParams({ address, cadence: 'daily', hour: '7', zone: 'UTC' });
    fields.append('sections', 'news');
    await sleep(betweenPagesMs);
    await sendForm(`${origin}/n/paper/subscribe`, fields);
    statuses.push(page.status, 200);
    await sleep(betweenPagesMs);
  }
  return statuses;
}

/** The mail programs of readers who have got the edition (RFC 8058, section 3.2). */
async function leave(cloud: Cloud, from: number, count: number): Promise<number[]> {
  const statuses: number[] = [];
  for (let n = from; n < from + count; n++) {
    const mail = await nthEdition(cloud, n);
    const answer = await fetch(linkIn(mail.text, 'unsubscribe'), {
      method: 'POST',
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      body: 'List-Unsubscribe=One-Click',
    });
    await answer.text();
    statuses.push(answer.status);
    await sleep(betweenPagesMs);
  }
  return statuses;
}

async function nthEdition(cloud: Cloud, n: number): Promise<Mail> {
  const addresses = () =>
    cloud.ses.mailbox
      .all()
      .flatMap(({ destinations }) => destinations)
      .filter((address) => address.startsWith('reader'));
  await until(() => addresses().length > n);
  const [mail] = await inboxOf(cloud, addresses()[n] ?? '');
  assert.ok(mail, `The edition ${n} is not in the inbox.`);
  return mail;
}

/** Some who click again almost as soon as they have been answered, until told to end. */
function browse({ origin }: Cloud): { readonly end: () => Promise<number[]> } {
  const statuses: number[] = [];
  let isEnding = false;
  const browser = async () => {
    while (!isEnding) {
      const answer = await fetch(`${origin}/n/paper`);
      await answer.text();
      statuses.push(answer.status);
      await sleep(answer.ok ? betweenClicksMs : lookEveryMs);
    }
  };
  const all = Array.from({ length: browsersAtOnce }, browser);
  return {
    end: async () => {
      isEnding = true;
      await Promise.all(all);
      return statuses;
    },
  };
}

async function until(isTrue: () => boolean | Promise<boolean>): Promise<void> {
  while (!(await isTrue())) await sleep(lookEveryMs);
}

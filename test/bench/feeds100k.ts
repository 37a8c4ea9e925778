/**
 * A hundred thousand feeds on the stage at the scale `large`: whether all are polled within their
 * hour, and what memory that takes. A number after the name takes so many feeds, in so many fewer
 * ticks: `npm run bench -- feeds100k 10000`.
 */
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { feedStore } from '../../functions/store/feeds.ts';
import { newsletterStore } from '../../functions/store/newsletters.ts';
import { pollTickStore } from '../../functions/store/poll-tick.ts';
import { type Cloud, startCloud } from '../../infra/local/cloud.ts';
import { testContext } from '../support/cloud.ts';
import { feed, newsletter } from '../support/newsletter.ts';
import { timed, tooBusy } from './rounds.ts';

const whole = 100_000;
const feedsAHost = 10;
const answerMs = 300;
const tickMs = 5 * 60_000;
const ticksAnHour = 12;
/** All within an hour, with a tenth to spare. */
const perSecondMin = (whole / 3_600) * 1.1;
const writersAtOnce = 50;

interface Told {
  readonly served: number;
  readonly mostAtOnce: number;
  readonly mostAtAHost: number;
}

/** Prints each tick, and in the end the rate. */
export async function run(): Promise<void> {
  const feeds = Number(process.argv[3] ?? whole);
  const child = fork(new URL('./slow-server.ts', import.meta.url), [String(answerMs)]);
  const [port] = (await once(child, 'message')) as [number];
  const hosts = Array.from({ length: Math.ceil(feeds / feedsAHost) }, (_, n) => hostOf(n, port));
  const cloud = await startCloud({
    port: 0,
    context: { ...testContext, scale: 'large' },
    demo: false,
    ticking: false,
    zone: 'UTC',
    write: () => {},
    allowedOrigins: hosts,
    restTimeoutMs: 3_600_000,
  });
  const told = async () => (await (await fetch(`http://127.0.0.1:${port}/told`)).json()) as Told;
  try {
    const ticks = ticksOf(cloud.clock.now(), feeds);
    await addFeeds(cloud, { hosts, feeds, ticks });
    let seconds = 0;
    const took = await timed(async () => {
      seconds = await runTicks(cloud, ticks, told);
    });
    report(feeds, seconds, await told());
    const busy = tooBusy([took]);
    if (busy !== '') print(busy);
  } finally {
    child.kill();
    await cloud.stop();
  }
}

/** The ticks in which so many feeds are due, the first one not before the next. */
function ticksOf(now: number, feeds: number): number[] {
  const next = now - (now % tickMs) + tickMs;
  const count = Math.max(1, Math.round((ticksAnHour * feeds) / whole));
  return Array.from({ length: count }, (_, n) => next + (n + 1) * tickMs);
}

/** The slot of an hour's interval that is due at this tick (schedule/poll-slot.ts). */
function slotAt(tick: number): string {
  return `60#${Math.floor(tick / tickMs) % ticksAnHour}`;
}

function hostOf(n: number, port: number): string {
  return `http://127.${1 + Math.floor(n / 62_500)}.${Math.floor(n / 250) % 250}.${1 + (n % 250)}:${port}`;
}

interface Plan {
  readonly hosts: readonly string[];
  readonly feeds: number;
  readonly ticks: readonly number[];
}

async function addFeeds({ table, clock }: Cloud, { hosts, feeds, ticks }: Plan): Promise<void> {
  const [store, now] = [feedStore(table), clock.now()];
  await newsletterStore(table).save(newsletter());
  let next = 0;
  const write = async () => {
    while (next < feeds) {
      const n = next++;
      const url = `${hosts[n % hosts.length]}/${n}`;
      const read = { validators: { etag: '"1"', url }, bodyHash: 'x', readAt: now, addedAt: now };
      const paced = { intervalMinutes: 60, chosenMinutes: 60 };
      const tick = ticks[n % ticks.length] ?? 0;
      await store.create(feed({ id: `feed${n}`, url, ...read, ...paced }), slotAt(tick));
    }
  };
  await Promise.all(Array.from({ length: writersAtOnce }, write));
}

/** One tick after the other: how long the stage worked on all of them (s). */
async function runTicks(
  cloud: Cloud,
  ticks: readonly number[],
  told: () => Promise<Told>,
): Promise<number> {
  await pollTickStore(cloud.table).remember((ticks[0] ?? 0) - tickMs);
  let [seconds, before] = [0, 0];
  for (const [n, at] of ticks.entries()) {
    cloud.clock.moveTo(at);
    const began = performance.now();
    await cloud.fire('poll', at);
    await cloud.atRest();
    const took = (performance.now() - began) / 1_000;
    const { served } = await told();
    const { rss, heapUsed } = process.memoryUsage();
    print(
      `tick ${n + 1}: ${served - before} feeds in ${took.toFixed(1)} s; the stage with all engines ` +
        `but the table ${(rss / 1e6).toFixed(0)} MB, ${(heapUsed / 1e6).toFixed(0)} MB of it heap`,
    );
    seconds += took;
    before = served;
  }
  return seconds;
}

function report(feeds: number, seconds: number, { served, mostAtOnce, mostAtAHost }: Told): void {
  const rate = served / seconds;
  const share = feeds === whole ? '' : ` (${((feeds / whole) * 100).toFixed(0)} % of ${whole})`;
  print(
    `${feeds} feeds${share}, ${served} of them asked; ${rate.toFixed(0)} a second, and ` +
      `${perSecondMin.toFixed(0)} are wanted for ${whole} an hour: ` +
      `${rate >= perSecondMin && served >= feeds ? 'within' : 'NOT WITHIN'}`,
  );
  print(
    `at most ${mostAtOnce} requests at once, at most ${mostAtAHost} to one host; an answer takes ` +
      `${answerMs} ms, and one feed in a hundred never answers`,
  );
}

function print(line: string): void {
  process.stdout.write(`${line}\n`);
}

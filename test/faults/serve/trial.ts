/**
 * One trial of an installation that serves: three days of a paper, a relay with moods, `kill -9` at
 * the worst moments, and a last day on which all is well. What counts is what the relay has taken.
 */
import type { TestContext } from 'node:test';
import { addItems, addReaders, item, setUpNewsletter } from '../../support/newsletter.ts';
import { dataDirectory } from '../../support/served.ts';
import { startSmtpServer } from '../../support/smtp-server.ts';
import { useAnyCredentials } from '../../support/table.ts';
import { openChance } from '../chance.ts';
import type { Verdict } from '../verdict.ts';
import { type Installation, startInstallation } from './installation.ts';
import { openMoods } from './moods.ts';
import { judgeServed } from './verdict.ts';

export interface ServeTrial {
  readonly seed: number;
  readonly readers: number;
  /** Two, and a calm one after them. */
  readonly faultyDays?: number;
  /** For tests of the verdict: the relay says that it took this share of the mails, and has not. */
  readonly lies?: number;
  /** The same: one mail is delivered twice. */
  readonly repeats?: true;
}

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;
const dayMs = 24 * hourMs;
const deathsMax = 6;
/** An edition falls due at the first; what stays open is looked at again at the others. */
const looksAfterMs = [0, 10, 20, 45, 80, 120, 180, 240, 300].map((minutes) => minutes * minuteMs);

/** Lives through it. */
export async function runServeTrial(trial: ServeTrial): Promise<Verdict> {
  const { seed, readers, faultyDays = 2, lies, repeats } = trial;
  useAnyCredentials();
  const chance = openChance(seed);
  const ends: (() => unknown)[] = [];
  const t: Pick<TestContext, 'after'> = {
    after: (end) => void (end && ends.unshift(end as () => void)),
  };
  const world = { isFaulty: () => false, deathsLeft: 1 + chance.whole(deathsMax, 'deaths') };
  const moods = openMoods(chance, world);
  const relay = await startSmtpServer(t);
  const dataDir = dataDirectory(t, relay, { SMTP_PER_SECOND: '500' });
  const now = Date.now();
  const first = now - (now % dayMs) + dayMs + 7 * hourMs;
  const installation = await startInstallation(dataDir, first - hourMs);
  ends.unshift(installation.stop);
  /** Taken, and its answer has met nobody. */
  const unanswered: number[] = [];
  relay.play = (place, to) => {
    const trick = moods.play(place, to);
    const isEnd = place === 'end';
    if (trick === 'kill') {
      installation.kill();
      const isTaken = isEnd && chance.strikes(0.5, 'taken', relay.taken.length, to);
      if (isTaken) unanswered.push(relay.taken.length);
      return { kind: isTaken ? 'take-and-hang-up' : 'hang-up' };
    }
    if (trick?.kind === 'take-and-hang-up') unanswered.push(relay.taken.length);
    const isLie = trick === undefined && isEnd && chance.strikes(lies, 'lies', to);
    return isLie ? { kind: 'say', reply: '250 2.0.0 Taken' } : trick;
  };
  try {
    await setUpNewsletter(installation.table());
    await addReaders(installation.table(), first - hourMs, readers);
    for (let day = 0; day <= faultyDays; day++) {
      world.isFaulty = () => day < faultyDays;
      await liveThroughDay(installation, first + day * dayMs, day);
    }
    if (repeats) relay.taken.push(...relay.taken.slice(0, 1));
    const all = Array.from({ length: readers }, (_, n) => `reader${n}@readers.example`);
    const addresses = all.filter((one) => !moods.isDead(one));
    const stories = Array.from({ length: faultyDays + 1 }, (_, day) => storyOf(day));
    return await judgeServed({
      dataDir,
      table: installation.table(),
      taken: relay.taken,
      unanswered,
      addresses,
      stories,
      deaths: installation.deaths(),
      since: first - dayMs,
    });
  } finally {
    for (const end of ends) await end();
  }
}

/** One word, as it stands in every encoding of the mail. */
function storyOf(day: number): string {
  return `Ferryday${day}x`;
}

async function liveThroughDay(installation: Installation, due: number, day: number): Promise<void> {
  const story = item(due - 15 * minuteMs, { key: `day-${day}`, title: storyOf(day) });
  await addItems(installation.table(), story);
  for (const afterMs of looksAfterMs) await installation.goTo(due + afterMs);
}

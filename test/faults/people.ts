/** Readers who act while their mail is under way: they leave, come back, move, pause. */
import type { Schedule } from '../../functions/config/schedule.ts';
import { openSegment } from '../../functions/edition/segment.ts';
import type { Table } from '../../functions/store/client.ts';
import { comeBackBook } from '../../functions/store/come-back-book.ts';
import { segmentStore } from '../../functions/store/segments.ts';
import { subscriberStore } from '../../functions/store/subscribers.ts';
import { changePreferences } from '../../functions/subscriber/change-preferences.ts';
import { allowAgain } from '../../functions/subscriber/come-back.ts';
import { type ConfirmDeps, confirm } from '../../functions/subscriber/confirm.ts';
import { type Link, preferencesLink, signLink } from '../../functions/subscriber/links.ts';
import { resubscribe } from '../../functions/subscriber/resubscribe.ts';
import { signUp } from '../../functions/subscriber/sign-up.ts';
import type { Sections } from '../../functions/subscriber/subscriber.ts';
import type { SigningKeys } from '../../functions/subscriber/token.ts';
import { unsubscribe } from '../../functions/subscriber/unsubscribe.ts';
import type { Chance } from './chance.ts';
import type { Clock } from './clock.ts';
import type { Ledger } from './ledger.ts';
import type { LetterWriters } from './letter-writers.ts';
import type { Queues } from './queues.ts';

export const secret = { id: 'k1', secret: 'a secret of the fault trials, long enough' };
export const signingKeys: SigningKeys = { current: secret, older: [] };
const keys = signingKeys;
const from = '192.0.2.1';
const wordsVersion = '1';

export interface PeopleDeps {
  readonly table: Table;
  readonly chance: Chance;
  readonly clock: Clock;
  readonly queues: Queues;
  readonly ledger: Ledger;
  readonly schedules: readonly Schedule[];
  /** Absent where the owner wants no welcome and no goodbye. */
  readonly letters?: Pick<LetterWriters, 'greet' | 'letGo'>;
  /** Nobody pauses for longer than this. */
  readonly pauseEndsMax: number;
}

export interface People {
  /** One of the things that a reader can do, by chance. */
  readonly act: (reader: string) => Promise<void>;
  readonly signUp: (address: string, schedule: Schedule, sections: Sections) => Promise<void>;
  readonly confirm: (reader: string, confirmationId: string, issuedAt: number) => Promise<void>;
}

type Act = (reader: string, n: number) => Promise<void>;

/** Opens what people can do, by the use cases behind the pages. */
export function openPeople(deps: PeopleDeps): People {
  const { table, chance, clock, queues, ledger } = deps;
  const subscribers = subscriberStore(table, clock.now);
  const { join } = segmentStore(table);
  let ids = 0;
  let acts = 0;
  const returns = comeBackBook(table, clock.now);
  const using: ConfirmDeps = {
    keys,
    load: subscribers.load,
    save: subscribers.save,
    now: clock.now,
    openSegment: (choice) => openSegment(choice, { join, now: clock.now }),
    suppression: returns.suppression,
    allowAgain: (key) => allowAgain(key, { ...returns, openSegment: using.openSegment }),
  };
  const asking = {
    ...subscribers,
    now: clock.now,
    randomId: () => chance.id('person', ids++),
    // How many may sign up is not the matter here.
    windows: { take: async () => ({ kind: 'taken', used: 1 }) as const },
    // A crash between form and queue: sweep must find what was noted.
    queueConfirmation: async (key: object) => {
      if (!chance.strikes(0.3, 'never queued', ids))
        queues.put('confirmation', JSON.stringify(key));
    },
  };
  const leave: Act = async (subscriberId) => {
    const token = sign({ purpose: 'unsubscribe', subscriberId });
    const answer = await unsubscribe({ token, by: 'one-click' }, { ...subscribers, ...using });
    if (answer.kind === 'unsubscribed') ledger.turned(subscriberId, 'closed');
    if (answer.kind === 'unsubscribed' && answer.subscriber !== undefined) {
      await deps.letters?.letGo(answer.subscriber);
    }
  };
  const comeBack: Act = async (subscriberId) => {
    const reader = await subscribers.load(subscriberId);
    if (reader === undefined) return;
    const token = sign(preferencesLink(reader));
    await resubscribe({ token, from, wordsVersion }, { ...using, ...asking });
  };
  const change = async (subscriberId: string, n: number, pausedUntil: number | undefined) => {
    const reader = await subscribers.load(subscriberId);
    if (reader === undefined) return;
    const other = deps.schedules[chance.whole(deps.schedules.length, 'schedule', n)];
    const schedule = pausedUntil === undefined && other !== undefined ? other : reader.schedule;
    const paused = pausedUntil === undefined ? {} : { pausedUntil };
    const preferences = { schedule, sections: reader.sections, ...paused };
    const token = sign(preferencesLink(reader));
    await changePreferences({ token, preferences }, using);
  };
  const pause: Act = (reader, n) => {
    const left = deps.pauseEndsMax - clock.now();
    return change(reader, n, clock.now() + Math.floor(chance.share('pause', n) * left));
  };
  const leaveAndComeBack: Act = async (reader, n) => {
    await leave(reader, n);
    await comeBack(reader, n);
  };
  const kinds: readonly Act[] = [
    leave,
    leaveAndComeBack,
    comeBack,
    (reader, n) => change(reader, n, undefined),
    (reader, n) => change(reader, n, undefined),
    pause,
  ];
  return {
    act: async (reader) => {
      const n = ++acts;
      await kinds[chance.whole(kinds.length, 'act', reader, n)]?.(reader, n);
    },
    signUp: async (typedAddress, schedule, sections) => {
      const wish = { schedule, sections, from, wordsVersion };
      await signUp({ newsletterId: 'paper', typedAddress, ...wish }, asking);
    },
    confirm: async (subscriberId, confirmationId, issuedAt) => {
      const token = sign({ purpose: 'confirm', subscriberId, confirmationId, issuedAt });
      // Mail may follow before we hear of it: what is refused counts as closed again.
      ledger.turned(subscriberId, 'opened');
      const answer = await confirm({ token, from }, using);
      if (answer.kind === 'confirmed') await deps.letters?.greet(answer.subscriber);
      else ledger.turned(subscriberId, 'closed');
    },
  };
}

const sign = (link: Link) => signLink(link, keys);

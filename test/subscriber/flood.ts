/** Floods of signups against the use cases and the table, counted by what the send door would mail. */
import type { Table } from '../../functions/store/client.ts';
import { subscriberStore } from '../../functions/store/subscribers.ts';
import { windowStore } from '../../functions/store/windows.ts';
import { admit, formToken } from '../../functions/subscriber/admit.ts';
import { isProven } from '../../functions/subscriber/proof.ts';
import { type ConfirmationKey, signUp } from '../../functions/subscriber/sign-up.ts';
import { keys, monday } from './readers.ts';

export interface Attempt {
  readonly address: string;
  readonly from: string;
  /** Whether it does the sum when it is asked to; people's browsers do. */
  readonly proves: boolean;
}

/** A site without pages: admission and signup, as the form and the API use them. */
export function openGate(table: Table, now: () => number) {
  const store = subscriberStore(table, now);
  const queued: ConfirmationKey[] = [];
  let ids = 0;
  const deps = {
    ...store,
    keys,
    now,
    windows: windowStore(table, now),
    randomId: () => `flood-${(++ids * 2_654_435_761) % 4_294_967_296}`,
    queueConfirmation: async (key: ConfirmationKey) => {
      queued.push(key);
    },
  };
  const token = formToken('paper', keys, now() - 60_000);
  const attempt = async ({ address, from, proves }: Attempt): Promise<string> => {
    const form = { newsletterId: 'paper', token, address, from };
    const first = await admit({ ...form, nonce: '' }, deps);
    const nonce = first.kind === 'prove' && proves ? work(token, address) : '';
    const admission = nonce === '' ? first : await admit({ ...form, nonce }, deps);
    if (admission.kind !== 'admitted') return admission.kind;
    const schedule = { cadence: 'daily', hour: 7, zone: 'UTC' } as const;
    const wanted = { newsletterId: 'paper', typedAddress: address, schedule } as const;
    return (await signUp({ ...wanted, sections: 'all', from, wordsVersion: 'en-1' }, deps)).kind;
  };
  /** The addresses that the send door would mail to: keys that are stale mail nothing. */
  const mailed = async (): Promise<string[]> => {
    const found: string[] = [];
    for (const { subscriberId, confirmationId } of queued) {
      const reader = await store.load(subscriberId);
      if (reader?.confirmation?.id === confirmationId) found.push(reader.addressKey);
    }
    return found;
  };
  return { attempt, mailed };
}

/** Runs the attempts, so many at a time, and counts the answers. */
export async function runAttempts(
  attempts: readonly Attempt[],
  attempt: (one: Attempt) => Promise<string>,
  width = 16,
): Promise<Map<string, number>> {
  const answers = new Map<string, number>();
  let next = 0;
  const worker = async () => {
    for (;;) {
      const one = attempts[next++];
      if (one === undefined) return;
      const answer = await attempt(one);
      answers.set(answer, (answers.get(answer) ?? 0) + 1);
    }
  };
  await Promise.all(Array.from({ length: width }, worker));
  return answers;
}

/** What the page's script does. */
export function work(token: string, address: string): string {
  for (let n = 0; ; n++) {
    const nonce = n.toString(36);
    if (isProven({ token, address, nonce })) return nonce;
  }
}

/** One address from many networks, with an honest visitor after every fifty. */
export function onOneAddress(count: number): Attempt[] {
  return withHonest(count, (n) => ({
    address: 'victim@example.com',
    from: `10.${n >> 16}.${(n >> 8) & 255}.${n & 255}`,
    proves: false,
  }));
}

/** Many addresses from one network, a /64 in which every request has an address of its own. */
export function fromOneNetwork(count: number): Attempt[] {
  return withHonest(count, (n) => ({
    address: `stranger-${n}@d${n % 97}.example`,
    from: `2001:db8:1:2::${n.toString(16)}`,
    proves: false,
  }));
}

/** Many addresses from as many networks: nothing tells these from honest visitors but the proof. */
export function fromEverywhere(count: number): Attempt[] {
  return withHonest(count, (n) => ({
    address: `stranger-${n}@d${n % 997}.example`,
    from: `10.${n >> 16}.${(n >> 8) & 255}.${n & 255}`,
    proves: false,
  }));
}

function withHonest(count: number, attack: (n: number) => Attempt): Attempt[] {
  return Array.from({ length: count }, (_, n) => {
    const honest = { address: `honest-${n}@home.example`, from: `198.51.${n % 100}.${n % 250}` };
    return n % 50 === 49 ? [attack(n), { ...honest, proves: true }] : [attack(n)];
  }).flat();
}

export const floodAt = monday;

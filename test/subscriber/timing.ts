/** How long a signup takes for addresses of each standing: medians, in milliseconds. */
import type { Table } from '../../functions/store/client.ts';
import { subscriberStore } from '../../functions/store/subscribers.ts';
import { suppressAddress } from '../../functions/store/suppressions.ts';
import { windowStore } from '../../functions/store/windows.ts';
import { signUp } from '../../functions/subscriber/sign-up.ts';
import { addReader } from '../support/newsletter.ts';
import { monday } from './readers.ts';

const standings = ['new', 'pending', 'confirmed', 'left', 'suppressed'] as const;

export async function measure(table: Table, times: number): Promise<Record<string, number>> {
  const now = () => monday;
  const store = subscriberStore(table, now);
  let ids = 0;
  const deps = {
    ...store,
    now,
    randomId: () => `time-${++ids}`,
    windows: windowStore(table, now),
    queueConfirmation: async () => {},
  };
  const ask = (address: string) => {
    const schedule = { cadence: 'daily', hour: 7, zone: 'UTC' } as const;
    const choice = { schedule, sections: 'all', from: '192.0.2.1', wordsVersion: 'en-1' } as const;
    return signUp({ newsletterId: 'paper', typedAddress: address, ...choice }, deps);
  };
  await ask('pending@example.com');
  await addReader(table, monday, { address: 'confirmed@example.com' });
  const left = await addReader(table, monday, { address: 'left@example.com' });
  const consent = { ...left.consent, withdrawnAt: monday, withdrawnBy: 'page' } as const;
  await store.save(left.id, { state: 'confirmed' }, { state: 'unsubscribed', consent });
  await suppressAddress(table, 'suppressed@example.com', 'bounce', monday);
  const taken = new Map<string, number[]>(standings.map((standing) => [standing, []]));
  for (let n = 0; n < times; n++) {
    for (const standing of standings) {
      const name = standing === 'new' ? `new-${n}` : standing;
      const start = performance.now();
      await ask(`${name}@example.com`);
      taken.get(standing)?.push(performance.now() - start);
    }
  }
  return Object.fromEntries([...taken].map(([name, values]) => [name, median(values)]));
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return Math.round((sorted[sorted.length >> 1] ?? 0) * 100) / 100;
}

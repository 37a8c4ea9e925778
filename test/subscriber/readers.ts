/** What the use cases need, on a map: the table itself is tested where its rows are. */
import { segmentId } from '../../functions/edition/segment.ts';
import type { SigningKeys } from '../../functions/subscriber/links.ts';
import { type Changes, type Expected, withChanges } from '../../functions/subscriber/moves.ts';
import type { ConfirmationKey, Found } from '../../functions/subscriber/sign-up.ts';
import type { Subscriber } from '../../functions/subscriber/subscriber.ts';

export const keys: SigningKeys = {
  current: { id: 'k2', secret: 'a secret of the tests, long enough 2' },
  older: [{ id: 'k1', secret: 'a secret of the tests, long enough 1' }],
};

/** Monday, 2 March 2026, 09:00 in London. */
export const monday = Date.UTC(2026, 2, 2, 9);

export function readersOnAMap(start = monday) {
  const rows = new Map<string, Subscriber>();
  const queued: ConfirmationKey[] = [];
  const suppressed = new Set<string>();
  let at = start;
  let ids = 0;
  let writes = 0;
  return {
    rows,
    queued,
    suppressed,
    writes: () => writes,
    passTime: (ms: number) => {
      at += ms;
    },
    only: (): Subscriber => {
      const [row, another] = rows.values();
      if (row === undefined || another !== undefined) throw new Error('There is not one row.');
      return row;
    },
    keys,
    now: () => at,
    randomId: () => `id-${++ids}`,
    findByAddress: async (newsletterId: string, key: string): Promise<Found> => {
      const subscriber = [...rows.values()].find(
        (row) => row.newsletterId === newsletterId && row.addressKey === key,
      );
      const found = { suppressed: suppressed.has(key) };
      return subscriber === undefined ? found : { ...found, subscriber };
    },
    create: async (subscriber: Subscriber) => {
      const isThere = [...rows.values()].some(
        (row) =>
          row.newsletterId === subscriber.newsletterId && row.addressKey === subscriber.addressKey,
      );
      if (isThere) return 'exists' as const;
      writes++;
      rows.set(subscriber.id, subscriber);
      return 'created' as const;
    },
    load: async (id: string) => rows.get(id),
    save: async (id: string, expected: Expected, changes: Changes) => {
      const row = rows.get(id);
      if (row === undefined || row.state !== expected.state) return 'changed' as const;
      const { confirmationId } = expected;
      if (confirmationId !== undefined && row.confirmation?.id !== confirmationId) {
        return 'changed' as const;
      }
      writes++;
      rows.set(id, withChanges(row, changes));
      return 'saved' as const;
    },
    openSegment: async (
      choice: Pick<Subscriber, 'newsletterId' | 'schedule' | 'sections'>,
    ): Promise<string> => segmentId(choice),
    queueConfirmation: async (key: ConfirmationKey) => {
      queued.push(key);
    },
  };
}

export type Readers = ReturnType<typeof readersOnAMap>;

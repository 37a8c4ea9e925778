/** What the use cases need, on a map: the table itself is tested where its rows are. */
import { segmentId } from '../../functions/edition/segment.ts';
import type { AddressMove } from '../../functions/subscriber/address-move.ts';
import { type Changes, type Expected, withChanges } from '../../functions/subscriber/moves.ts';
import type { ReaderLetter } from '../../functions/subscriber/reader-letter.ts';
import type { ConfirmationKey, Found } from '../../functions/subscriber/sign-up.ts';
import type { Subscriber, Suppression } from '../../functions/subscriber/subscriber.ts';
import type { SigningKeys } from '../../functions/subscriber/token.ts';
import type { Taking, Window } from '../../functions/subscriber/windows.ts';

export const keys: SigningKeys = {
  current: { id: 'k2', secret: 'a secret of the tests, long enough 2' },
  older: [{ id: 'k1', secret: 'a secret of the tests, long enough 1' }],
};

/** Monday, 2 March 2026, 09:00 in London. */
export const monday = Date.UTC(2026, 2, 2, 9);

export function readersOnAMap(start = monday) {
  const words = new Map<string, string>();
  const rows = new Map<string, Subscriber>();
  const queued: ConfirmationKey[] = [];
  const letters: ReaderLetter[] = [];
  const erased: string[] = [];
  const taken = new Map<string, number>();
  /** Of windows that begin with what is taken: when they are over. */
  const until = new Map<string, number>();
  const suppressed = new Set<string>();
  /** Why; what is not in it was suppressed by the owner. */
  const reasons = new Map<string, Suppression['reason']>();
  const suppressionOf = (key: string) =>
    suppressed.has(key)
      ? { suppression: { reason: reasons.get(key) ?? 'owner', at: start } as const }
      : {};
  let at = start;
  let ids = 0;
  let writes = 0;
  return {
    rows,
    queued,
    letters,
    erased,
    taken,
    suppressed,
    reasons,
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
      const found = { suppressed: suppressed.has(key), ...suppressionOf(key) };
      return subscriber === undefined ? found : { ...found, subscriber };
    },
    create: async (subscriber: Subscriber) => {
      const isThere = [...rows.values()].some(
        (row) =>
          row.newsletterId === subscriber.newsletterId && row.addressKey === subscriber.addressKey,
      );
      const { comebackId, addressKey } = subscriber;
      if (isThere || (comebackId === undefined && suppressed.has(addressKey))) {
        return 'exists' as const;
      }
      writes++;
      rows.set(subscriber.id, subscriber);
      return 'created' as const;
    },
    load: async (id: string) => rows.get(id),
    endUnreadable: async () => {},
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
    /** Keys that the send door would find stale are left out: they mail nothing. */
    queueConfirmation: async (key: ConfirmationKey) => {
      if (rows.get(key.subscriberId)?.confirmation?.id === key.confirmationId) queued.push(key);
    },
    windows: {
      take: async (window: Window, amount: 0 | 1): Promise<Taking> => {
        const { kind, name, lengthMs, max, isRolling } = window;
        if (isRolling) {
          if ((until.get(name) ?? 0) > at) return { kind: 'full' };
          if (amount === 1) until.set(name, at + lengthMs);
          return { kind: 'taken', used: amount };
        }
        const key = `${kind}#${name}#${Math.floor(at / lengthMs)}`;
        const used = taken.get(key) ?? 0;
        if (used >= max) return { kind: 'full' };
        taken.set(key, used + amount);
        return { kind: 'taken', used: used + amount };
      },
    },
    postLetter: async (letter: ReaderLetter) => {
      if (rows.has(letter.subscriberId)) letters.push(letter);
    },
    moveAddress: async ({ subscriber, change, from, at: movedAt }: AddressMove) => {
      const { address, addressKey } = change;
      const isTaken = [...rows.values()].some(
        (row) => row.addressKey === addressKey && row.id !== subscriber.id,
      );
      if (isTaken || suppressed.has(addressKey)) return 'refused' as const;
      if (rows.get(subscriber.id)?.suppressed !== subscriber.suppressed) return 'refused' as const;
      const { addressChange, ...row } = { ...subscriber, suppressed: false };
      const moved = {
        addressChangedAt: movedAt,
        addressChangedFrom: from,
        addressChangeId: change.id,
      };
      writes++;
      const { address: old, addressKey: oldKey } = row;
      const former = { address: old, addressKey: oldKey, id: change.id, at: movedAt };
      rows.set(row.id, {
        ...row,
        ...{ address, addressKey, consent: { ...row.consent, ...moved } },
        ...(oldKey === addressKey ? {} : { formerAddress: former }),
      });
      return 'moved' as const;
    },
    moveBack: async ({ subscriber, change, from, at: movedAt }: AddressMove) => {
      const { address, addressKey } = change;
      const isTaken = [...rows.values()].some((row) => row.addressKey === addressKey);
      if (isTaken || suppressed.has(addressKey)) return 'refused' as const;
      if (rows.get(subscriber.id)?.suppressed !== subscriber.suppressed) return 'refused' as const;
      const { formerAddress, addressChange, ...row } = { ...subscriber, suppressed: false };
      const { addressChangeId, ...consent } = row.consent;
      const moved = { addressChangedAt: movedAt, addressChangedFrom: from };
      writes++;
      rows.set(row.id, { ...row, address, addressKey, consent: { ...consent, ...moved } });
      return 'moved' as const;
    },
    readerIdsAt: async (key: string) =>
      [...rows.values()].filter((row) => row.addressKey === key).map(({ id }) => id),
    readersAt: async (key: string) => [...rows.values()].filter((row) => row.addressKey === key),
    reports: async () => [],
    mails: async () => ({ mails: [], isComplete: true }),
    suppression: async (key: string) => suppressionOf(key).suppression,
    allowAgain: async (key: string) => {
      suppressed.delete(key);
      for (const [id, row] of rows) {
        const { comebackId: _, ...kept } = row;
        if (row.addressKey === key) rows.set(id, { ...kept, suppressed: false });
      }
    },
    wordsOf: async (version: string) => words.get(version),
    noteWords: async ({ version, text }: { version: string; text: string }) => {
      words.set(version, text);
    },
    erase: async ({ id }: Subscriber) => {
      writes++;
      rows.delete(id);
      erased.push(id);
    },
  };
}

export type Readers = ReturnType<typeof readersOnAMap>;

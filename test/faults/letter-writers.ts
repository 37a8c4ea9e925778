/**
 * People and owners who cause mails that are no editions: a new reader is greeted, one who leaves is
 * let go, some ask for their link or move to another address, and feeds fail so that the owner hears.
 */
import { newNotice } from '../../functions/config/notice.ts';
import { openSegment } from '../../functions/edition/segment.ts';
import { moveAddress as move } from '../../functions/store/address-moves.ts';
import type { Table } from '../../functions/store/client.ts';
import { noteLetter, noticeStore } from '../../functions/store/notices.ts';
import { segmentStore } from '../../functions/store/segments.ts';
import { subscriberStore } from '../../functions/store/subscribers.ts';
import { loadSuppression } from '../../functions/store/suppressions.ts';
import { askAddress, moveAddress } from '../../functions/subscriber/change-address.ts';
import { preferencesLink, signLink } from '../../functions/subscriber/links.ts';
import { openLetters } from '../../functions/subscriber/reader-letter.ts';
import type { Subscriber } from '../../functions/subscriber/subscriber.ts';
import type { SigningKeys } from '../../functions/subscriber/token.ts';
import { goodbye, welcome } from '../../functions/subscriber/welcome-goodbye.ts';
import type { Chance } from './chance.ts';
import type { Clock } from './clock.ts';
import type { Ledger, Mail } from './ledger.ts';
import type { Queues } from './queues.ts';

export interface LetterWritersDeps {
  readonly table: Table;
  readonly chance: Chance;
  readonly clock: Clock;
  readonly queues: Queues;
  readonly keys: SigningKeys;
  readonly ledger: Pick<Ledger, 'turned'>;
}

export interface LetterWriters {
  readonly greet: (reader: Subscriber) => Promise<void>;
  readonly letGo: (reader: Subscriber) => Promise<void>;
  readonly askLink: (subscriberId: string) => Promise<void>;
  readonly askAddress: (subscriberId: string) => Promise<void>;
  /** Presses the button in the mail that asks a new address. */
  readonly moveBy: (mail: Mail) => Promise<void>;
  readonly tellOwner: (n: number) => Promise<void>;
}

const newsletterId = 'paper';

/** Opens what people do that brings letters, by the use cases behind the pages. */
export function openLetterWriters(deps: LetterWritersDeps): LetterWriters {
  const { table, chance, clock, queues, keys, ledger } = deps;
  const { now } = clock;
  const { load, save, findByAddress } = subscriberStore(table, now);
  let ids = 0;
  const randomId = () => chance.id('letter', ids++);
  const windows = { take: async () => ({ kind: 'taken', used: 1 }) as const };
  const letters = openLetters({
    now,
    noteLetter: (letter, lookAgainAt) => noteLetter(table, letter, lookAgainAt),
    // A crash between row and queue: sweep must find what was noted.
    queueLetters: async ([key]) => {
      if (!chance.strikes(0.3, 'letter never queued', ids++)) {
        queues.put('confirmation', JSON.stringify(key));
      }
    },
  });
  const posting = { ...letters, now };
  return {
    greet: (reader) => welcome(reader, ['welcome'], posting),
    letGo: (reader) => goodbye(reader, ['goodbye'], posting),
    askLink: (subscriberId) => {
      const id = `link-${randomId()}`;
      return letters.postLetter({ id, kind: 'link', newsletterId, subscriberId, at: now() });
    },
    askAddress: async (subscriberId) => {
      const reader = await load(subscriberId);
      if (reader === undefined) return;
      const token = signLink(preferencesLink(reader, now()), keys);
      const typedAddress = `${subscriberId.slice(0, 12)}.${ids++}@new.example`;
      const asking = { keys, load, now, save, findByAddress, windows, randomId, ...letters };
      const from = `10.0.${ids >> 8}.${ids & 255}`;
      await askAddress({ token, typedAddress, from, proof: { token: '', nonce: '' } }, asking);
    },
    moveBy: async ({ reader: subscriberId, letter = '' }) => {
      const confirmationId = letter.slice('address-'.length, letter.lastIndexOf('-'));
      const link = { purpose: 'address', subscriberId, confirmationId, issuedAt: now() } as const;
      const moving = {
        keys,
        load,
        now,
        suppression: (addressKey: string) => loadSuppression(table, addressKey),
        openSegment: (choice: Parameters<typeof openSegment>[0]) =>
          openSegment(choice, { join: segmentStore(table).join, now }),
        moveAddress: async (to: Parameters<typeof move>[1]) => {
          const done = await move(table, to);
          // Their old mailbox had given mail back; they are to be mailed at the new one.
          if (done === 'moved' && to.subscriber.suppressed) ledger.turned(subscriberId, 'opened');
          return done;
        },
        ...letters,
      };
      await moveAddress({ token: signLink(link, keys), from: '192.0.2.1' }, moving);
    },
    tellOwner: async (n) => {
      const values = { feed: `Feed ${n}` };
      const notice = {
        id: `feed-gone-${n}`,
        newsletterId,
        kind: 'feedGone',
        values,
        at: now(),
      } as const;
      await noticeStore(table).note(newNotice(notice));
    },
  };
}
